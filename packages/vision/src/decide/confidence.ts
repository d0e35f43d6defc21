import type { Relight, Scores } from "../types.ts";

/** What the confidence of a proposal depends on. */
export interface ConfidenceFacts {
  readonly scores: Pick<Scores, "d" | "threshold">;
  /** Nats between the best hypothesis and whatever comes next. */
  readonly marginNats: number;
  readonly rho: number;
  /** Least owner margin of the new pieces; 1 when there are none. */
  readonly ownerMargin: number;
  readonly relight: Relight["applied"];
}

/**
 * Risk of being wrong that each kind of relighting adds. Written down, not fitted, like every number of this file: each
 * risk falls monotonically with its fact and stands near 0.005 where the conditions for `sure` begin, so that several
 * weak spots together are never sure. A file of coefficients fitted on measured games replaces it without changing a
 * caller.
 */
const RELIGHT_RISK: Readonly<Record<Relight["applied"], number>> = {
  none: 0.0002,
  offset: 0.0003,
  tone: 0.001,
  surface: 0.001,
};

/** Conservative probability that the best hypothesis is exactly right, 0 to 1: the product of what each fact leaves. */
export function confidence(facts: ConfidenceFacts): number {
  const risks = [
    0.5 * Math.exp(-nearestToCut(facts.scores) / 0.075),
    1 / (1 + Math.exp(1.6 * facts.marginNats + 1.4)),
    Math.min(1, 0.004 * Math.exp(-(facts.rho - 0.85) / 0.03)),
    Math.min(1, 0.004 * Math.exp(-(facts.ownerMargin - 0.35) / 0.06)),
    RELIGHT_RISK[facts.relight],
  ];
  const left = risks.reduce((product, risk) => product * (1 - Math.min(1, Math.max(0, risk))), 1);
  return Math.round(left * 1e4) / 1e4;
}

/** Least |ln(D / t)| over all cells: how far the cell nearest to the cut is from it. */
function nearestToCut({ d, threshold }: ConfidenceFacts["scores"]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const score of d) {
    if (score > 0) nearest = Math.min(nearest, Math.abs(Math.log(score / threshold)));
  }
  return nearest;
}
