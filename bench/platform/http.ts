import { newUuidV7 } from "@wopr/kernel/node";
import { Hono } from "hono";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { median } from "../median.ts";
import type { BenchRow } from "../row.ts";
import { withDatabase } from "./database.ts";
import { CONNECTIONS, load, type Speed } from "./load.ts";
import { addressOf, listen, openServer } from "./server.ts";

const ROUNDS = 5;

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
  const { app, key, stop } = await openServer(database, folder, { roles: "web", permissions: ["jobs:read"] });
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
