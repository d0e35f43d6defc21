import { VISION_DEFAULTS } from "../defaults.ts";
import { type Lab, type LabColour, labOf } from "../image/lab.ts";
import { components, erode, type Mask } from "../image/mask.ts";
import { median, quantileOfSorted } from "../image/stats.ts";
import type { Point, Rect } from "../types.ts";
import { otsuThreshold } from "./otsu.ts";
import type { WhiteGains } from "./white.ts";

/** A range of strengths below this is noise. */
const UNIFORM = 16;

/** A rectified frame without the colour cast of its board. */
export interface Balanced {
  readonly rect: Rect;
  readonly gains: WhiteGains;
  /** Of the frame with the gains applied. */
  readonly lab: Lab;
}

/** Takes the colour cast of the board away. */
export const balance = (rect: Rect, gains: WhiteGains): Balanced => ({ rect, gains, lab: labOf(rect, gains) });

/**
 * Colour of the piece on a cell (vision.md 6.9): the central 0.84 of the cell is split into two groups by lightness and
 * colourfulness; the group that lies nearer to the centre, without its rim, gives the median colour.
 *
 * Works for a coloured mark on a dark tile as for a plain disc on a board.
 *
 * @param shift Of the window, whole pixels.
 */
export function pieceColour(photo: Balanced, cell: number, shift: Point = [0, 0]): LabColour {
  const { pixels, side } = windowOf(photo.rect, cell, shift);
  const strength = strengthOf(photo, pixels);
  // A cell of one colour has no figure, and most cells of a board are empty.
  if (rangeOf(strength) < UNIFORM) return medianAt(photo.lab, pixels);
  const mask = pieceMask(strength, side);
  const picked = pixels.filter((_, i) => mask.data[i] === 1);
  return medianAt(photo.lab, picked);
}

/** Colour of a cell on which nothing lies: the median of some of its pixels. @param shift As for {@link pieceColour}. */
export function groundColour({ rect, lab }: Balanced, cell: number, shift: Point = [0, 0]): LabColour {
  const { pixels } = windowOf(rect, cell, shift);
  // Every fifth pixel lies on another column in every row.
  return medianAt(
    lab,
    pixels.filter((_, i) => i % 5 === 0),
  );
}

/** Median of each channel. */
export function medianColour(colours: readonly LabColour[]): LabColour {
  return [median(colours.map((c) => c[0])), median(colours.map((c) => c[1])), median(colours.map((c) => c[2]))];
}

function medianAt({ l, a, b }: Lab, pixels: Int32Array): LabColour {
  const values = new Float32Array(pixels.length);
  const of = (plane: Float32Array): number => {
    for (let i = 0; i < pixels.length; i += 1) values[i] = plane[pixels[i]!]!;
    return quantileOfSorted(values.sort(), 0.5);
  };
  // Brighter than white is white: looks are kept in bytes.
  return [Math.min(255, of(l)), of(a), of(b)];
}

/** Pixels of the middle of a cell, row by row. */
function windowOf({ cols, cellPx, marginCells, width }: Rect, cell: number, [dx, dy]: Point) {
  const { window } = VISION_DEFAULTS.reading;
  const inset = ((1 - window) / 2) * cellPx;
  const left = Math.round(((cell % cols) + marginCells) * cellPx + inset) + dx;
  const top = Math.round((Math.floor(cell / cols) + marginCells) * cellPx + inset) + dy;
  const side = Math.round(window * cellPx);
  const pixels = new Int32Array(side * side);
  for (let y = 0, i = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1, i += 1) pixels[i] = (top + y) * width + left + x;
  }
  return { pixels, side };
}

/** 0.5 · value + 1.6 · chroma of every pixel: what stands out from a dark tile or a pale board. */
function strengthOf({ rect, gains, lab }: Balanced, pixels: Int32Array): Float32Array {
  const { rgb } = rect;
  const strength = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i += 1) {
    const at = pixels[i]!;
    const p = at * 3;
    const a = lab.a[at]!;
    const b = lab.b[at]!;
    strength[i] =
      0.5 * Math.max(rgb[p]! * gains[0], rgb[p + 1]! * gains[1], rgb[p + 2]! * gains[2]) +
      1.6 * Math.sqrt(a * a + b * b);
  }
  return strength;
}

function rangeOf(values: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return high - low;
}

function pieceMask(strength: Float32Array, side: number): Mask {
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
