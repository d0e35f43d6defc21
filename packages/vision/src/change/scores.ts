import { VISION_DEFAULTS } from "../defaults.ts";
import { blur3 } from "../image/blur.ts";
import { channel, type Lab, labOf } from "../image/lab.ts";
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
export function scoringLab(rect: Rect): Lab {
  const lab = labOf(rect);
  return {
    width: lab.width,
    height: lab.height,
    l: blur3(channel(lab, "l")).data,
    a: blur3(channel(lab, "a")).data,
    b: blur3(channel(lab, "b")).data,
  };
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
  const { clip, shiftPx, border } = VISION_DEFAULTS.score;
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
    for (let dy = -shiftPx; dy <= shiftPx; dy += 1) {
      if (top + dy < 0 || top + dy + side > height) continue;
      for (let dx = -shiftPx; dx <= shiftPx; dx += 1) {
        if (left + dx < 0 || left + dx + side > width) continue;
        const sum = windowDifference(referenceLab, currentLab, left, top, side, side, dx, dy, clip);
        // At equal sums the smaller shift wins, so that a picture against itself reports no shift.
        if (
          sum < best ||
          (sum === best && Math.abs(dx) + Math.abs(dy) < Math.abs(out.dx[cell]!) + Math.abs(out.dy[cell]!))
        ) {
          best = sum;
          out.dx[cell] = dx;
          out.dy[cell] = dy;
        }
      }
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
