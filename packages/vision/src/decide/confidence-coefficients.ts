import type { ConfidenceCoefficients } from "./confidence.ts";

/** Written by `tools/fit-confidence.ts`; do not edit. One set per pipeline version. */
export const CONFIDENCE_COEFFICIENTS: ConfidenceCoefficients = {
  intercept: -6,
  weights: [2.5, 5, 3, 3, 0.5],
};
