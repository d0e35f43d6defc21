const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Statuses that may be different the next time (platform.md 6.13). */
export const isWorthRepeating = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * How long to wait before the next try, milliseconds: `min(30 s, 0.5 s · 2ⁿ) · U(0.8, 1.2)`, or what the other side asks
 * for when that is longer.
 *
 * @param retry 0 before the second try.
 * @param chance 0 to 1.
 */
export function waitBefore(retry: number, chance: number, retryAfterMs: number | undefined): number {
  const backOff = Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** retry) * (0.8 + 0.4 * chance));
  return Math.max(backOff, retryAfterMs ?? 0);
}

/** What `Retry-After` asks for, milliseconds: seconds or a date. */
export function retryAfterOf(header: string | null, now: Date): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/** Repeats that may still be made to one target: each call earns a tenth of one, so that an outage is not multiplied. */
export interface RetryBudget {
  /** Tenths of a repeat: whole numbers, so that ten calls are worth exactly one. */
  readonly tenths: number;
}

const MOST_TENTHS = 100;
const PER_REPEAT = 10;

/** A target that was never called may be repeated to a little, so that a first call is not lost to a hiccup. */
export const FIRST_BUDGET: RetryBudget = { tenths: 30 };
/** A call was made. */
export const earn = ({ tenths }: RetryBudget): RetryBudget => ({ tenths: Math.min(MOST_TENTHS, tenths + 1) });
/** @returns The budget after one repeat; `undefined` when it is used up. */
export const spend = ({ tenths }: RetryBudget): RetryBudget | undefined =>
  tenths >= PER_REPEAT ? { tenths: tenths - PER_REPEAT } : undefined;
