import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import type { Log, Runnable } from "@wopr/kernel";
import type { Hono } from "hono";

/** The local interface on its port. */
export interface Listener extends Runnable {
  /** Port it listens on; the one the system gave where 0 was asked. */
  readonly port: number;
}

/** Serves an application on one address until it is stopped; then running answers are given up. */
export function createListener(app: Hono, at: { readonly host: string; readonly port: number }, log: Log): Listener {
  let server: ServerType | undefined;
  let port = at.port;
  return {
    name: "listener",
    async start() {
      if (server) return;
      server = await new Promise<ServerType>((resolve, reject) => {
        const created: ServerType = serve(
          { fetch: app.fetch, hostname: at.host, port: at.port },
          (info: AddressInfo) => {
            port = info.port;
            resolve(created);
          },
        );
        created.once("error", reject);
      });
      log.info({ host: at.host, port }, "camera listens");
    },
    async stop() {
      const closing = server;
      server = undefined;
      if (!closing) return;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        if ("closeAllConnections" in closing) closing.closeAllConnections();
      });
    },
    get port() {
      return port;
    },
  };
}
