import type { Clock, Log } from "@wopr/kernel";
import type { MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";

/** What writing access lines needs. */
export interface AccessLogDeps {
  readonly log: Log;
  readonly clock: Clock;
}

/** Probes ask every few seconds; their lines would bury the others. */
const QUIET = new Set(["/health", "/healthz", "/readyz"]);

/** One line per request, after its answer began. The path is logged without its query: queries may hold names. */
export function accessLog({ log, clock }: AccessLogDeps): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const began = clock.monotonicMs();
    await next();
    const route = c.get("route");
    const facts = {
      request_id: c.get("requestId"),
      trace_id: c.get("traceparent").slice(3, 35),
      method: c.req.method,
      path: c.req.path,
      ...(route ? { route } : {}),
      status: c.res.status,
      took_ms: Math.round((clock.monotonicMs() - began) * 10) / 10,
      actor: c.get("caller").id,
      ip: c.get("ip"),
    };
    if (QUIET.has(c.req.path) && c.res.status < 500) log.debug(facts, "request");
    else log.info(facts, "request");
  };
}
