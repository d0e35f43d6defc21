/** Compares what was measured with a limit, as far as the error bar allows. */
import type { Verdict } from "../types.ts";

/** A measured length, millimetres. */
export interface Measured {
  readonly mm: number;
  /** Standard deviation. */
  readonly sigma: number;
}

/** What is measured against what. */
export interface LimitCheck {
  readonly rule: string;
  /** Begins the sentence: "Moved". */
  readonly what: string;
  readonly measured: Measured;
  readonly limitMm: number;
  /** How far the limit itself may be off, both ways; 0 for one that is exact. */
  readonly toleranceMm?: number;
}

/** Standard deviations an answer must keep clear of its limit. */
export const CLEAR_SIGMAS = 2;

/** "138 ± 4 mm": the error bar is two standard deviations. */
export const lengthText = ({ mm, sigma }: Measured): string =>
  `${Math.round(mm)} ± ${Math.max(1, Math.round(CLEAR_SIGMAS * sigma))} mm`;

/** Standard deviation of a sum or difference of independent lengths. */
export const rootSum = (...sigmas: readonly number[]): number => Math.hypot(...sigmas);

/** `ok` and `violation` only where the error bars do not reach the limit; else `cannot_tell`. */
export function checkLimit({ rule, what, measured, limitMm, toleranceMm = 0 }: LimitCheck): Verdict {
  const bar = CLEAR_SIGMAS * measured.sigma;
  const limit = toleranceMm > 0 ? `${Math.round(limitMm)} ± ${Math.round(toleranceMm)}` : `${Math.round(limitMm)}`;
  const numbers = { measured: rounded(measured.mm), limit: rounded(limitMm), sigma: rounded(measured.sigma) };
  const text = `${what} ${lengthText(measured)}, limit ${limit}.`;
  if (measured.mm + bar <= limitMm - toleranceMm) return { rule, result: "ok", severity: "info", text, ...numbers };
  if (measured.mm - bar > limitMm + toleranceMm)
    return { rule, result: "violation", severity: "warn", text, ...numbers };
  return { rule, result: "cannot_tell", severity: "info", text: `${text} Too close to tell.`, ...numbers };
}

const rounded = (value: number) => Math.round(value * 10) / 10;
