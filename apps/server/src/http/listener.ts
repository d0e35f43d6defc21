import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { type Clock, defineErrors, type Runnable } from "@wopr/kernel";
import type { App } from "./env.ts";

/** Why a server cannot listen; the process says it and ends. */
export const ListenErrors = defineErrors("listen", {
  port_in_use: {
    status: 503,
    retry: "later",
    text: (p: { host: string; port: number }) =>
      `Port ${p.port} of ${p.host} is in use. Stop what uses it, or set WOPR_PORT to another one.`,
  },
  not_possible: {
    status: 503,
    retry: "never",
    text: (p: { host: string; port: number; reason: string }) =>
      `WOPR cannot listen on ${p.host}:${p.port} (${p.reason}). Set WOPR_HOST and WOPR_PORT to what this machine has.`,
  },
});

/** The socket of this server. */
export interface Listener extends Runnable {
  /** Port it listens on; `undefined` before it does. */
  port(): number | undefined;
}

/** Headers that take longer are no client of ours. */
const HEADERS_MS = 10_000;
/** Longer than the longest deadline of a route: that answers, this only cuts. */
const WHOLE_REQUEST_MS = 150_000;
/** Longer than the idle time of usual proxies (60 s), so that they close first and never send into a closed socket. */
const KEEP_ALIVE_MS = 65_000;
/** How long answers under way may take to leave after the last request was worked on. */
const FLUSH_MS = 500;

/** Listens for HTTP. Slow headers and bodies are cut by Node itself. */
export function createListener(options: {
  readonly app: App;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
}): Listener {
  const { app, host, port, clock } = options;
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: WHOLE_REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    getRequestListener(app.fetch),
  );
  return {
    name: "listener",
    port: () => (server.address() as AddressInfo | null)?.port,

    start: () =>
      new Promise((resolve, reject) => {
        const refuse = (failure: NodeJS.ErrnoException) => {
          const reason = failure.code ?? failure.message;
          reject(
            reason === "EADDRINUSE"
              ? ListenErrors.port_in_use({ host, port })
              : ListenErrors.not_possible({ host, port, reason }, { cause: failure }),
          );
        };
        server.once("error", refuse);
        server.listen(port, host, () => {
          server.off("error", refuse);
          resolve();
        });
      }),

    async stop() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const patience = new AbortController();
      await Promise.race([closed, clock.sleep(FLUSH_MS, patience.signal).catch(() => {})]);
      patience.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}
