import { AppError, type Clock, type Log } from "@wopr/kernel";
import type { Db } from "../db/db.ts";
import { isDatabaseUnavailable } from "../db/errors.ts";
import { JobErrors } from "./errors.ts";
import { decideAfterFailure } from "./retry.ts";
import { type ClaimedJob, createJobStore, type JobFailure } from "./store.ts";
import { dispatch } from "./store-queue.ts";

/** What writing down an outcome needs. */
export interface OutcomeDeps {
  readonly db: Db;
  readonly clock: Clock;
  /** 0 to 1; spreads the waits between runs. */
  readonly chance: () => number;
}

/** As long as the lease: whoever comes later finds the job taken back. */
const TRIES = 60;
const TRY_EVERY_MS = 1_000;
/** A run that the database cut short is repeated after this time. */
const CUT_SHORT_MS = 1_000;

/**
 * Writes down a run that did not finish, and what follows. Losing the lease meanwhile is no error: then somebody else
 * decides. While the database is away it tries again.
 *
 * @param reason Why it did not finish.
 */
export async function recordOutcome(job: ClaimedJob, reason: unknown, deps: OutcomeDeps, log: Log): Promise<void> {
  const code = reason instanceof AppError ? reason.code : undefined;
  if (code === "job.cancelled" || code === "job.lease_lost") return log.info({ code }, "job given up");
  const write = chooseWrite(job, reason, deps, log);
  for (let tries = 1; ; tries += 1) {
    try {
      return await deps.db.transaction(write);
    } catch (failure) {
      if (!isDatabaseUnavailable(failure) || tries === TRIES) throw failure;
      await deps.clock.sleep(TRY_EVERY_MS);
    }
  }
}

function chooseWrite(job: ClaimedJob, reason: unknown, deps: OutcomeDeps, log: Log): (tx: Db) => Promise<void> {
  const about = { id: job.lease.id, kind: job.kind, priority: job.priority };
  if (reason instanceof AppError && reason.code === "job.stopping") {
    return async (tx) => {
      if (await createJobStore(tx).release(job.lease)) await dispatch(tx, about);
    };
  }
  if (isDatabaseUnavailable(reason)) {
    log.warn({ err: reason }, "job cut short by the database, it runs again");
    return async (tx) => {
      // Not the job's fault, so not one of its tries; but counted, in case it is what brings the database down.
      if (await createJobStore(tx).requeueLost(job.lease)) await dispatch(tx, { ...about, delayMs: CUT_SHORT_MS });
    };
  }
  const next = decideAfterFailure(reason, job.failures + 1, job.maxFailures, deps.chance());
  const failure = describe(about.id, reason);
  if (next.kind === "retry") {
    log.warn({ err: reason, next }, "job failed, it runs again");
    return async (tx) => {
      const requeued = await createJobStore(tx).requeueFailed(job.lease, failure, next.delayMs);
      if (requeued) await dispatch(tx, { ...about, delayMs: next.delayMs });
    };
  }
  if (next.dead) log.error({ err: reason }, "job failed for good");
  else log.info({ code: failure.code }, "job ended with a foreseen failure");
  return async (tx) => void (await createJobStore(tx).fail(job.lease, failure, next.dead));
}

/** What people see of a failure: a foreseen one speaks for itself, of any other the log has the rest. */
function describe(id: string, reason: unknown): JobFailure {
  const failure = reason instanceof AppError ? reason : JobErrors.unforeseen({ id });
  return { code: failure.code, detail: failure.message };
}
