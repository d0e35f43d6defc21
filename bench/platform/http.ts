import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { getRequestListener } from "@hono/node-server";
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { Hono } from "hono";
import { composeServer } from "../../apps/server/src/compose.ts";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { loadServerConfig } from "../../apps/server/src/load-config.ts";
import { median } from "../median.ts";
import type { BenchRow } from "../row.ts";
import { withDatabase } from "./database.ts";

const CONNECTIONS = 32;
const REQUESTS = 4_000;
const ROUNDS = 5;

/** How fast one address was answered. */
interface Speed {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** platform.md 10, first row. */
export const readRow: BenchRow = {
  source: "platform.md 10",
  what: "authenticated JSON read of one row",
  peer: "the same query behind bare Hono",
  target: { kind: "at least", value: 0.6, of: "ratio" },
  unit: "/s",
  measure: () =>
    withDatabase(async (database, folder) => {
      const { ours, peer } = await compareReads(database, folder);
      const note = `p99 ${ours.p99Ms.toFixed(1)} ms beside ${peer.p99Ms.toFixed(1)} ms, ${CONNECTIONS} connections`;
      return { ours: ours.perSecond, peer: peer.perSecond, note };
    }),
};

/**
 * An authenticated read of one row through the whole server, and the same query behind bare Hono, in turns.
 *
 * @returns Medians of five rounds each.
 */
async function compareReads(
  database: Database,
  folder: string,
): Promise<{ readonly ours: Speed; readonly peer: Speed }> {
  const { app, key, stop } = await openOurs(database, folder);
  const jobId = newUuidV7();
  await database.pool.query(
    "INSERT INTO jobs (id, kind, payload, max_failures) VALUES ($1, 'bench.nothing', '{}', 3)",
    [jobId],
  );
  const bare = new Hono();
  bare.get("/jobs/:id", async (c) => {
    const { rows } = await database.pool.query("SELECT * FROM jobs WHERE id = $1", [c.req.param("id")]);
    return c.json(rows[0]);
  });
  const [ours, peer] = await Promise.all([listen(app.fetch), listen(bare.fetch)]);
  const speeds = { ours: [] as Speed[], peer: [] as Speed[] };
  const once = async () => {
    const headers = { authorization: `Bearer ${key}` };
    speeds.ours.push(await load(`${addressOf(ours)}/api/v1/jobs/${jobId}`, headers));
    speeds.peer.push(await load(`${addressOf(peer)}/jobs/${jobId}`, {}));
  };
  await once();
  speeds.ours.length = 0;
  speeds.peer.length = 0;
  for (let round = 0; round < ROUNDS; round += 1) await once();
  for (const server of [ours, peer]) {
    server.closeAllConnections();
    server.close();
  }
  await stop();
  return { ours: medianOf(speeds.ours), peer: medianOf(speeds.peer) };
}

const medianOf = (speeds: readonly Speed[]): Speed => ({
  perSecond: median(speeds.map((speed) => speed.perSecond)),
  p99Ms: median(speeds.map((speed) => speed.p99Ms)),
});

/** The whole server on a database that is open already, with limits that a bench does not hit, and a key. */
async function openOurs(database: Database, folder: string) {
  const config = loadServerConfig({ WOPR_DATA_DIR: folder, WOPR_ROLES: "web" }, folder);
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
  const permissions = ["jobs:read"] as const;
  const caller = { ...maker, id: owner.id, permissions: new Set(permissions) };
  const { text } = await server.identity.createKey(caller, { name: "bench", permissions, days: 1 });
  return { app: server.app, key: text, stop: server.stop };
}

async function listen(fetch: (request: Request) => Response | Promise<Response>): Promise<Server> {
  const server = createServer(getRequestListener(fetch, { overrideGlobalObjects: false }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function load(url: string, headers: Record<string, string>): Promise<Speed> {
  const workerData = { url, headers, connections: CONNECTIONS, requests: REQUESTS };
  const worker = new Worker(new URL("./load.worker.ts", import.meta.url), { workerData });
  const [speed] = (await once(worker, "message")) as [Speed];
  await worker.terminate();
  return speed;
}
