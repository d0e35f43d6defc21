import { type Clock, inBackground, type Log, type Runnable } from "@wopr/kernel";
import type { Db } from "./db/db.ts";
import type { JobKind, Jobs } from "./jobs/job.ts";

const FIRST_AFTER_MS = 5 * 60_000;
const EVERY_MS = 24 * 60 * 60_000;

/**
 * Adds the daily jobs without parameters. With several servers each adds its own; all these jobs may run twice.
 */
export function createHousekeeping(deps: {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly kinds: readonly JobKind[];
  readonly clock: Clock;
  readonly log: Log;
}): Runnable {
  const { db, jobs, kinds, clock, log } = deps;
  return inBackground("housekeeping", async (signal) => {
    await clock.sleep(FIRST_AFTER_MS, signal);
    while (!signal.aborted) {
      for (const kind of kinds) {
        await db
          .transaction((tx) => jobs.enqueue(tx, kind, {}, { createdBy: "housekeeping" }))
          .catch((err: unknown) => log.warn({ err, kind: kind.id }, "daily job not added, tomorrow again"));
      }
      await clock.sleep(EVERY_MS, signal);
    }
  });
}
