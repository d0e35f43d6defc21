import type { Clock } from "@wopr/kernel";

/** Gives the present moment in microseconds since 1970. */
export type Stamp = () => number;

/** The wall clock may be slewed so far from where the monotonic one says it is; beyond, it was set. */
const ANCHOR_MS = 5;

/**
 * The wall clock in microseconds: anchored once, then carried on by the monotonic one, so that of two moments the later
 * never reads earlier unless somebody set the clock.
 */
export function createStamp(clock: Clock): Stamp {
  let offsetMs: number | undefined;
  return () => {
    const [wallMs, monotonicMs] = [clock.now().getTime(), clock.monotonicMs()];
    if (offsetMs === undefined || Math.abs(wallMs - offsetMs - monotonicMs) > ANCHOR_MS)
      offsetMs = wallMs - monotonicMs;
    return Math.floor((offsetMs + monotonicMs) * 1000);
  };
}
