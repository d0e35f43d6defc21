import type { Homography, Point } from "../types.ts";

/** Below this share of its own terms, the denominator is rounding noise (double precision keeps about 16 digits). */
const HORIZON = 1e-12;

/** The map that moves nothing. */
export const IDENTITY: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** A map that shifts by (dx, dy). */
export const translation = (dx: number, dy: number): Homography => [1, 0, dx, 0, 1, dy, 0, 0, 1];

/** A map that scales by (sx, sy) about the origin. */
export const scaling = (sx: number, sy: number): Homography => [sx, 0, 0, 0, sy, 0, 0, 0, 1];

/**
 * Maps a point.
 *
 * @returns `undefined` on the horizon, where the image of the point lies infinitely far away.
 * @see Hartley & Zisserman, Multiple View Geometry, 2nd ed., eq. 2.5.
 */
export function mapPoint(h: Homography, [x, y]: Point): Point | undefined {
  const w = h[6] * x + h[7] * y + h[8];
  // Relative to the terms it is made of: an absolute limit would depend on the free scale of the matrix.
  if (Math.abs(w) <= HORIZON * (Math.abs(h[6] * x) + Math.abs(h[7] * y) + Math.abs(h[8]))) return undefined;
  return [(h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w];
}

/** `first`, then `second`. The result has h33 = 1 unless the origin maps to the horizon. */
export function compose(first: Homography, second: Homography): Homography {
  const a = second;
  const b = first;
  return unitScale([
    a[0] * b[0] + a[1] * b[3] + a[2] * b[6],
    a[0] * b[1] + a[1] * b[4] + a[2] * b[7],
    a[0] * b[2] + a[1] * b[5] + a[2] * b[8],
    a[3] * b[0] + a[4] * b[3] + a[5] * b[6],
    a[3] * b[1] + a[4] * b[4] + a[5] * b[7],
    a[3] * b[2] + a[4] * b[5] + a[5] * b[8],
    a[6] * b[0] + a[7] * b[3] + a[8] * b[6],
    a[6] * b[1] + a[7] * b[4] + a[8] * b[7],
    a[6] * b[2] + a[7] * b[5] + a[8] * b[8],
  ]);
}

/**
 * The map back.
 *
 * @returns `undefined` when the map folds the plane onto a line.
 */
export function invert(h: Homography): Homography | undefined {
  const c0 = h[4] * h[8] - h[5] * h[7];
  const c1 = h[5] * h[6] - h[3] * h[8];
  const c2 = h[3] * h[7] - h[4] * h[6];
  const det = h[0] * c0 + h[1] * c1 + h[2] * c2;
  const size = Math.abs(h[0] * c0) + Math.abs(h[1] * c1) + Math.abs(h[2] * c2);
  if (!(Math.abs(det) > HORIZON * size)) return undefined;
  return unitScale([
    c0,
    h[2] * h[7] - h[1] * h[8],
    h[1] * h[5] - h[2] * h[4],
    c1,
    h[0] * h[8] - h[2] * h[6],
    h[2] * h[3] - h[0] * h[5],
    c2,
    h[1] * h[6] - h[0] * h[7],
    h[0] * h[4] - h[1] * h[3],
  ]);
}

/** Same map with h33 = 1 where that is possible. */
export function unitScale(h: Homography): Homography {
  const k = h[8];
  if (k === 0 || k === 1 || !Number.isFinite(1 / k)) return h;
  return [h[0] / k, h[1] / k, h[2] / k, h[3] / k, h[4] / k, h[5] / k, h[6] / k, h[7] / k, 1];
}
