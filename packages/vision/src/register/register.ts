import { VISION_DEFAULTS } from "../defaults.ts";
import { IDENTITY, mapPoint, translation } from "../geometry/homography.ts";
import { blur5 } from "../image/blur.ts";
import { erode } from "../image/mask.ts";
import type { Plane } from "../image/plane.ts";
import type { Homography, Point } from "../types.ts";
import { alignEcc } from "./ecc.ts";
import { phaseShift } from "./phase.ts";

/** A picture to register: luma at half the resolution of a rectified frame, and where it shows the photo. */
export interface RegistrationView {
  readonly luma: Plane;
  readonly valid: Uint8Array;
}

/** How the current view lies over the reference view. */
export interface ViewRegistration {
  /** Reference view pixels → current view pixels. */
  readonly homography: Homography;
  readonly rho: number;
  /** Farthest move of a corner of the view, pixels of the view. */
  readonly maxCornerMovePx: number;
  readonly converged: boolean;
  readonly iterations: number;
}

/**
 * Lays the current view over the reference: ECC on blurred luma, started from the better of "did not move" and the
 * shift that phase correlation finds (vision.md 6.5).
 */
export function registerViews(reference: RegistrationView, current: RegistrationView): ViewRegistration {
  const { luma: template, valid: templateMask } = smooth(reference);
  const { luma: input, valid: inputMask } = smooth(current);
  const start = bestStart(template, templateMask, input, inputMask);
  const found = alignEcc(template, templateMask, input, inputMask, start, VISION_DEFAULTS.ecc);
  return {
    homography: found.homography,
    rho: found.rho,
    maxCornerMovePx: maxCornerMove(found.homography, template.width, template.height),
    converged: found.converged,
    iterations: found.iterations,
  };
}

/**
 * Registers again what {@link registerViews} left within a fraction of a pixel, without the pixels that fit least: sides
 * of raised pieces and pieces that moved pull at the map of the board.
 *
 * @returns Reference view pixels → current view pixels.
 */
export function refineViews(reference: RegistrationView, current: RegistrationView): Homography {
  const { luma: template, valid } = smooth(reference);
  const { luma: input, valid: inputMask } = smooth(current);
  const differences = template.data.map((v, i) => Math.abs(v - input.data[i]!));
  const sorted = differences.filter((_, i) => valid[i]! & inputMask[i]!).sort();
  const limit = Math.max(LEAST_MISFIT, sorted[Math.floor(FITTING * sorted.length)] ?? 0);
  const fitting = valid.map((v, i) => (differences[i]! <= limit ? v : 0));
  return alignEcc(template, fitting, input, inputMask, IDENTITY, VISION_DEFAULTS.ecc).homography;
}

/** Share of the pixels that a second registration keeps, and a difference in levels that always fits. */
const FITTING = 0.8;
const LEAST_MISFIT = 3;

/** Correlation of two views that already lie over each other, −1 to 1; −1 where they hardly overlap. */
export function correlationOf(reference: RegistrationView, current: RegistrationView): number {
  const a = smooth(reference);
  const b = smooth(current);
  return correlationAt(a.luma, a.valid, b.luma, b.valid, 0, 0);
}

/** Blurred; pixels that the blur mixed with what lies outside the photo no longer count, nor do their gradients. */
function smooth({ luma, valid }: RegistrationView): RegistrationView {
  const inner = erode({ width: luma.width, height: luma.height, data: valid }, 7);
  return { luma: blur5(luma), valid: inner.data };
}

function bestStart(template: Plane, templateMask: Uint8Array, input: Plane, inputMask: Uint8Array): Homography {
  const still = correlationAt(template, templateMask, input, inputMask, 0, 0);
  const { dx, dy } = phaseShift(template, input);
  if (dx === 0 && dy === 0) return IDENTITY;
  const shifted = correlationAt(template, templateMask, input, inputMask, Math.round(dx), Math.round(dy));
  return shifted > still ? translation(dx, dy) : IDENTITY;
}

/** Correlation of the template with the input read (dx, dy) whole pixels further; −1 with too little overlap. */
function correlationAt(
  { width, height, data: t }: Plane,
  templateMask: Uint8Array,
  input: Plane,
  inputMask: Uint8Array,
  dx: number,
  dy: number,
): number {
  let n = 0;
  let sumT = 0;
  let sumI = 0;
  let sumTT = 0;
  let sumII = 0;
  let sumIT = 0;
  for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y += 1) {
    for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x += 1) {
      const at = y * width + x;
      const other = at + dy * width + dx;
      if (templateMask[at] === 0 || inputMask[other] === 0) continue;
      const a = t[at]!;
      const b = input.data[other]!;
      n += 1;
      sumT += a;
      sumI += b;
      sumTT += a * a;
      sumII += b * b;
      sumIT += a * b;
    }
  }
  if (n < 0.25 * width * height) return -1;
  const spread = Math.sqrt((sumTT - (sumT * sumT) / n) * (sumII - (sumI * sumI) / n));
  return spread > 0 ? (sumIT - (sumT * sumI) / n) / spread : -1;
}

function maxCornerMove(h: Homography, width: number, height: number): number {
  const corners: readonly Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const moves = corners.map(([x, y]) => {
    const to = mapPoint(h, [x, y]);
    return to ? Math.hypot(to[0] - x, to[1] - y) : Number.POSITIVE_INFINITY;
  });
  return Math.max(...moves);
}
