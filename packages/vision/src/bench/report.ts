import type { Decision } from "../types.ts";

/** Result of one comparison. Cells are names (`E4`). */
export interface MoveReport {
  readonly file: string;
  /** Whether exactly the true cells were found; for hands: whether the photo was treated rightly. */
  readonly exact: boolean;
  readonly outcome: Decision["outcome"];
  readonly found: readonly string[];
  readonly true: readonly string[];
  readonly owners_wrong: readonly string[];
  readonly reasons: readonly string[];
  readonly confidence: number;
}

/** Counts of a folder or of all together. `exact` is a count, `precision` and `recall` are shares of cells. */
export interface Counts {
  readonly cases: number;
  readonly exact: number;
  readonly precision: number;
  readonly recall: number;
  readonly asked: number;
  readonly sure_wrong: number;
  readonly refused: number;
  readonly owner_right: number;
  readonly owner_total: number;
  readonly absdiff30: { readonly exact: number; readonly precision: number; readonly recall: number };
}

/** One folder under one perturbation (`null`: the photos as they are). */
export interface SetReport extends Counts {
  readonly dir: string;
  readonly kind: string;
  readonly perturb: string | null;
  /** Class of a piece → what the folder calls it. */
  readonly classes: Readonly<Record<string, string>>;
  /** Median seconds per stage. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly moves: readonly MoveReport[];
}

/** What `wopr vision bench --json` prints. */
export interface BenchReport {
  readonly pipeline_version: string;
  readonly sets: readonly SetReport[];
  readonly totals: Counts & {
    /** Expected calibration error of the confidence over all proposals (ten bins), 0 to 1. */
    readonly calibration_error: number;
  };
}

/** What one comparison adds to the counts. */
export interface Tally {
  readonly exact: boolean;
  readonly outcome: Decision["outcome"];
  readonly wrongOwners: number;
  readonly ownerRight: number;
  readonly ownerTotal: number;
  readonly found: number;
  readonly true: number;
  /** Cells found that are true. */
  readonly hits: number;
  readonly absdiff: { readonly exact: boolean; readonly found: number; readonly hits: number };
}

/** What is kept of a comparison once its pictures are let go. */
export interface Counted {
  readonly report: MoveReport;
  readonly tally: Tally;
  /** Seconds per stage. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** Sums up comparisons. Precision of nothing found and recall of nothing to find are 1. */
export function countUp(tallies: readonly Tally[]): Counts {
  const sum = (value: (t: Tally) => number): number => tallies.reduce((total, t) => total + value(t), 0);
  const count = (holds: (t: Tally) => boolean): number => tallies.filter(holds).length;
  const share = (part: number, whole: number): number => (whole === 0 ? 1 : Math.round((part / whole) * 1e4) / 1e4);
  const truth = sum((t) => t.true);
  return {
    cases: tallies.length,
    exact: count((t) => t.exact),
    precision: share(
      sum((t) => t.hits),
      sum((t) => t.found),
    ),
    recall: share(
      sum((t) => t.hits),
      truth,
    ),
    asked: count((t) => t.outcome === "ask"),
    sure_wrong: count((t) => t.outcome === "sure" && (!t.exact || t.wrongOwners > 0)),
    refused: count((t) => t.outcome === "retake" || t.outcome === "too_much"),
    owner_right: sum((t) => t.ownerRight),
    owner_total: sum((t) => t.ownerTotal),
    absdiff30: {
      exact: count((t) => t.absdiff.exact),
      precision: share(
        sum((t) => t.absdiff.hits),
        sum((t) => t.absdiff.found),
      ),
      recall: share(
        sum((t) => t.absdiff.hits),
        truth,
      ),
    },
  };
}

const BINS = 10;

/** How far the confidence of proposals is from the share of them that are right, on average over ten bins. */
export function calibrationError(moves: readonly MoveReport[]): number {
  const proposed = moves.filter(
    ({ outcome, confidence }) => (outcome === "sure" || outcome === "ask") && confidence > 0,
  );
  const bins = Array.from({ length: BINS }, () => ({ said: 0, right: 0 }));
  for (const { confidence, exact, owners_wrong } of proposed) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]!;
    bin.said += confidence;
    if (exact && owners_wrong.length === 0) bin.right += 1;
  }
  const gap = bins.reduce((sum, { said, right }) => sum + Math.abs(said - right), 0);
  return proposed.length === 0 ? 0 : Math.round((gap / proposed.length) * 1e4) / 1e4;
}
