import type { ConfidenceCoefficients } from "./confidence.ts";

/** Written by `tools/fit-confidence.ts`; do not edit. One set per pipeline version. */
export const CONFIDENCE_COEFFICIENTS: ConfidenceCoefficients = {
  intercept: -3.905,
  weights: [1.201, 6.652, 0, 1.811, 0.006],
};
