import type { Runnable } from "@wopr/kernel";

/**
 * Runs `body` for as long as the process does. `body` loops by itself until its signal aborts; it may then reject with
 * the signal's reason.
 */
export function createLoop(name: string, body: (signal: AbortSignal) => Promise<void>): Runnable {
  let life: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();
  return {
    name,
    async start() {
      if (life) return;
      const begun = new AbortController();
      life = begun;
      running = body(begun.signal).catch((failure: unknown) => {
        if (!begun.signal.aborted) throw failure;
      });
    },
    async stop() {
      life?.abort(new Error(`${name} stops`));
      life = undefined;
      await running;
    },
  };
}

/** Pause before the n-th try again, milliseconds: 1, 2, 4 … 30 s. */
export const pauseAfter = (failures: number): number => Math.min(30_000, 1000 * 2 ** Math.min(failures - 1, 5));
