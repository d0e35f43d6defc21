import { invert } from "../geometry/homography.ts";
import type { Homography, Point } from "../types.ts";

/** Where the camera is above a flat table. */
export interface CameraPose {
  /** Point of the table right below the camera, millimetres. */
  readonly ground: Point;
  readonly heightMm: number;
}

/** Focal lengths that cameras have, in long sides of the picture, and what is assumed where it cannot be told. */
const FOCAL = { least: 0.45, most: 3, usual: 0.85 } as const;

/**
 * Where the camera stands, from how it sees the table.
 *
 * @param imageToTable Photo (upright original, pixels, lens straightened) → table, millimetres.
 * @param focalPx Focal length in pixels when a lens calibration knows it; otherwise it is worked out from the perspective,
 *   with the principal point in the middle of the picture.
 * @returns `undefined` when the map is degenerate.
 * @see Zhang, A flexible new technique for camera calibration, 2000, section 3.
 */
export function cameraPose(
  imageToTable: Homography,
  image: { readonly width: number; readonly height: number },
  focalPx?: number,
): CameraPose | undefined {
  const back = invert(imageToTable);
  if (!back) return undefined;
  const [cx, cy] = [image.width / 2, image.height / 2];
  // Columns of the map, with the principal point at the origin.
  const column = (k: 0 | 1 | 2) =>
    [back[k] - cx * back[6 + k]!, back[3 + k]! - cy * back[6 + k]!, back[6 + k]!] as const;
  const [a, b, c] = [column(0), column(1), column(2)];
  const focal = focalPx ?? focalOf(a, b, Math.max(image.width, image.height));
  const inCamera = (v: readonly [number, number, number]) => [v[0] / focal, v[1] / focal, v[2]] as const;
  const [r1, r2, t] = [inCamera(a), inCamera(b), inCamera(c)];
  const scale = 2 / (Math.hypot(...r1) + Math.hypot(...r2));
  const [x, y, z] = [r1, r2, t].map((v) => v.map((value) => value * scale)) as [number[], number[], number[]];
  const normal = [x[1]! * y[2]! - x[2]! * y[1]!, x[2]! * y[0]! - x[0]! * y[2]!, x[0]! * y[1]! - x[1]! * y[0]!];
  const dot = (p: readonly number[], q: readonly number[]): number => p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!;
  const heightMm = Math.abs(dot(normal, z)) / (Math.hypot(...normal) || 1);
  const ground: Point = [-dot(x, z), -dot(y, z)];
  return Number.isFinite(heightMm) && heightMm > 1 && ground.every(Number.isFinite) ? { ground, heightMm } : undefined;
}

type Column = readonly [number, number, number];

/** Focal length that makes the axes of the table orthogonal and equally long. */
function focalOf(a: Column, b: Column, longSide: number): number {
  // With w = 1/f²: (a0 b0 + a1 b1) w + a2 b2 = 0 and (|a|² − |b|²) w + a2² − b2² = 0.
  const rows = [
    [a[0] * b[0] + a[1] * b[1], a[2] * b[2]],
    [a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2, a[2] ** 2 - b[2] ** 2],
  ] as const;
  const w = -(rows[0][0] * rows[0][1] + rows[1][0] * rows[1][1]) / (rows[0][0] ** 2 + rows[1][0] ** 2);
  const focal = 1 / Math.sqrt(w);
  const sane = focal >= FOCAL.least * longSide && focal <= FOCAL.most * longSide;
  return sane ? focal : FOCAL.usual * longSide;
}
