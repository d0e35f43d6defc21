import type { Clock, Log } from "@wopr/kernel";
import type pg from "pg";
import type { Database } from "../db/open-database.ts";
import { createWake } from "../events/wake.ts";
import { CANCEL_CHANNEL, WORKER_LOCKS } from "./store.ts";

/** What a worker's standing connection tells it. */
export interface PresenceListener {
  onCancelled(jobId: string): void;
  /** Connected or not: while not, the worker must ask instead of listen. */
  onConnected(connected: boolean): void;
}

const BACK_OFF_MS = [50, 200, 1_000, 2_000, 4_000] as const;
const CHECK_MS = 5_000;
const QUERY_TIMEOUT_MS = 5_000;

/**
 * Keeps a connection that shows, by an advisory lock, that this worker is there (the lock ends with the process, at
 * once and by itself), and hears of cancelled jobs. Connects again until `signal` is aborted.
 */
export async function keepPresence(
  worker: number,
  listener: PresenceListener,
  deps: { readonly database: Pick<Database, "listenClient">; readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  const { database, clock, log } = deps;
  for (let failures = 0; !signal.aborted; failures += 1) {
    let client: pg.Client | undefined;
    try {
      client = await database.listenClient({ query_timeout: QUERY_TIMEOUT_MS });
      failures = 0;
      await stay(client, worker, listener, clock, signal);
    } catch (err) {
      if (!signal.aborted) log.warn({ err }, "connection of the job worker lost, trying again");
    } finally {
      listener.onConnected(false);
      await client?.end().catch(() => undefined);
    }
    const waitMs = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0;
    await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}

async function stay(client: pg.Client, worker: number, listener: PresenceListener, clock: Clock, signal: AbortSignal) {
  const wake = createWake(clock);
  client.on("notification", ({ payload }) => {
    if (payload) listener.onCancelled(payload);
  });
  client.on("end", () => wake.ring());
  await client.query(`LISTEN ${CANCEL_CHANNEL}`);
  // Shared, so that our own previous connection, not yet known to be dead, is no obstacle.
  await client.query("SELECT pg_advisory_lock_shared($1::integer, $2::integer)", [WORKER_LOCKS, worker]);
  listener.onConnected(true);
  while (!signal.aborted) {
    await wake.wait(CHECK_MS, signal);
    if (!signal.aborted) await client.query("SELECT 1");
  }
}
