import type { Result } from "./types.ts";

/** What was counted. Runs during maintenance are counted there alone. */
export interface Counts {
  readonly pass: number;
  readonly fail: number;
  readonly norun: number;
  readonly maintenance: number;
}

/** Nothing counted. */
export const NO_COUNTS: Counts = { pass: 0, fail: 0, norun: 0, maintenance: 0 };

/** Adds one run. */
export function counted(counts: Counts, run: { readonly result: Result; readonly maintenance: boolean }): Counts {
  const key = run.maintenance ? "maintenance" : run.result;
  return { ...counts, [key]: counts[key] + 1 };
}

/** Adds two counts. */
export const added = (a: Counts, b: Counts): Counts => ({
  pass: a.pass + b.pass,
  fail: a.fail + b.fail,
  norun: a.norun + b.norun,
  maintenance: a.maintenance + b.maintenance,
});

/** Share of passes, and how much ran at all. */
export interface Uptime {
  /** 0 to 1; null: not enough data. */
  readonly uptime: number | null;
  /** 0 to 1. */
  readonly coverage: number;
}

/** Below this share of expected runs a number would be a guess. */
const LEAST_COVERAGE = 0.5;

/**
 * Uptime is `pass / (pass + fail)`; what did not run counts neither for nor against it. Coverage is `(pass + fail)` among the
 * runs that were expected outside maintenance.
 *
 * @param expected How many runs the time should have had.
 */
export function uptimeOf(counts: Counts, expected: number): Uptime {
  const ran = counts.pass + counts.fail;
  const wanted = expected - counts.maintenance;
  const coverage = wanted <= 0 ? (ran > 0 ? 1 : 0) : Math.min(1, ran / wanted);
  return { uptime: ran > 0 && coverage >= LEAST_COVERAGE ? counts.pass / ran : null, coverage };
}

/** The letter of one cell of a strip: `p` `f` `n` `m`, or `-` where nothing is known. */
export function cellOf(counts: Counts | undefined): string {
  if (!counts) return "-";
  if (counts.fail > 0) return "f";
  if (counts.pass > 0) return "p";
  if (counts.maintenance > 0) return "m";
  return counts.norun > 0 ? "n" : "-";
}

/** The worst of several letters of one day. */
export function worstCell(cells: readonly string[]): string {
  return ["f", "m", "p", "n"].find((letter) => cells.includes(letter)) ?? "-";
}

/** The letter of one run. */
export const letterOf = (run: { readonly result: Result; readonly maintenance: boolean }): string =>
  run.maintenance ? "m" : run.result === "pass" ? "p" : run.result === "fail" ? "f" : "n";
