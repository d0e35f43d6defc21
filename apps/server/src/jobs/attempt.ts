import type { AppError, Clock, Log } from "@wopr/kernel";
import type pg from "pg";
import type { Db } from "../db/db.ts";
import { createDb } from "../db/pool.ts";
import { JobErrors } from "./errors.ts";
import type { JobContext, JobHandler, JobView } from "./job.ts";
import { recordOutcome } from "./outcome.ts";
import { type ClaimedJob, createJobStore } from "./store.ts";
import { completeJob } from "./store-hot-path.ts";

/** One run of one job. */
export interface Attempt {
  readonly job: ClaimedJob;
  /** Aborts the handler's signal with a reason out of the catalogue. */
  abort(reason: AppError): void;
  /** Resolves when nothing of it runs any more, or when it was given up. Never rejects. */
  readonly ended: Promise<void>;
}

/** What running a job needs. */
export interface AttemptDeps {
  /** Durable: what is finished here is finished. */
  readonly db: Db;
  /** Commits are not waited for: what is lost is repeated. */
  readonly relaxedPool: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 to 1; spreads the waits between runs. */
  readonly chance: () => number;
}

const PROGRESS_EVERY_MS = 500;
/** How long a handler may take to notice its signal before its slot is given away. */
const GRACE_MS = 5_000;

/** Runs a claimed job to its end and records how it ended, as far as the lease still holds. */
export function beginAttempt(job: ClaimedJob, handler: JobHandler, deps: AttemptDeps): Attempt {
  const { clock } = deps;
  const log = deps.log.child({ job: job.lease.id, kind: job.kind, attempt: job.attempt, request_id: job.requestId });
  const controller = new AbortController();
  const over = new AbortController();
  const finishing = createFinish(job, deps, controller.signal);
  const progress = createProgress(job, deps, over.signal);

  const context: JobContext = {
    jobId: job.lease.id,
    attempt: job.attempt,
    requestId: job.requestId,
    signal: controller.signal,
    progress: progress.set,
    finish: finishing.finish,
  };

  async function runHandler(): Promise<void> {
    const payload = handler.kind.payload.safeParse(job.payload);
    if (!payload.success) {
      throw JobErrors.payload_invalid({ kind: job.kind, problem: payload.error.issues[0]?.message ?? "unknown" });
    }
    await handler.run(payload.data, context);
    if (!finishing.isDone()) await finishing.complete();
  }

  async function run(): Promise<void> {
    const { timeoutMs } = handler.kind;
    const timedOut = () => controller.abort(JobErrors.timed_out({ kind: job.kind, after_ms: timeoutMs }));
    clock.sleep(timeoutMs, over.signal).then(timedOut, () => undefined);
    const failure = await Promise.race([outcomeOf(runHandler()), giveUp(controller.signal, over.signal, clock)]);
    // A finish that has begun decides: it may commit although the signal was aborted in the meantime.
    await finishing.settled();
    over.abort();
    await progress.ended;
    if (finishing.isDone()) {
      if (failure) log.warn({ err: failure.cause }, "a job's handler failed after it had finished");
      return;
    }
    const reason = controller.signal.aborted ? controller.signal.reason : failure?.cause;
    await recordOutcome(job, reason, deps, log);
  }

  const ended = run().catch((err: unknown) => log.warn({ err }, "outcome of a job not recorded; its lease will end"));
  return { job, abort: (reason) => controller.abort(reason), ended };
}

interface Failed {
  readonly cause: unknown;
}

const outcomeOf = (running: Promise<void>): Promise<Failed | undefined> =>
  running.then(
    () => undefined,
    (cause: unknown) => ({ cause }),
  );

/** Resolves when the handler has had its time after the abort and is still not back. */
async function giveUp(signal: AbortSignal, over: AbortSignal, clock: Clock): Promise<Failed> {
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  await clock.sleep(GRACE_MS, over).catch(() => undefined);
  return { cause: signal.reason };
}

function createFinish(job: ClaimedJob, { db, relaxedPool }: AttemptDeps, signal: AbortSignal) {
  let done = false;
  let running: Promise<unknown> = Promise.resolve();
  const follow = (finishing: Promise<unknown>) => {
    running = finishing.then(
      () => {
        done = true;
      },
      () => undefined,
    );
  };
  const finish = <T>(work: (tx: Db) => Promise<T>, result?: unknown): Promise<T> => {
    const finishing = db.transaction(async (tx) => {
      signal.throwIfAborted();
      const store = createJobStore(tx);
      // First the row: whoever cancels or takes over now waits for this transaction, and finds the job completed.
      if (!(await store.lock(job.lease))) throw JobErrors.lease_lost({ id: job.lease.id });
      const value = await work(tx);
      await store.complete(job.lease, result);
      return value;
    });
    follow(finishing);
    return finishing;
  };
  /**
   * For a handler that has nothing to commit together with the job. Not waiting for the disk costs at worst a repeated
   * run, and saves a commit that no other could share: those that notify go one by one.
   */
  const complete = (): Promise<void> => {
    const completing = (async () => {
      signal.throwIfAborted();
      if (!(await completeJob(relaxedPool, job.lease))) throw JobErrors.lease_lost({ id: job.lease.id });
    })();
    follow(completing);
    return completing;
  };
  return { finish, complete, isDone: () => done, settled: () => running };
}

/** Stores the newest progress at most twice a second; what comes faster is skipped, the last is not. */
function createProgress(job: ClaimedJob, deps: AttemptDeps, over: AbortSignal) {
  let newest: NonNullable<JobView["progress"]> | undefined;
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (newest && !over.aborted) {
      const progress = newest;
      newest = undefined;
      await rows
        .setProgress(job.lease, progress)
        .catch((err: unknown) => deps.log.debug({ err }, "progress not stored"));
      await deps.clock.sleep(PROGRESS_EVERY_MS, over).catch(() => undefined);
    }
    writing = undefined;
  };
  const rows = createJobStore(createDb(deps.relaxedPool));
  return {
    set(stage: string, share: number, etaMs: number | null = null) {
      newest = { stage, share: Math.min(1, Math.max(0, share)), etaMs };
      writing ??= write();
    },
    get ended() {
      return writing ?? Promise.resolve();
    },
  };
}
