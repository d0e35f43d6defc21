import type { Clock } from "@wopr/kernel";

/** Lets one loop sleep until something happens. A ring while it is awake is not lost. */
export interface Wake {
  ring(): void;
  /** Resolves at the next ring, after `ms`, or on abort; at once when there was a ring since the last wait. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A wake nobody has rung yet. */
export function createWake(clock: Clock): Wake {
  let rung = false;
  let waiting: AbortController | undefined;
  return {
    ring() {
      rung = true;
      waiting?.abort();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        const sleeping = new AbortController();
        const abort = () => sleeping.abort();
        // By hand: `AbortSignal.any` keeps every short-lived signal alive as long as the long-lived one.
        signal.addEventListener("abort", abort, { once: true });
        waiting = sleeping;
        await clock.sleep(ms, sleeping.signal).catch(() => undefined);
        waiting = undefined;
        signal.removeEventListener("abort", abort);
      }
      rung = false;
    },
  };
}
