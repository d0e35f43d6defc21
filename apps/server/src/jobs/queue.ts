import type { Log } from "@wopr/kernel";
import { Logger, type Runner, run, runMigrations, type TaskList } from "graphile-worker";
import type pg from "pg";

/**
 * The queue library behind the jobs. It says *when to look at which row* of our own table; what it remembers may be
 * lost or repeated without harm. Only this file and `store-queue.ts` know it.
 */

/** Makes or updates the library's own tables (schema `graphile_worker`). Idempotent. */
export const migrateQueue = (pool: pg.Pool, log: Log): Promise<void> =>
  runMigrations({ pgPool: pool, logger: loggerOf(log) });

/** A running dispatcher. */
export interface Dispatcher {
  /** Resolves when it has ended by itself, which it does not do while all is well. */
  readonly ended: Promise<unknown>;
  /** Takes no more jobs and resolves when the handlers that run have returned. */
  stop(): Promise<void>;
}

/**
 * Calls `onJob` for jobs of the given kinds as they fall due, at most `concurrency` at a time.
 *
 * @param onJob A rejection means "could not even begin": the library calls again later.
 */
export async function startDispatcher(options: {
  readonly pool: pg.Pool;
  readonly kinds: readonly string[];
  readonly concurrency: number;
  readonly log: Log;
  readonly onJob: (id: string) => Promise<void>;
}): Promise<Dispatcher> {
  const onDue = async (payload: unknown) => options.onJob((payload as { id: string }).id);
  const taskList: TaskList = Object.fromEntries(options.kinds.map((kind) => [kind, onDue]));
  const runner: Runner = await run({
    pgPool: options.pool,
    taskList,
    parsedCronItems: [],
    concurrency: options.concurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    // Not only quicker: without these the library does not wait for its own statements, and one that fails because the
    // database went away is a rejection nobody handles, which ends the process.
    preset: { worker: { completeJobBatchDelay: FORGET_TOGETHER_MS, failJobBatchDelay: FORGET_TOGETHER_MS } },
    logger: loggerOf(options.log),
  });
  let stopped = false;
  const ended = runner.promise.catch((failure: unknown) => failure);
  return {
    ended,
    async stop() {
      if (stopped) return;
      stopped = true;
      // It refuses to be stopped when it has ended by itself meanwhile.
      await runner.stop().catch(() => undefined);
      await ended;
    },
  };
}

/** Retries fall due without a notification, and a notification may be lost. */
const POLL_MS = 1_000;

/** Entries of jobs that are done are deleted together, milliseconds: one that stays a moment longer leads to a job that is done. */
const FORGET_TOGETHER_MS = 2;

/** What the library reports is ours to judge: a lost connection heals, and failed jobs are logged by the worker. */
const loggerOf = (log: Log) =>
  new Logger(() => (level, message) => {
    log.debug({ library: "graphile-worker", level }, message);
  });
