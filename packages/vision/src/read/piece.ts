import { VISION_DEFAULTS } from "../defaults.ts";
import { type LabColour, labOfColour } from "../image/lab.ts";
import { components, erode, type Mask } from "../image/mask.ts";
import { median } from "../image/stats.ts";
import type { Rect } from "../types.ts";
import { otsuThreshold } from "./otsu.ts";
import type { WhiteGains } from "./white.ts";

/** Radius of the disc around the centre of a cell that says which of two colours is the piece, in cells. */
const CORE_CELLS = 0.15;

/** The middle of one cell, white-referenced. */
interface Window {
  readonly side: number;
  /** `rgb[3 * (y * side + x) + channel]`, 0 to 255. */
  readonly rgb: Float32Array;
  readonly lab: readonly LabColour[];
}

/**
 * Colour of what lies in the middle of a cell (vision.md 6.9): the central 0.84 of the cell is split into two groups by
 * lightness and colourfulness; the group that holds the centre, without its rim, gives the median colour.
 *
 * Works for a coloured mark on a dark tile as for a plain disc on a board.
 */
export function pieceColour(rect: Rect, cell: number, gains: WhiteGains): LabColour {
  const window = cutWindow(rect, cell, gains);
  const mask = pieceMask(window, rect.cellPx);
  const picked = window.lab.filter((_, i) => mask.data[i] === 1);
  return medianColour(picked.length > 0 ? picked : window.lab);
}

/** Median of each channel. */
export function medianColour(colours: readonly LabColour[]): LabColour {
  return [median(colours.map((c) => c[0])), median(colours.map((c) => c[1])), median(colours.map((c) => c[2]))];
}

function cutWindow(rect: Rect, cell: number, gains: WhiteGains): Window {
  const { cols, cellPx, marginCells, width, rgb } = rect;
  const inset = ((1 - VISION_DEFAULTS.reading.window) / 2) * cellPx;
  const left = Math.round(((cell % cols) + marginCells) * cellPx + inset);
  const top = Math.round((Math.floor(cell / cols) + marginCells) * cellPx + inset);
  const side = Math.round(VISION_DEFAULTS.reading.window * cellPx);
  const out = new Float32Array(side * side * 3);
  const lab: LabColour[] = [];
  for (let y = 0, to = 0; y < side; y += 1) {
    for (let x = 0, p = ((top + y) * width + left) * 3; x < side; x += 1, p += 3, to += 3) {
      for (let c = 0; c < 3; c += 1) out[to + c] = Math.min(255, rgb[p + c]! * gains[c]!);
      lab.push(labOfColour(out[to]!, out[to + 1]!, out[to + 2]!));
    }
  }
  return { side, rgb: out, lab };
}

function pieceMask({ side, rgb, lab }: Window, cellPx: number): Mask {
  const strength = Float32Array.from(lab, ([, a, b], i) => {
    const value = Math.max(rgb[i * 3]!, rgb[i * 3 + 1]!, rgb[i * 3 + 2]!);
    return 0.5 * value + 1.6 * Math.hypot(a, b);
  });
  const threshold = otsuThreshold(strength);
  const high: Mask = { width: side, height: side, data: Uint8Array.from(strength, (v) => (v >= threshold ? 1 : 0)) };
  const group = coreShare(high, cellPx) >= 0.5 ? high : { ...high, data: high.data.map((v) => 1 - v) };
  const nearest = nearestToCentre(group);
  const inner = erode(nearest, 3);
  return inner.data.some((v) => v === 1) ? inner : nearest;
}

function coreShare({ width, data }: Mask, cellPx: number): number {
  const centre = (width - 1) / 2;
  const radius = CORE_CELLS * cellPx;
  let set = 0;
  let all = 0;
  for (let i = 0; i < data.length; i += 1) {
    if (Math.hypot((i % width) - centre, Math.floor(i / width) - centre) > radius) continue;
    all += 1;
    set += data[i]!;
  }
  return set / all;
}

function nearestToCentre(mask: Mask): Mask {
  const { width, height } = mask;
  const centre = (width - 1) / 2;
  let best = Number.POSITIVE_INFINITY;
  const data = new Uint8Array(mask.data.length);
  let chosen: Int32Array | undefined;
  for (const { pixels } of components(mask)) {
    let distance = Number.POSITIVE_INFINITY;
    for (const at of pixels) {
      distance = Math.min(distance, Math.hypot((at % width) - centre, Math.floor(at / width) - centre));
    }
    // At equal distance the larger component: a speck in the very centre is no piece.
    if (distance - pixels.length / 1e4 >= best) continue;
    best = distance - pixels.length / 1e4;
    chosen = pixels;
  }
  for (const at of chosen ?? []) data[at] = 1;
  return { width, height, data };
}
