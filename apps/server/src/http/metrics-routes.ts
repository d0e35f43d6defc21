import { createServer } from "node:http";
import { readMetrics } from "@wopr/contracts";
import { AppError, type Clock, type Log, type Runnable } from "@wopr/kernel";
import type { MiddlewareHandler } from "hono";
import type { Metrics } from "../telemetry/metrics.ts";
import type { ServerMetrics } from "../telemetry/server-metrics.ts";
import type { App, HttpEnv } from "./env.ts";
import { mountRaw } from "./mount.ts";

const TEXT = "text/plain; version=0.0.4; charset=utf-8";

/** Counts and measures every request, under the path of its contract: what callers type is no label. */
export function countRequests(
  counters: Pick<ServerMetrics, "onRequest" | "onFailure">,
  clock: Clock,
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const began = clock.monotonicMs();
    await next();
    const seconds = (clock.monotonicMs() - began) / 1000;
    counters.onRequest({ route: c.get("route") ?? "other", method: c.req.method, status: c.res.status, seconds });
    if (c.error instanceof AppError) counters.onFailure(c.error.code, c.error.params);
  };
}

/** `GET /metrics` for whoever has the right, e.g. Prometheus with an API key. */
export function mountMetrics(app: App, metrics: Metrics): void {
  mountRaw(app, readMetrics, async (_, __, c) => c.body(await metrics.render(), 200, { "content-type": TEXT }));
}

/**
 * The same on a socket of its own without sign-in, for a Prometheus on this machine. A port that is taken is no reason
 * not to start.
 */
export function createMetricsListener(deps: {
  readonly metrics: Metrics;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}): Runnable {
  const server = createServer((request, answer) => {
    if (request.url !== "/metrics") return void answer.writeHead(404).end();
    deps.metrics.render().then(
      (text) => answer.writeHead(200, { "content-type": TEXT }).end(text),
      () => answer.writeHead(503).end(),
    );
  });
  return {
    name: "metrics listener",
    async start() {
      await new Promise<void>((resolve) => {
        server.once("error", (err) => {
          deps.log.warn(
            { err, port: deps.port },
            "metrics have no socket of their own; GET /metrics works with an API key",
          );
          resolve();
        });
        server.listen(deps.port, deps.host, resolve);
      });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
