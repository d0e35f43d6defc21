import type { Point } from "../types.ts";

/**
 * How a lens draws: pinhole with radial (k1, k2) and tangential (p1, p2) distortion; focal lengths and principal point in
 * pixels of the upright original.
 *
 * @see Brown, Close-range camera calibration, 1971.
 */
export interface Lens {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
  readonly k1: number;
  readonly k2: number;
  readonly p1: number;
  readonly p2: number;
}

/** Where a direction (x / z, y / z in front of the camera) appears in the photo. */
export function distort({ fx, fy, cx, cy, k1, k2, p1, p2 }: Lens, [x, y]: Point): Point {
  const r2 = x * x + y * y;
  const radial = 1 + r2 * (k1 + r2 * k2);
  const u = x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x);
  const v = y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y;
  return [fx * u + cx, fy * v + cy];
}

/** The direction seen at a pixel; fixed-point iteration, exact to 1e-9 for lenses that people use. */
export function direction(lens: Lens, [u, v]: Point): Point {
  const x0 = (u - lens.cx) / lens.fx;
  const y0 = (v - lens.cy) / lens.fy;
  let [x, y] = [x0, y0];
  for (let round = 0; round < 20; round += 1) {
    const r2 = x * x + y * y;
    const radial = 1 + r2 * (lens.k1 + r2 * lens.k2);
    x = (x0 - 2 * lens.p1 * x * y - lens.p2 * (r2 + 2 * x * x)) / radial;
    y = (y0 - lens.p1 * (r2 + 2 * y * y) - 2 * lens.p2 * x * y) / radial;
  }
  return [x, y];
}

/** Where a pixel would lie if the lens drew straight lines straight, with the same focal length and centre. */
export function straightened(lens: Lens, pixel: Point): Point {
  const [x, y] = direction(lens, pixel);
  return [lens.fx * x + lens.cx, lens.fy * y + lens.cy];
}
