import { type MessagePort, parentPort } from "node:worker_threads";
import sharp from "sharp";
import { packFailure, type RunMessage, type WorkerMessage } from "./protocol.ts";

/** What a handler may say while it works. */
export interface WorkContext {
  /** Names the stage that begins: shown as progress, and in the failure if the worker dies in it. */
  stage(name: string): void;
}

/** Result of a handler; `transfer` lists buffers that move to the caller instead of being copied. */
export interface Worked {
  readonly output: unknown;
  readonly transfer?: readonly ArrayBuffer[];
}

/** Does one kind of work in a worker. */
export type WorkHandler = (input: never, context: WorkContext) => Worked | Promise<Worked>;

/**
 * Turns this thread into a worker of `createWorkerPool`: answers every job with one result or failure. The image library
 * is held to one thread and no cache, because the pool is what runs in parallel.
 *
 * @throws {Error} when this is not a worker thread.
 */
export function serveWorker(handlers: Readonly<Record<string, WorkHandler>>): void {
  if (!parentPort) throw new Error("serveWorker runs in worker threads only.");
  sharp.concurrency(1);
  sharp.cache(false);
  const port = parentPort;
  port.on("message", (message: RunMessage) => void answer(port, handlers, message));
}

async function answer(
  port: MessagePort,
  handlers: Readonly<Record<string, WorkHandler>>,
  { jobId, task, input }: RunMessage,
): Promise<void> {
  const send = (message: WorkerMessage, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, [...transfer]);
  try {
    const handler = handlers[task];
    if (!handler) throw new Error(`This worker has no handler for "${task}".`);
    const stage = (name: string): void => send({ type: "stage", jobId, stage: name });
    const { output, transfer } = await handler(input as never, { stage });
    send({ type: "done", jobId, output }, transfer);
  } catch (error) {
    send({ type: "failed", jobId, failure: packFailure(error) });
  }
}
