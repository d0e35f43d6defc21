import type { Lab } from "../image/lab.ts";
import { circleOffsets, rimContrast } from "./rim.ts";

/** A place where a circle of a radius may lie, best first. */
export interface Candidate {
  readonly x: number;
  readonly y: number;
  readonly contrast: number;
}

/** A part of a flat table, millimetres. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Distance of the places that are tried, millimetres. */
const STEP = 2;
/** A circle must differ from its surroundings by this much in the mean. */
const LEAST_CONTRAST = 4;

/**
 * Places in an area where everything along a circle of a known radius differs the same way from what lies around it.
 *
 * @param admits Whether a place is worth trying.
 */
export function circleCandidates(
  lab: Lab,
  area: Area,
  radius: number,
  most: number,
  admits: (x: number, y: number) => boolean,
): readonly Candidate[] {
  const offsets = circleOffsets(radius, 32);
  const tried: Candidate[] = [];
  for (let y = area.top; y <= area.bottom; y += STEP) {
    for (let x = area.left; x <= area.right; x += STEP) {
      if (!admits(x, y)) continue;
      const contrast = rimContrast(lab, x, y, offsets);
      if (contrast >= LEAST_CONTRAST) tried.push({ x, y, contrast });
    }
  }
  tried.sort((a, b) => b.contrast - a.contrast);
  const found: Candidate[] = [];
  const apart = Math.max(5, radius * 0.4);
  for (const candidate of tried) {
    if (found.length >= most) break;
    if (found.every(({ x, y }) => Math.hypot(x - candidate.x, y - candidate.y) > apart)) found.push(candidate);
  }
  return found;
}
