import { VISION_DEFAULTS } from "../defaults.ts";
import type { Lab, LabColour } from "../image/lab.ts";
import type { Point, Rect } from "../types.ts";

/** What a cell looks like: L median, standard deviation, 10th and 90th percentile; a and b median. */
export type CellLook = readonly [number, number, number, number, number, number];

/** Look of a cell over its inner area without the border of 12 %. @param shift Of the window, whole pixels. */
export function cellLook(rect: Rect, lab: Lab, cell: number, [dx, dy]: Point = [0, 0]): CellLook {
  const { cols, cellPx, marginCells, width } = rect;
  const inset = Math.round(VISION_DEFAULTS.score.border * cellPx);
  const left = Math.round(((cell % cols) + marginCells) * cellPx) + inset + dx;
  const top = Math.round((Math.floor(cell / cols) + marginCells) * cellPx) + inset + dy;
  const side = Math.round(cellPx) - 2 * inset;
  const n = side * side;
  const histogram = new Uint16Array(3 * LEVELS);
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0, i = (top + y) * width + left; x < side; x += 1, i += 1) {
      const v = lab.l[i]!;
      sum += v;
      squares += v * v;
      histogram[unsigned(v)]! += 1;
      histogram[LEVELS + signed(lab.a[i]!)]! += 1;
      histogram[2 * LEVELS + signed(lab.b[i]!)]! += 1;
    }
  }
  const at = (plane: number, share: number): number => levelAt(histogram, plane * LEVELS, Math.round(share * (n - 1)));
  const deviation = Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
  return [at(0, 0.5), deviation, at(0, 0.1), at(0, 0.9), at(1, 0.5) - 128, at(2, 0.5) - 128];
}

/** Levels of a channel in whole units, as a look is packed. */
const LEVELS = 256;

/** Level of the value that comes at a place when all are sorted. */
function levelAt(histogram: Uint16Array, from: number, place: number): number {
  let seen = 0;
  for (let level = 0; level < LEVELS; level += 1) {
    seen += histogram[from + level]!;
    if (seen > place) return level;
  }
  return LEVELS - 1;
}

/** Bytes per cell of a packed look: six numbers of the look, three of the piece colour. */
const BYTES = 9;

/** Looks and piece colours of all cells as base64: one byte each, L from 0, a and b signed, whole units. */
export function packLooks(looks: readonly CellLook[], colours: readonly LabColour[]): string {
  const bytes = new Uint8Array(looks.length * BYTES);
  looks.forEach((look, i) => {
    const colour = colours[i]!;
    [look[0], look[1], look[2], look[3]].forEach((v, k) => {
      bytes[i * BYTES + k] = unsigned(v);
    });
    bytes[i * BYTES + 4] = signed(look[4]);
    bytes[i * BYTES + 5] = signed(look[5]);
    bytes[i * BYTES + 6] = unsigned(colour[0]);
    bytes[i * BYTES + 7] = signed(colour[1]);
    bytes[i * BYTES + 8] = signed(colour[2]);
  });
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** What {@link packLooks} packed. */
export function unpackLooks(packed: string): {
  readonly looks: readonly CellLook[];
  readonly colours: readonly LabColour[];
} {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const looks: CellLook[] = [];
  const colours: LabColour[] = [];
  for (let p = 0; p + BYTES <= bytes.length; p += BYTES) {
    const u = (k: number): number => bytes[p + k]!;
    const s = (k: number): number => u(k) - 128;
    looks.push([u(0), u(1), u(2), u(3), s(4), s(5)]);
    colours.push([u(6), s(7), s(8)]);
  }
  return { looks, colours };
}

const unsigned = (v: number): number => Math.min(255, Math.max(0, Math.round(v)));
const signed = (v: number): number => Math.min(255, Math.max(0, Math.round(v) + 128));
