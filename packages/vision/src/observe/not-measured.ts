import type { GridSpec } from "@wopr/games";
import { PIPELINE_VERSION, VISION_DEFAULTS } from "../defaults.ts";
import { IDENTITY } from "../geometry/homography.ts";
import type { Observation } from "../types.ts";

/** An observation before anything was measured: nothing has changed, nothing has been seen. */
export function notMeasured(board: GridSpec): Observation {
  const { fallback } = VISION_DEFAULTS.cut;
  return {
    pipelineVersion: PIPELINE_VERSION,
    board,
    image: { width: 0, height: 0 },
    quality: { sharpness: 0, sharpnessRatio: 1, meanLuma: 0, clippedShare: 0, verdicts: [] },
    registration: { homography: IDENTITY, rho: 0, maxCornerMoveCells: 0, method: "none", weak: true, iterations: 0 },
    imageToBoard: IDENTITY,
    relight: { applied: "none", shift: [0, 0, 0], residualIqr: 0 },
    occlusion: { blocked: false, tooMuch: false, blobs: [] },
    scores: { d: [], threshold: fallback, gapRatio: 1, band: [fallback, fallback], changed: [], unsure: [] },
    looks: "",
    readings: [],
    palette: { entries: [], tooClose: [] },
    sameAsReference: false,
    usedAnyway: false,
    stopped: null,
  };
}
