import type { Clock } from "@wopr/kernel";

/** Microseconds since 1970 by the wall clock, refined by the monotonic one. */
export const stampUs = (clock: Clock): number =>
  clock.now().getTime() * 1000 + (Math.floor(clock.monotonicMs() * 1000) % 1000);

/** A moment not before another. */
export const stampAfter = (clock: Clock, earlierUs: number): number => Math.max(earlierUs, stampUs(clock));
