import type { Clock, Log } from "@wopr/kernel";
import type { Db } from "../db/db.ts";
import { JobErrors } from "./errors.ts";
import { createJobStore, type Lease, type ProcessingJob } from "./store.ts";
import { dispatch } from "./store-queue.ts";

/** What taking back lost jobs needs. */
export interface RecoveryDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Number of the worker that looks. */
  readonly worker: number;
  /** Whether that worker knows of the lease. */
  readonly holds: (lease: Lease) => boolean;
}

/**
 * A worker without a connection is taken for dead after this time. Long enough to connect again after a restart of the
 * database; being wrong costs a repeated run, never a wrong result, because every run has its own fencing token.
 */
const ABSENT_MS = 3_000;
/** A job that takes its worker down again and again is not handed to the next one for ever. */
const MAX_LOSSES = 20;
/** A queued job nobody comes for, this long after it was due, is put into the queue anew. */
const STRANDED_MS = 10_000;

/** Looks for jobs whose worker vanished. Any number of servers may look; the rows decide who takes what back. */
export function createRecovery({ db, clock, log, worker, holds }: RecoveryDeps): { look(): Promise<void> } {
  const absentSince = new Map<string, number>();

  const isLost = (job: ProcessingJob, nowMs: number) => {
    if (job.leaseExpired) return true;
    // Claimed by us in a statement whose answer the database took with it: nobody runs it.
    if (job.worker === worker && !holds(job.lease)) return true;
    if (!job.workerAbsent) return false;
    return nowMs - (absentSince.get(job.lease.token) ?? nowMs) >= ABSENT_MS;
  };

  function remember(jobs: readonly ProcessingJob[], nowMs: number): void {
    const absent = new Set(jobs.filter((job) => job.workerAbsent).map((job) => job.lease.token));
    for (const token of absentSince.keys()) if (!absent.has(token)) absentSince.delete(token);
    for (const token of absent) if (!absentSince.has(token)) absentSince.set(token, nowMs);
  }

  const takeBack = (job: ProcessingJob) =>
    db.transaction(async (tx) => {
      const store = createJobStore(tx);
      const about = { id: job.lease.id, kind: job.kind, priority: job.priority };
      const times = job.losses + 1;
      if (times >= MAX_LOSSES) {
        const { code, message } = JobErrors.worker_lost({ times });
        if (!(await store.fail(job.lease, { code, detail: message }, true))) return;
        log.error({ job: about.id, kind: about.kind, times }, "job given up, its worker ended every time");
        return;
      }
      if (!(await store.requeueLost(job.lease))) return;
      await dispatch(tx, about);
      log.warn({ job: about.id, kind: about.kind, times }, "job taken back from a worker that is gone");
    });

  return {
    async look() {
      const store = createJobStore(db);
      const nowMs = clock.monotonicMs();
      const jobs = await store.processing();
      remember(jobs, nowMs);
      for (const job of jobs) if (isLost(job, nowMs)) await takeBack(job);
      for (const job of await store.stranded(STRANDED_MS)) {
        log.warn({ job: job.id, kind: job.kind }, "queued job that nobody came for put into the queue anew");
        await db.transaction((tx) => dispatch(tx, job));
      }
    },
  };
}
