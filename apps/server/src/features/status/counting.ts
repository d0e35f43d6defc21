import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import { createBucketStore } from "./store-buckets.ts";
import { createChangeStore } from "./store-changes.ts";
import { createResultStore } from "./store-results.ts";
import { createSettingsStore } from "./store-settings.ts";

/** Counts runs into buckets and throws away what is old. */
export interface Counting extends Runnable {
  /** Counts what was stored since the last time. */
  count(): Promise<void>;
  /** Deletes what is older than kept; makes the partitions of this and the next month. */
  tidy(): Promise<void>;
}

const DAY_MS = 86_400_000;
const EVERY_MS = 60_000;
const FULL_EVERY_MS = 5 * 60_000;
const TIDY_EVERY_MS = 3_600_000;
/** Kept so long: single runs, buckets by size, transitions, objects of functional checks. */
const KEPT_DAYS = { runs: 14, "5m": 7, "1h": 90, "1d": 5 * 366, changes: 5 * 366 } as const;
const DELETE_AT_ONCE = 20_000;

/** Counts once a minute what this server stored, and every five minutes what any did. */
export function createCounting(deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly takeTouched: () => { readonly fromMs: number; readonly toMs: number } | undefined;
  /** Whether this server is the one that counts for all. */
  readonly decides: () => boolean;
  readonly databaseUp: () => boolean;
}): Counting {
  const { db, clock, log } = deps;
  const buckets = createBucketStore(db);
  const results = createResultStore(db);
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let missed: { readonly fromMs: number; readonly toMs: number } | undefined;
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);

  async function count(): Promise<void> {
    const touched = deps.takeTouched();
    const span = touched && missed ? union(touched, missed) : (touched ?? missed);
    if (!span) return;
    missed = span;
    await buckets.recompute(new Date(span.fromMs), new Date(span.toMs));
    missed = undefined;
  }

  async function tidy(): Promise<void> {
    const now = clock.now();
    await results.ensureMonth(now);
    await results.ensureMonth(new Date(now.getTime() + 7 * DAY_MS));
    await results.dropMonthsBefore(ago(KEPT_DAYS.runs * DAY_MS));
    while ((await results.deleteBefore(ago(KEPT_DAYS.runs * DAY_MS), DELETE_AT_ONCE)) === DELETE_AT_ONCE);
    for (const size of ["5m", "1h", "1d"] as const) await buckets.deleteBefore(size, ago(KEPT_DAYS[size] * DAY_MS));
    await createChangeStore(db).deleteBefore(ago(KEPT_DAYS.changes * DAY_MS));
    await createSettingsStore(db).deleteProbesBefore(ago(3_600_000));
  }

  async function run(signal: AbortSignal): Promise<void> {
    let fullMs = clock.monotonicMs();
    let tidyMs = Number.NEGATIVE_INFINITY;
    await clock.sleep(EVERY_MS / 4, signal).catch(() => undefined);
    while (!signal.aborted) {
      try {
        if (deps.databaseUp()) {
          await count();
          if (deps.decides() && clock.monotonicMs() - fullMs >= FULL_EVERY_MS) {
            await buckets.recompute(ago(2 * FULL_EVERY_MS), clock.now());
            fullMs = clock.monotonicMs();
          }
          if (deps.decides() && clock.monotonicMs() - tidyMs >= TIDY_EVERY_MS) {
            await tidy();
            tidyMs = clock.monotonicMs();
          }
        }
      } catch (err) {
        if (!signal.aborted && deps.databaseUp()) log.warn({ err }, "status results were not counted, trying again");
      }
      await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  return {
    name: "status counts",
    count,
    tidy,
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

const union = (a: { fromMs: number; toMs: number }, b: { fromMs: number; toMs: number }) => ({
  fromMs: Math.min(a.fromMs, b.fromMs),
  toMs: Math.max(a.toMs, b.toMs),
});
