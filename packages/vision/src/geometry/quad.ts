import type { Point } from "../types.ts";

/** Four corners in order TL, TR, BR, BL. */
export type Quad = readonly [Point, Point, Point, Point];

/** Twice the signed area of the triangle a, b, c; positive when they turn clockwise on a screen (y down). */
export const turn = (a: Point, b: Point, c: Point): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Area of a polygon by the shoelace formula, in square units of its points; positive when clockwise on a screen. */
export function signedArea(points: readonly Point[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += 1) {
    const [x1, y1] = points[i]!;
    const [x2, y2] = points[(i + 1) % points.length]!;
    sum += x1 * y2 - x2 * y1;
  }
  return sum / 2;
}

/** Whether two opposite sides cross, so that the corners are in no order of a walk around the board. */
export function crossesItself([a, b, c, d]: Quad): boolean {
  return segmentsCross(a, b, c, d) || segmentsCross(b, c, d, a);
}

/** Whether every corner turns the same way, none by less than 1/1000 of the sides it joins. */
export function isConvex(quad: Quad): boolean {
  const turns = quad.map((corner, i) => {
    const before = quad[(i + 3) % 4]!;
    const after = quad[(i + 1) % 4]!;
    const sides =
      Math.hypot(corner[0] - before[0], corner[1] - before[1]) * Math.hypot(after[0] - corner[0], after[1] - corner[1]);
    return turn(before, corner, after) / sides;
  });
  return turns.every((t) => t > 1e-3) || turns.every((t) => t < -1e-3);
}

function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/**
 * The part of a convex polygon that lies in an upright box.
 *
 * @returns Its corners; empty when they do not overlap.
 * @see Sutherland & Hodgman, Reentrant polygon clipping, 1974.
 */
export function clipToBox(
  polygon: readonly Point[],
  left: number,
  top: number,
  right: number,
  bottom: number,
): Point[] {
  const sides: readonly ((p: Point) => number)[] = [
    ([x]) => x - left,
    ([x]) => right - x,
    ([, y]) => y - top,
    ([, y]) => bottom - y,
  ];
  let kept: Point[] = [...polygon];
  for (const inside of sides) {
    const next: Point[] = [];
    kept.forEach((from, i) => {
      const to = kept[(i + 1) % kept.length]!;
      const a = inside(from);
      const b = inside(to);
      if (a >= 0) next.push(from);
      if (a * b < 0)
        next.push([from[0] + ((to[0] - from[0]) * a) / (a - b), from[1] + ((to[1] - from[1]) * a) / (a - b)]);
    });
    kept = next;
  }
  return kept;
}
