import { solveInPlace } from "../geometry/linear.ts";
import { median } from "../image/stats.ts";

/** Coefficients of q(x, y) = a + bx + cy + dxy + ex² + fy², with x and y from −1 to 1 over the board. */
export type Surface = readonly [number, number, number, number, number, number];

/** Value of a surface at a point of the board, −1 to 1 each way (may reach beyond). */
export const surfaceAt = (s: Surface, x: number, y: number): number =>
  s[0] + s[1] * x + s[2] * y + s[3] * x * y + s[4] * x * x + s[5] * y * y;

/** Centre of a cell in the coordinates of a {@link Surface}. */
export const unitOf = (index: number, count: number): number => (2 * (index + 0.5)) / count - 1;

/**
 * Robust quadratic surface through one value per cell: refitted to the inliers of the round before.
 *
 * @param values Row by row; NaN is left out.
 * @param inlier Least limit on |residual|; the limit is the greater of this and 1.5 times the median residual.
 * @returns `undefined` with fewer than six usable cells.
 */
export function fitSurface(
  values: Float64Array,
  rows: number,
  cols: number,
  inlier: number,
  rounds: number,
): Surface | undefined {
  let used = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]!));
  const all = used;
  let surface: Surface | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const next = leastSquares(values, rows, cols, used) ?? surface;
    if (!next) return undefined;
    surface = next;
    const residual = (i: number): number =>
      Math.abs(values[i]! - surfaceAt(next, unitOf(i % cols, cols), unitOf(Math.floor(i / cols), rows)));
    const limit = Math.max(inlier, 1.5 * median(all.map(residual)));
    used = all.filter((i) => residual(i) <= limit);
  }
  return surface;
}

function leastSquares(values: Float64Array, rows: number, cols: number, used: readonly number[]): Surface | undefined {
  if (used.length < 6) return undefined;
  const normal = new Float64Array(36);
  const right = new Float64Array(6);
  for (const i of used) {
    const x = unitOf(i % cols, cols);
    const y = unitOf(Math.floor(i / cols), rows);
    const terms = [1, x, y, x * y, x * x, y * y];
    for (let a = 0; a < 6; a += 1) {
      right[a]! += terms[a]! * values[i]!;
      for (let b = 0; b < 6; b += 1) normal[a * 6 + b]! += terms[a]! * terms[b]!;
    }
  }
  return solveInPlace(normal, right) ? (Array.from(right) as unknown as Surface) : undefined;
}
