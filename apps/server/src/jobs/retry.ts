import { AppError } from "@wopr/kernel";

const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 10 * 60_000;
const SPREAD = 0.2;

/**
 * How long to wait before the next run: 2 s × 2ⁿ, at most 10 min, then spread by ± 20 % so that jobs that failed
 * together do not come back together.
 *
 * @param failures Runs that have failed so far, 1 or more.
 * @param chance 0 to 1.
 * @returns Whole milliseconds.
 */
export function retryDelayMs(failures: number, chance: number): number {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
  return Math.round(delayMs * (1 - SPREAD + 2 * SPREAD * chance));
}

/** What happens after a run has failed. */
export type AfterFailure =
  | { readonly kind: "retry"; readonly delayMs: number }
  /** `dead`: given up although it might have worked; a person should look. */
  | { readonly kind: "fail"; readonly dead: boolean };

/**
 * Decides what follows a failed run. Pure. A failure that says of itself that repeating is useless ends the job at
 * once and needs nobody's attention: it is the answer.
 *
 * @param failures Runs that have failed, this one included.
 */
export function decideAfterFailure(
  failure: unknown,
  failures: number,
  maxFailures: number,
  chance: number,
): AfterFailure {
  if (failure instanceof AppError && failure.retry === "never") return { kind: "fail", dead: false };
  if (failures >= maxFailures) return { kind: "fail", dead: true };
  return { kind: "retry", delayMs: retryDelayMs(failures, chance) };
}
