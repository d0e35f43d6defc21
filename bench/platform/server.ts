import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Permission } from "@wopr/contracts";
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { composeServer } from "../../apps/server/src/compose.ts";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { loadServerConfig } from "../../apps/server/src/load-config.ts";

/** The whole server on a database that is open already, with limits that a bench does not hit, and a key. */
export async function openServer(
  database: Database,
  folder: string,
  { roles, permissions }: { readonly roles: string; readonly permissions: readonly Permission[] },
) {
  const config = loadServerConfig({ WOPR_DATA_DIR: folder, WOPR_ROLES: roles }, folder);
  const server = composeServer({
    config,
    clock: systemClock,
    log: silentLog,
    newId: newUuidV7,
    chance: Math.random,
    randomBytes,
    fetch,
    signingKey: new Secret("a signing key for the bench, nothing else"),
    version: "0.0.0-bench",
    database: { ...database, lock: async () => {}, start: async () => {}, stop: async () => {} },
    webFolder: folder,
    limiter: {
      take: (limit) => ({
        allowed: true,
        bucket: { tokens: 1, atMs: 0 },
        remaining: limit.capacity,
        waitS: 0,
        resetS: 0,
      }),
    },
  });
  await server.start();
  const code = await server.identity.issueSetupCode();
  const person = { name: "Bench", email: "bench@example.org", password: "teapot orbit willow seven" };
  const owner = await server.identity.completeSetup(code ?? "", person);
  const maker = { kind: "user", name: "Bench", email: null, role: "owner", keyId: null } as const;
  const caller = { ...maker, id: owner.id, permissions: new Set(permissions) };
  const { text } = await server.identity.createKey(caller, { name: "bench", permissions, days: 1 });
  return { app: server.app, key: text, stop: server.stop };
}

/** Puts an application on a free loopback port. */
export async function listen(fetch: (request: Request) => Response | Promise<Response>): Promise<Server> {
  const server = createServer(getRequestListener(fetch, { overrideGlobalObjects: false }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Address of a listening server. */
export const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
