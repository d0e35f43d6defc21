import { VISION_DEFAULTS } from "../defaults.ts";
import { type LabColour, labOfColour } from "../image/lab.ts";
import { components, erode, type Mask } from "../image/mask.ts";
import { median } from "../image/stats.ts";
import type { Rect } from "../types.ts";
import { otsuThreshold } from "./otsu.ts";
import type { WhiteGains } from "./white.ts";

/** The middle of one cell, white-referenced. */
interface Window {
  readonly side: number;
  /** `rgb[3 * (y * side + x) + channel]`, 0 to 255. */
  readonly rgb: Float32Array;
  readonly lab: readonly LabColour[];
}

/**
 * Colour of the piece on a cell (vision.md 6.9): the central 0.84 of the cell is split into two groups by lightness and
 * colourfulness; the group that lies nearer to the centre, without its rim, gives the median colour.
 *
 * Works for a coloured mark on a dark tile as for a plain disc on a board.
 */
export function pieceColour(rect: Rect, cell: number, gains: WhiteGains): LabColour {
  const window = cutWindow(rect, cell, gains);
  const mask = pieceMask(window);
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

function pieceMask({ side, rgb, lab }: Window): Mask {
  const strength = Float32Array.from(lab, ([, a, b], i) => {
    const value = Math.max(rgb[i * 3]!, rgb[i * 3 + 1]!, rgb[i * 3 + 2]!);
    return 0.5 * value + 1.6 * Math.hypot(a, b);
  });
  const threshold = otsuThreshold(strength);
  const high: Mask = { width: side, height: side, data: Uint8Array.from(strength, (v) => (v >= threshold ? 1 : 0)) };
  const group = isInner(high) ? high : { ...high, data: high.data.map((v) => 1 - v) };
  const nearest = nearestToCentre(group);
  const inner = erode(nearest, 3);
  return inner.data.some((v) => v === 1) ? inner : nearest;
}

/** Whether the set pixels lie nearer to the centre than the clear ones: a figure lies within its ground. */
function isInner({ width, data }: Mask): boolean {
  const centre = (width - 1) / 2;
  let set = 0;
  let setSum = 0;
  let clearSum = 0;
  for (let i = 0; i < data.length; i += 1) {
    const distance = Math.hypot((i % width) - centre, Math.floor(i / width) - centre);
    set += data[i]!;
    if (data[i] === 1) setSum += distance;
    else clearSum += distance;
  }
  return set === data.length || (set > 0 && setSum / set <= clearSum / (data.length - set));
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
