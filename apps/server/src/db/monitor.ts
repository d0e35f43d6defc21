import type { Clock } from "@wopr/kernel";
import type pg from "pg";
import { DatabaseErrors } from "./errors.ts";
import { connectClient } from "./pool.ts";

/** Oldest PostgreSQL whose SQL we use. */
export const OLDEST_MAJOR = 15;

const CHECK_EVERY_MS = 1_000;
const CHECK_TIMEOUT_MS = 2_000;

/** What watching the database tells. */
export interface Watcher {
  onUp(version: string): void;
  /** Called for every failed try, not only for the first. */
  onDown(failure: unknown): void;
}

/**
 * Watches the database over a connection of its own until `signal` is aborted: a break is seen at once, a database
 * that hangs after 3 s, one that returns after at most the longest back-off.
 *
 * @param backOffMs Waits between tries, in milliseconds; the last one repeats.
 * @throws {AppError} `database.too_old`
 */
export async function watchDatabase(
  target: pg.ClientConfig,
  watcher: Watcher,
  backOffMs: readonly number[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const client = await connectClient(target, { query_timeout: CHECK_TIMEOUT_MS });
      try {
        watcher.onUp(await requireVersion(client));
        failures = 0;
        await watchConnection(client, clock, signal);
      } finally {
        await close(client, clock);
      }
    } catch (failure) {
      if (signal.aborted) return;
      if (isTooOld(failure)) throw failure;
      watcher.onDown(failure);
      const waitMs = backOffMs[Math.min(failures, backOffMs.length - 1)] ?? CHECK_EVERY_MS;
      failures += 1;
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }
}

async function requireVersion(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
  const found = rows[0]?.server_version ?? "unknown";
  if (!(Number.parseInt(found, 10) >= OLDEST_MAJOR)) throw DatabaseErrors.too_old({ found, needed: OLDEST_MAJOR });
  return found;
}

const isTooOld = (failure: unknown) =>
  failure instanceof Error && (failure as { code?: unknown }).code === "database.too_old";

/** @throws what broke the connection, or the time-out of a check. Returns on abort. */
async function watchConnection(client: pg.Client, clock: Clock, signal: AbortSignal): Promise<void> {
  const broken = new AbortController();
  client.on("error", (failure) => broken.abort(failure));
  client.on("end", () => broken.abort(new Error("Connection terminated")));
  // One per connection, not one per check: `any` keeps its signals as long as the longest-lived of them.
  const either = AbortSignal.any([signal, broken.signal]);
  while (!signal.aborted) {
    await clock.sleep(CHECK_EVERY_MS, either).catch(() => undefined);
    if (broken.signal.aborted) throw broken.signal.reason;
    if (!signal.aborted) await client.query("SELECT 1");
  }
}

/** A hanging database does not answer a farewell either. */
async function close(client: pg.Client, clock: Clock): Promise<void> {
  const patience = new AbortController();
  const ended = client.end().catch(() => undefined);
  await Promise.race([ended, clock.sleep(500, patience.signal).catch(() => undefined)]);
  patience.abort();
}
