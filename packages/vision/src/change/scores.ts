import { VISION_DEFAULTS } from "../defaults.ts";
import { THREE } from "../image/blur.ts";
import { blurLab, type Lab, labOf } from "../image/lab.ts";
import type { Rect } from "../types.ts";
import { windowDifference } from "./difference.ts";

/** Score and best shift of every cell, row by row. */
export interface CellScores {
  /** 0 to 60; NaN where a cell is not wholly inside both photos. */
  readonly d: Float64Array;
  /** Shift of least difference, pixels of the rectified frame. */
  readonly dx: Int8Array;
  readonly dy: Int8Array;
}

/** A rectified frame as scoring wants it: Lab, 3 × 3 blurred. */
export const scoringLab = (rect: Rect): Lab => blurLab(labOf(rect), THREE);

/** All shifts of ±2 px, the smallest first: the least difference is mostly found at once, and at equal ones stays. */
const SHIFTS = shiftsWithin(VISION_DEFAULTS.score.shiftPx);

function shiftsWithin(most: number): readonly (readonly [number, number])[] {
  const shifts: [number, number][] = [];
  for (let dy = -most; dy <= most; dy += 1) for (let dx = -most; dx <= most; dx += 1) shifts.push([dx, dy]);
  return shifts.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
}

/**
 * Shift-tolerant colour difference per cell (vision.md 6.8): least mean difference over all shifts of ±2 px, over the
 * cell without a border of 12 %.
 *
 * @param cells Indices to score; all when absent. Others stay NaN.
 */
export function cellScores(
  reference: Rect,
  referenceLab: Lab,
  current: Rect,
  currentLab: Lab,
  cells?: readonly number[],
): CellScores {
  const { rows, cols, cellPx, marginCells, width, height } = reference;
  const { clip, border } = VISION_DEFAULTS.score;
  const n = rows * cols;
  const out: CellScores = { d: new Float64Array(n).fill(Number.NaN), dx: new Int8Array(n), dy: new Int8Array(n) };
  const inset = Math.round(border * cellPx);
  const side = Math.round(cellPx) - 2 * inset;
  const area = side * side;
  for (const cell of cells ?? Array.from({ length: n }, (_, i) => i)) {
    const left = Math.round(((cell % cols) + marginCells) * cellPx) + inset;
    const top = Math.round((Math.floor(cell / cols) + marginCells) * cellPx) + inset;
    if (!isWhole(reference, left, top, side) || !isWhole(current, left, top, side)) continue;
    let best = Number.POSITIVE_INFINITY;
    for (const [dx, dy] of SHIFTS) {
      if (top + dy < 0 || left + dx < 0 || top + dy + side > height || left + dx + side > width) continue;
      const sum = windowDifference(referenceLab, currentLab, left, top, side, dx, dy, clip, best);
      if (sum >= best) continue;
      best = sum;
      out.dx[cell] = dx;
      out.dy[cell] = dy;
    }
    out.d[cell] = best / area;
  }
  return out;
}

function isWhole({ valid, width }: Rect, left: number, top: number, side: number): boolean {
  const right = left + side - 1;
  const bottom = (top + side - 1) * width;
  return (
    valid[top * width + left] === 1 &&
    valid[top * width + right] === 1 &&
    valid[bottom + left] === 1 &&
    valid[bottom + right] === 1
  );
}
