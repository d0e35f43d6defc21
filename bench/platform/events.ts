import { randomUUID } from "node:crypto";
import { silentLog, systemClock } from "@wopr/kernel";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { createEventFeed } from "../../apps/server/src/events/feed.ts";
import { createOutbox } from "../../apps/server/src/events/store.ts";
import { median } from "../median.ts";

const EVENTS = 200;

/**
 * Milliseconds from the beginning of a transaction that writes one row to whoever listens: our events, and a bare
 * `pg_notify` beside them, in turns. (From the commit alone cannot be told apart: its answer and the notification travel
 * on two connections.)
 */
export async function deliveryTimes(
  database: Database,
): Promise<{ readonly ours: number; readonly peer: number; readonly p99: number }> {
  const feed = createEventFeed({ database, clock: systemClock, log: silentLog });
  const outbox = createOutbox();
  const listener = await database.listenClient();
  let heardOurs = (_at: number) => {};
  let heardPeer = (_at: number) => {};
  await feed.start();
  await feed.subscribe({
    topics: ["bench"],
    listener: () => heardOurs(performance.now()),
    onReset: () => undefined,
  });
  listener.on("notification", () => heardPeer(performance.now()));
  await listener.query("LISTEN bench");
  await database.pool.query("CREATE TABLE bench_events (n integer)");
  const client = await database.pool.connect();
  const ours: number[] = [];
  const peer: number[] = [];
  try {
    for (let i = 0; i < EVENTS; i += 1) {
      const object = { kind: "bench", id: randomUUID() };
      const one = Promise.withResolvers<number>();
      heardOurs = one.resolve;
      const began = performance.now();
      await database.db.transaction((tx) =>
        outbox.append(tx, [{ topic: "bench", kind: "bench.happened", object, data: { i } }]),
      );
      ours.push((await one.promise) - began);

      const other = Promise.withResolvers<number>();
      heardPeer = other.resolve;
      const beganPeer = performance.now();
      await client.query("BEGIN");
      await client.query("WITH row AS (INSERT INTO bench_events VALUES ($1)) SELECT pg_notify('bench', 'x')", [i]);
      await client.query("COMMIT");
      peer.push((await other.promise) - beganPeer);
    }
  } finally {
    client.release();
    await feed.stop();
    await listener.end();
  }
  return { ours: median(ours), peer: median(peer), p99: ours.sort((a, b) => a - b)[Math.floor(EVENTS * 0.99)] ?? 0 };
}
