import type { Clock, Log } from "@wopr/kernel";
import type { Context, MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";

/** What writing access lines needs. */
export interface AccessLogDeps {
  readonly log: Log;
  readonly clock: Clock;
}

/** Probes ask every few seconds; their lines would bury the others. */
const QUIET = new Set(["/health", "/healthz", "/readyz"]);

/** Who the checks of the status are, and what they call themselves where they ask without a key. */
const CHECKS = { actor: "status-checks", agent: "wopr-check" } as const;

/** What our own checks ask. A name anybody can take hides plain reads at most. */
function isOwnCheck(c: Context<HttpEnv>): boolean {
  const { id, kind } = c.get("caller");
  if (id === CHECKS.actor) return true;
  const isPlainRead = kind === "anonymous" && c.req.method === "GET" && c.res.status < 400;
  return isPlainRead && c.req.header("user-agent") === CHECKS.agent;
}

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
    if (c.res.status < 500 && (QUIET.has(c.req.path) || isOwnCheck(c))) log.debug(facts, "request");
    else log.info(facts, "request");
  };
}
