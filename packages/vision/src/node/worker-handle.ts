import { Worker } from "node:worker_threads";
import { type RunMessage, unpackFailure, type WorkerMessage } from "./protocol.ts";

/** How one attempt of a job ended. */
export type Attempt =
  | { readonly kind: "done"; readonly output: unknown }
  /** The handler threw: doing it again would throw again. */
  | { readonly kind: "failed"; readonly error: Error }
  /** The worker was lost while it worked. */
  | { readonly kind: "lost"; readonly stage: string; readonly why: LossReason; readonly cause?: unknown };

/** Why a worker was lost. */
export type LossReason = "out of memory" | "stuck" | "ended";

/** One worker thread that does one job at a time. */
export interface WorkerHandle {
  readonly alive: () => boolean;
  /** Runs a job; resolves, never rejects. Only one at a time. */
  run(message: RunMessage, onStage: (stage: string) => void): Promise<Attempt>;
  /** Ends the thread; a job that runs is lost for the reason given. Idempotent. */
  end(why: LossReason): Promise<void>;
}

interface Running {
  readonly jobId: number;
  readonly onStage: (stage: string) => void;
  readonly settle: (attempt: Attempt) => void;
  stage: string;
}

/** Starts a worker thread. @param maxOldGenerationSizeMb Heap at which the thread ends as out of memory. */
export function startWorker(workerUrl: URL, maxOldGenerationSizeMb: number): WorkerHandle {
  const worker = new Worker(workerUrl, { resourceLimits: { maxOldGenerationSizeMb } });
  let running: Running | undefined;
  let alive = true;
  let reason: LossReason = "ended";
  let cause: unknown;
  const settle = (attempt: Attempt): void => {
    const job = running;
    running = undefined;
    job?.settle(attempt);
  };
  const lose = (): void => {
    alive = false;
    settle({ kind: "lost", stage: running?.stage ?? "start", why: reason, cause });
  };
  worker.on("message", (message: WorkerMessage) => {
    if (message.jobId !== running?.jobId) return;
    if (message.type === "stage") {
      running.stage = message.stage;
      running.onStage(message.stage);
    } else if (message.type === "done") {
      settle({ kind: "done", output: message.output });
    } else {
      settle({ kind: "failed", error: unpackFailure(message.failure) });
    }
  });
  worker.on("error", (error: NodeJS.ErrnoException) => {
    alive = false;
    cause = error;
    if (error.code === "ERR_WORKER_OUT_OF_MEMORY") reason = "out of memory";
  });
  worker.on("exit", lose);
  // An idle worker must not keep the process alive; whoever waits for a job holds it open.
  worker.unref();
  return {
    alive: () => alive,
    run: (message, onStage) =>
      new Promise((resolve) => {
        running = {
          jobId: message.jobId,
          onStage,
          stage: "start",
          settle(attempt) {
            worker.unref();
            resolve(attempt);
          },
        };
        worker.ref();
        if (alive) worker.postMessage(message);
        else lose();
      }),
    async end(why) {
      reason = why;
      alive = false;
      await worker.terminate();
    },
  };
}
