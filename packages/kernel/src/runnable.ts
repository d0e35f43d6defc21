import type { Clock } from "./clock.ts";

/** Something that runs for as long as the process does. Constructing it does nothing. */
export interface Runnable {
  readonly name: string;
  /** Resolves once it is ready to serve. When it rejects, it has already cleaned up after itself. */
  start(): Promise<void>;
  /** Idempotent. Resolves once nothing of it is left running. */
  stop(): Promise<void>;
}

/**
 * Starts parts in order and stops them in reverse.
 *
 * If one part fails to start, those already started are stopped before the failure is passed on.
 */
export function inOrder(name: string, parts: readonly Runnable[]): Runnable {
  let started: Runnable[] = [];
  const stop = async () => {
    const running = started.reverse();
    started = [];
    const failures: unknown[] = [];
    for (const part of running) await part.stop().catch((failure: unknown) => failures.push(failure));
    if (failures.length > 0)
      throw new AggregateError(failures, `${name}: ${failures.length} parts did not stop cleanly`);
  };
  const start = async () => {
    for (const part of parts) {
      try {
        await part.start();
      } catch (failure) {
        const notStarted = new Error(`${name}: "${part.name}" did not start`, { cause: failure });
        const leftover: unknown = await stop().catch((second: unknown) => second);
        throw leftover ? new AggregateError([notStarted, leftover], notStarted.message) : notStarted;
      }
      started.push(part);
    }
  };
  return { name, start, stop };
}

/**
 * Work that goes on until it is told to stop.
 *
 * @param run Looks at the signal and resolves soon after it is aborted. Its rejection does not stop anything else and is
 * dropped: what can fail is handled inside.
 */
export function inBackground(name: string, run: (signal: AbortSignal) => Promise<void>): Runnable {
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    name,
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal).catch(() => undefined);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * Does the same at once and then again and again, `everyMs` after it was done.
 *
 * @param act A failure is handed to `onFailure`, and the next turn comes all the same.
 */
export function repeatedly(
  name: string,
  {
    everyMs,
    clock,
    act,
    onFailure,
  }: {
    readonly everyMs: number;
    readonly clock: Clock;
    readonly act: (signal: AbortSignal) => Promise<unknown>;
    readonly onFailure: (err: unknown) => void;
  },
): Runnable {
  return inBackground(name, async (signal) => {
    while (!signal.aborted) {
      await act(signal).catch(onFailure);
      await clock.sleep(everyMs, signal).catch(() => undefined);
    }
  });
}
