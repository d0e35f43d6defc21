import { isConvex, type Quad, signedArea } from "../geometry/quad.ts";
import type { Point } from "../types.ts";
import type { Contour } from "./contours.ts";

/** How far an outline may leave the sides of its quadrilateral, as a share of its length, and in pixels at least. */
const STRAIGHT_SHARE = 0.02;
const STRAIGHT_PX = 1.5;
/** Shortest side, pixels: a cell of the smallest code must still be about a pixel. */
const SHORTEST_SIDE = 6;

/**
 * The quadrilateral an outline forms: the two points farthest apart, then twice the point farthest from the sides so far.
 *
 * @returns Corners clockwise on a screen, pixel centres at .5; `undefined` when the outline is no convex quadrilateral.
 */
export function quadOf({ xs, ys, count }: Contour): Quad | undefined {
  const farthestFrom = (x: number, y: number): number => {
    let best = 0;
    let far = -1;
    for (let i = 0; i < count; i += 1) {
      const d = (xs[i]! - x) ** 2 + (ys[i]! - y) ** 2;
      if (d > far) {
        far = d;
        best = i;
      }
    }
    return best;
  };
  let cx = 0;
  let cy = 0;
  for (let i = 0; i < count; i += 1) {
    cx += xs[i]!;
    cy += ys[i]!;
  }
  const a = farthestFrom(cx / count, cy / count);
  const c = farthestFrom(xs[a]!, ys[a]!);
  const corners = [Math.min(a, c), Math.max(a, c)];
  if (corners[0] === corners[1]) return undefined;
  while (corners.length < 4) {
    const far = farthestFromSides(xs, ys, count, corners);
    if (far.distance < 2) return undefined;
    corners.splice(far.side + 1, 0, far.at);
    corners.sort((i, j) => i - j);
  }
  if (farthestFromSides(xs, ys, count, corners).distance > Math.max(STRAIGHT_PX, STRAIGHT_SHARE * count))
    return undefined;
  const points = corners.map((i): Point => [xs[i]! + 0.5, ys[i]! + 0.5]) as unknown as Quad;
  const quad = signedArea(points) > 0 ? points : ([points[0], points[3], points[2], points[1]] as const);
  const short = quad.some(([x, y], i) => {
    const [nx, ny] = quad[(i + 1) % 4]!;
    return Math.hypot(nx - x, ny - y) < SHORTEST_SIDE;
  });
  return short || !isConvex(quad) ? undefined : quad;
}

function farthestFromSides(xs: Int32Array, ys: Int32Array, count: number, corners: readonly number[]) {
  let worst = { side: 0, at: 0, distance: -1 };
  corners.forEach((from, side) => {
    const to = corners[(side + 1) % corners.length]!;
    const x0 = xs[from]!;
    const y0 = ys[from]!;
    const dx = xs[to]! - x0;
    const dy = ys[to]! - y0;
    const length = Math.hypot(dx, dy) || 1;
    const steps = (to - from + count) % count;
    for (let step = 1; step < steps; step += 1) {
      const i = (from + step) % count;
      const distance = Math.abs((xs[i]! - x0) * dy - (ys[i]! - y0) * dx) / length;
      if (distance > worst.distance) worst = { side, at: i, distance };
    }
  });
  return worst;
}
