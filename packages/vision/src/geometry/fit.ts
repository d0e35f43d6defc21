import type { Homography, Point } from "../types.ts";
import { compose, invert } from "./homography.ts";
import { solveInPlace } from "./linear.ts";

/**
 * The projective map that takes `from[i]` to `to[i]`: exact for four pairs, least squares (of the linear residual)
 * for more.
 *
 * Coordinates are moved to their centroid and scaled to mean distance √2 first, so that the linear system stays well
 * conditioned for any size of picture.
 *
 * @returns `undefined` when there are fewer than four pairs or three of four points lie on a line.
 * @see Hartley & Zisserman, Multiple View Geometry, 2nd ed., algorithm 4.2.
 */
export function fitHomography(from: readonly Point[], to: readonly Point[]): Homography | undefined {
  if (from.length < 4 || from.length !== to.length) return undefined;
  const a = normalise(from);
  const b = normalise(to);
  if (!a || !b) return undefined;
  const normal = new Float64Array(64);
  const right = new Float64Array(8);
  for (let i = 0; i < from.length; i += 1) {
    const [x, y] = a.points[i]!;
    const [u, v] = b.points[i]!;
    addRow(normal, right, [x, y, 1, 0, 0, 0, -u * x, -u * y], u);
    addRow(normal, right, [0, 0, 0, x, y, 1, -v * x, -v * y], v);
  }
  if (!solveInPlace(normal, right)) return undefined;
  const [h0, h1, h2, h3, h4, h5, h6, h7] = right as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // Three of four points on a line: rounding may leave a pivot, but the map then flattens the plane.
  const largest = Math.max(1, ...right.map((v) => Math.abs(v)));
  const determinant = h0 * (h4 - h5 * h7) - h1 * (h3 - h5 * h6) + h2 * (h3 * h7 - h4 * h6);
  if (!(Math.abs(determinant) > 1e-9 * largest ** 3)) return undefined;
  const back = invert(b.map);
  const whole = back && compose(compose(a.map, [h0, h1, h2, h3, h4, h5, h6, h7, 1]), back);
  return whole?.every(Number.isFinite) ? whole : undefined;
}

function addRow(normal: Float64Array, right: Float64Array, row: readonly number[], value: number): void {
  for (let i = 0; i < 8; i += 1) {
    if (row[i] === 0) continue;
    for (let j = 0; j < 8; j += 1) normal[i * 8 + j]! += row[i]! * row[j]!;
    right[i]! += row[i]! * value;
  }
}

function normalise(
  points: readonly Point[],
): { readonly points: readonly Point[]; readonly map: Homography } | undefined {
  const cx = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const cy = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const spread = points.reduce((sum, [x, y]) => sum + Math.hypot(x - cx, y - cy), 0) / points.length;
  if (!(spread > 0) || !Number.isFinite(spread)) return undefined;
  const k = Math.SQRT2 / spread;
  return {
    points: points.map(([x, y]) => [(x - cx) * k, (y - cy) * k] as const),
    map: [k, 0, -k * cx, 0, k, -k * cy, 0, 0, 1],
  };
}
