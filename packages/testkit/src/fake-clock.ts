import type { Clock } from "@wopr/kernel";

/** A clock a test moves by hand. */
export interface FakeClock extends Clock {
  /** Moves both clocks on by `ms` ≥ 0 and wakes, in order of their times, all who sleep until then. */
  advance(ms: number): void;
  /** Sets the wall clock alone, as a person or NTP would: `monotonicMs` and sleepers notice nothing. */
  setWallClock(at: Date): void;
  /** How many wait in `sleep`. */
  sleepers(): number;
}

/** A clock that moves only when told to. `sleep` returns once `advance` has covered it. */
export function createFakeClock(start = "2026-01-01T00:00:00.000Z"): FakeClock {
  let wallOffsetMs = Date.parse(start);
  let elapsedMs = 0;
  const sleepers = new Set<{ readonly wakeAtMs: number; readonly wake: () => void }>();
  return {
    now: () => new Date(wallOffsetMs + elapsedMs),
    monotonicMs: () => elapsedMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper = {
          wakeAtMs: elapsedMs + ms,
          wake: () => {
            signal?.removeEventListener("abort", abort);
            resolve();
          },
        };
        signal?.addEventListener("abort", abort, { once: true });
        sleepers.add(sleeper);
      }),
    advance(ms) {
      elapsedMs += ms;
      const due = [...sleepers].filter((sleeper) => sleeper.wakeAtMs <= elapsedMs);
      for (const sleeper of due.sort((a, b) => a.wakeAtMs - b.wakeAtMs)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
    setWallClock(at) {
      wallOffsetMs = at.getTime() - elapsedMs;
    },
    sleepers: () => sleepers.size,
  };
}
