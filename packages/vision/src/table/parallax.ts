import type { Point } from "../types.ts";
import type { CameraPose } from "./pose.ts";
import type { Lean } from "./rim.ts";

/** Height of the rim of a base, millimetres. */
const RIM_MM = 4;
/** Error of a centre that was fitted well, millimetres. */
const FIT_MM = 0.7;
/** Share of the parallax that stays uncertain once it is corrected: bases are not equally high. */
const UNCERTAIN = 0.3;

/** By how much the upper edge of a base is shifted at a place, and in which direction. */
export function leanAt([x, y]: Point, pose: CameraPose | undefined): Lean {
  if (!pose) return { mm: 0, x: 1, y: 0 };
  const dx = x - pose.ground[0];
  const dy = y - pose.ground[1];
  const away = Math.hypot(dx, dy);
  if (away < 1e-6) return { mm: 0, x: 1, y: 0 };
  return { mm: shiftOf(away, pose.heightMm), x: dx / away, y: dy / away };
}

const shiftOf = (away: number, height: number): number => (away * RIM_MM) / Math.max(1, height - RIM_MM);

/** Height assumed for the error where the camera's place is unknown, millimetres, and the distance from below it. */
const UNKNOWN = { height: 1500, away: 700 } as const;

/** Standard deviation of a centre (vision.md 6.11), millimetres. */
export function sigmaOf(place: Point, residual: number, rmsMm: number, pose: CameraPose | undefined): number {
  const fit = Math.max(FIT_MM, residual);
  const away = pose ? Math.hypot(place[0] - pose.ground[0], place[1] - pose.ground[1]) : UNKNOWN.away;
  const shift = shiftOf(away, pose?.heightMm ?? UNKNOWN.height);
  // Uncorrected, half of the shift goes into the centre.
  const parallax = pose ? UNCERTAIN * shift : 0.5 * shift;
  return Math.sqrt(fit * fit + rmsMm * rmsMm + parallax * parallax);
}
