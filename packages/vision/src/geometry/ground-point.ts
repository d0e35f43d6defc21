import type { GridSpec } from "@wopr/games";
import type { Homography, Point } from "../types.ts";
import { compose, invert, translation } from "./homography.ts";

/** Focal lengths a camera may have, in long sides of its picture. */
const SHORTEST = 0.5;
const LONGEST = 3;
/** Of most phones. */
const USUAL = 0.85;

/**
 * The point of the board's plane straight below the camera, in cells: from it tall pieces lean away. The focal length
 * comes from the perspective of the board itself; where that says little, a usual one is taken.
 *
 * @param imageToBoard Photo pixels → board cells. @param size Of the same photo.
 * @returns `undefined` when the map cannot be turned round.
 * @see Hartley & Zisserman, Multiple View Geometry, 2nd ed., 8.8: the circular points give the focal length.
 */
export function groundPoint(
  imageToBoard: Homography,
  size: { readonly width: number; readonly height: number },
): Point | undefined {
  const back = invert(imageToBoard);
  if (!back) return undefined;
  const h = compose(back, translation(-size.width / 2, -size.height / 2));
  const f = focalOf(h, Math.max(size.width, size.height));
  const column = (i: 0 | 1 | 2): readonly [number, number, number] => [h[i] / f, h[i + 3]! / f, h[i + 6]!];
  const [a, b, t] = [column(0), column(1), column(2)];
  const scale = 2 / (Math.hypot(...a) + Math.hypot(...b));
  const [x, y, z] = [a, b, t].map((v) => v.map((c) => c * scale)) as unknown as [Vec, Vec, Vec];
  // The camera stands at −Rᵀ·t; its first two coordinates are the foot of the perpendicular.
  const foot: Point = [-dot(x, z), -dot(y, z)];
  return foot.every(Number.isFinite) ? foot : undefined;
}

type Vec = readonly [number, number, number];

const dot = (a: Vec, b: Vec): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Focal length in pixels that makes the two axes of the board equally long and at right angles. */
function focalOf(h: Homography, longSide: number): number {
  const [a0, b0, , a1, b1, , a2, b2] = h;
  // f² · crossed = −along and f² · longer = shorter; both in one least-squares equation.
  const crossed = a2 * b2;
  const longer = a2 * a2 - b2 * b2;
  const along = -(a0 * b0 + a1 * b1);
  const shorter = b0 * b0 + b1 * b1 - (a0 * a0 + a1 * a1);
  const squared = (crossed * along + longer * shorter) / (crossed * crossed + longer * longer);
  const f = Math.sqrt(squared);
  const plausible = f >= SHORTEST * longSide && f <= LONGEST * longSide;
  return plausible ? f : USUAL * longSide;
}

/** How far the window over each cell is moved so that the feet of tall pieces are read, in cells, row by row. */
export function footShifts(ground: Point, { rows, cols }: GridSpec, most: number): readonly Point[] {
  const away = (x: number, y: number): number => Math.hypot(x - ground[0], y - ground[1]);
  const farthest = Math.max(away(0, 0), away(cols, 0), away(0, rows), away(cols, rows));
  return Array.from({ length: rows * cols }, (_, cell): Point => {
    const dx = ground[0] - ((cell % cols) + 0.5);
    const dy = ground[1] - (Math.floor(cell / cols) + 0.5);
    return [(most * dx) / farthest, (most * dy) / farthest];
  });
}
