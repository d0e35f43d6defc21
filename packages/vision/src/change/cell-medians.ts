import type { Rect } from "../types.ts";

/** Median of every cell of the board, per channel: `values[channel][row * cols + col]`, NaN where the photo ends. */
export type CellMedians = readonly [Float64Array, Float64Array, Float64Array];

/** Medians over every second pixel of the inner part of each cell, whole levels. */
export function cellMedians(rect: Rect, border = 0.12): CellMedians {
  const n = rect.rows * rect.cols;
  const out: CellMedians = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const histogram = new Uint32Array(768);
  for (let row = 0; row < rect.rows; row += 1) {
    for (let col = 0; col < rect.cols; col += 1) {
      histogram.fill(0);
      const count = fillHistogram(rect, row, col, border, histogram);
      const cell = row * rect.cols + col;
      for (const c of [0, 1, 2] as const) out[c][cell] = medianOf(histogram, c * 256, count);
    }
  }
  return out;
}

function fillHistogram(rect: Rect, row: number, col: number, border: number, histogram: Uint32Array): number {
  const { cellPx, marginCells, width, rgb, valid } = rect;
  const inset = Math.round(border * cellPx);
  const left = Math.round((col + marginCells) * cellPx) + inset;
  const top = Math.round((row + marginCells) * cellPx) + inset;
  const side = Math.round(cellPx) - 2 * inset;
  let count = 0;
  for (let y = top; y < top + side; y += 1) {
    for (let x = left + (y & 1); x < left + side; x += 2) {
      const at = y * width + x;
      if (valid[at] === 0) continue;
      const p = at * 3;
      histogram[rgb[p]!]! += 1;
      histogram[256 + rgb[p + 1]!]! += 1;
      histogram[512 + rgb[p + 2]!]! += 1;
      count += 1;
    }
  }
  return count;
}

function medianOf(histogram: Uint32Array, from: number, count: number): number {
  if (count === 0) return Number.NaN;
  let seen = 0;
  for (let level = 0; level < 256; level += 1) {
    seen += histogram[from + level]!;
    if (2 * seen >= count) return level;
  }
  return 255;
}
