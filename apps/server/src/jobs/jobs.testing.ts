import { type Clock, type Log, silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import type { Database } from "../db/open-database.ts";
import type { JobHandler } from "./job.ts";
import { createJobs } from "./jobs.ts";
import { createJobWorker } from "./worker.ts";

/** Jobs on a test database. A test states only what differs. */
export function aJobQueue(database: Database) {
  const jobs = createJobs({ db: database.db, newId: newUuidV7 });
  const worker = (
    handlers: readonly JobHandler[],
    differs: {
      readonly clock?: Clock;
      readonly log?: Log;
      readonly chance?: () => number;
      readonly concurrency?: number;
      readonly leaseMs?: number;
      readonly stopMs?: number;
    } = {},
  ) =>
    createJobWorker({
      database,
      handlers,
      clock: systemClock,
      log: silentLog,
      newId: newUuidV7,
      chance: Math.random,
      concurrency: 4,
      ...differs,
    });
  return { jobs, worker };
}
