import type { Relight, Scores } from "../types.ts";
import { CONFIDENCE_COEFFICIENTS } from "./confidence-coefficients.ts";

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

/** Coefficients of the logistic model, one per feature of {@link confidenceFeatures}. */
export interface ConfidenceCoefficients {
  readonly intercept: number;
  readonly weights: readonly number[];
}

/** Calibrated probability that the best hypothesis is exactly right, 0 to 1 (vision.md 6.12). */
export function confidence(
  facts: ConfidenceFacts,
  { intercept, weights }: ConfidenceCoefficients = CONFIDENCE_COEFFICIENTS,
): number {
  const features = confidenceFeatures(facts);
  const logit = features.reduce((sum, feature, i) => sum + feature * weights[i]!, intercept);
  return Math.round(1e4 / (1 + Math.exp(-logit))) / 1e4;
}

/** Facts as the logistic model takes them: each better the greater it is, and flat where more says nothing more. */
export function confidenceFeatures({
  scores,
  marginNats,
  rho,
  ownerMargin,
  relight,
}: ConfidenceFacts): readonly number[] {
  return [
    Math.min(0.4, nearestToCut(scores)) / 0.4,
    Math.min(3, Math.max(0, marginNats)) / 3,
    (Math.min(0.95, Math.max(0.7, rho)) - 0.7) / 0.25,
    Math.min(0.5, Math.max(0, ownerMargin)) / 0.5,
    relight === "surface" || relight === "tone" ? 0 : 1,
  ];
}

/** Least |ln(D / t)| over all cells: how far the cell nearest to the cut is from it. */
function nearestToCut({ d, threshold }: ConfidenceFacts["scores"]): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const score of d) {
    if (score > 0) nearest = Math.min(nearest, Math.abs(Math.log(score / threshold)));
  }
  return nearest;
}
