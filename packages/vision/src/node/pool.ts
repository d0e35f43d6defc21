import type { Clock, Runnable } from "@wopr/kernel";
import { VisionErrors } from "./errors.ts";
import { type Attempt, startWorker, type WorkerHandle } from "./worker-handle.ts";

/** How a pool works. */
export interface WorkerPoolOptions {
  /** Module that calls `serveWorker`. */
  readonly workerUrl: URL;
  /** Workers at most; they start when they are needed. See {@link defaultPoolSize}. */
  readonly size: number;
  readonly clock: Clock;
  /** After this long without a result the worker is ended and replaced. Default 20 s. */
  readonly deadlineMs?: number;
  /** Heap of one worker, MB. Default 512. */
  readonly maxOldGenerationSizeMb?: number;
}

/** One job for a pool. */
export interface PoolJob {
  /** Name of the handler in the worker. */
  readonly task: string;
  /** Structured-cloneable. It is copied, not moved, because a lost worker's job is given to another one. */
  readonly input: unknown;
  readonly onStage?: (stage: string) => void;
  /** Ends the worker that does the job; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Worker threads that share a queue of jobs. */
export interface WorkerPool extends Runnable {
  /**
   * Does a job. A worker that dies, runs out of memory or misses the deadline is replaced, and its job is done once
   * more by another.
   *
   * @returns What the handler gave as `output`.
   * @throws {AppError} what the handler threw, `vision.worker_lost` after the second loss, `vision.pool_stopped`
   */
  run<Output>(job: PoolJob): Promise<Output>;
  /** For health and tests. */
  stats(): { readonly workers: number; readonly busy: number; readonly waiting: number; readonly lost: number };
}

const ATTEMPTS = 2;

/** One core is left to the server; more than four workers gain nothing for one table. */
export const defaultPoolSize = (cores: number): number => Math.min(4, Math.max(1, cores - 1));

/** A pool. Building it starts no thread; threads start with the first jobs. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { workerUrl, size, clock, deadlineMs = 20_000, maxOldGenerationSizeMb = 512 } = options;
  const idle: WorkerHandle[] = [];
  const all = new Set<WorkerHandle>();
  const waiting: ((worker: WorkerHandle | undefined) => void)[] = [];
  let nextJobId = 1;
  let busy = 0;
  let lost = 0;
  let stopped = false;

  const acquire = (): Promise<WorkerHandle | undefined> => {
    for (let worker = idle.pop(); worker; worker = idle.pop()) {
      if (worker.alive()) return Promise.resolve(worker);
      all.delete(worker);
    }
    if (all.size < size) return Promise.resolve(begin());
    return new Promise((resolve) => waiting.push(resolve));
  };
  const begin = (): WorkerHandle => {
    const worker = startWorker(workerUrl, maxOldGenerationSizeMb);
    all.add(worker);
    return worker;
  };
  const release = (worker: WorkerHandle): void => {
    const next = waiting.shift();
    if (!worker.alive()) all.delete(worker);
    if (next) next(worker.alive() ? worker : begin());
    else if (worker.alive()) idle.push(worker);
  };

  const attempt = async (worker: WorkerHandle, job: PoolJob): Promise<Attempt> => {
    const timer = new AbortController();
    const late = clock.sleep(deadlineMs, timer.signal).then(
      () => worker.end("stuck"),
      () => undefined,
    );
    const cancel = (): void => void worker.end("ended");
    job.signal?.addEventListener("abort", cancel, { once: true });
    const message = { type: "run", jobId: nextJobId++, task: job.task, input: job.input } as const;
    const ended = await worker.run(message, (stage) => job.onStage?.(stage));
    timer.abort();
    await late;
    job.signal?.removeEventListener("abort", cancel);
    return ended;
  };

  const runOnce = async (job: PoolJob): Promise<Attempt> => {
    const worker = await acquire();
    if (!worker || stopped) throw VisionErrors.pool_stopped({});
    busy += 1;
    try {
      job.signal?.throwIfAborted();
      return await attempt(worker, job);
    } finally {
      busy -= 1;
      release(worker);
    }
  };

  return {
    name: "vision workers",
    start: async () => {
      stopped = false;
    },
    async stop() {
      stopped = true;
      for (const wake of waiting.splice(0)) wake(undefined);
      await Promise.all([...all].map((worker) => worker.end("ended")));
      all.clear();
      idle.length = 0;
    },
    async run<Output>(job: PoolJob): Promise<Output> {
      if (stopped) throw VisionErrors.pool_stopped({});
      for (let tried = 1; ; tried += 1) {
        const ended = await runOnce(job);
        job.signal?.throwIfAborted();
        if (ended.kind === "done") return ended.output as Output;
        if (ended.kind === "failed") throw ended.error;
        lost += 1;
        if (stopped) throw VisionErrors.pool_stopped({});
        if (tried >= ATTEMPTS) {
          throw VisionErrors.worker_lost({ stage: ended.stage, why: ended.why }, { cause: ended.cause });
        }
      }
    },
    stats: () => ({ workers: all.size, busy, waiting: waiting.length, lost }),
  };
}
