import { CONFIDENCE_COEFFICIENTS } from "./decide/confidence-coefficients.ts";

/**
 * Every number the pipeline decides by (vision.md 6.15), as data. Changing one makes a new {@link PIPELINE_VERSION};
 * stored observations keep theirs.
 */
export const VISION_DEFAULTS = {
  longSidePx: 1600,
  cellPx: 24,
  marginCells: 2,
  calibration: { minAreaShare: 0.05, refuseCellPx: 8, warnCellPx: 16, driftCells: 0.25 },
  quality: { blurredRatio: 0.35, darkMean: 12, brightMean: 245, clippedShare: 0.4 },
  ecc: { iterations: 40, stopRho: 1e-5 },
  rho: { good: 0.85, weak: 0.7, otherBoard: 0.35 },
  maxMoveCells: 2,
  features: { longSide: 560, most: 1500, rounds: 1000, tolerancePx: 3, minInliers: 25, minShare: 0.25, seed: 1 },
  turnedDegrees: 60,
  heldCells: 0.5,
  hiddenShare: 0.1,
  relight: { switchLevels: 4, switchIqr: 3, rounds: 8, inlierLevels: 4, sureIqr: 4 },
  gate: {
    cellPx: 16,
    pixel: 22,
    shiftPx: 2,
    boardGrowCells: 0.5,
    inside: 0.3,
    outside: 0.4,
    radius: 1.25,
    edgeInside: 1,
    tooMuch: 9,
    handShare: 0.5,
  },
  score: { clip: 60, shiftPx: 2, border: 0.12 },
  cut: { low: 12, high: 40, minRatio: 1.25, fallback: 19, noiseFloor: 8, noiseTimes: 4 },
  band: { low: 0.7, high: 1.45, weakLow: 0.65, weakHigh: 1.6 },
  reading: {
    window: 0.84,
    whiteLevel: 215,
    whiteFloor: 64,
    emptyScore: 12,
    lWeight: 0.5,
    nearest: 25,
    footShift: 0.15,
  },
  palette: { minSpread: 3, follow: 0.2, tooClose: 18 },
  evidence: { zero: 16, unit: 3, cap: 5, zCap: 16, unlikeItself: 3, looksCap: 3 },
  twoPly: { unexplained: 2, evidence: 1, lead: 4 },
  sure: { margin: 2.5, owner: 0.35, p: 0.995, settled: 0.005, settledBelowBand: 0.05 },
  maxQuestions: 3,
} as const;

/** Grows when an algorithm changes although no number does. */
const ALGORITHMS = 2;

/** 32-bit FNV-1a of a text, as 8 hex digits: enough to tell versions apart. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Names algorithms and numbers together, the fitted ones included, e.g. `1-0f3a9c21`. */
export const PIPELINE_VERSION = `${ALGORITHMS}-${fnv1a(JSON.stringify([VISION_DEFAULTS, CONFIDENCE_COEFFICIENTS]))}`;
