import type { Seat } from "@wopr/games";
import { type LabColour, labOfColour } from "../image/lab.ts";
import { median } from "../image/stats.ts";
import type { Rect } from "../types.ts";

/** The colour of a player's pieces on this very photo, channels 0 to 255. */
export interface OwnerColour {
  readonly player: Seat;
  readonly rgb: readonly [number, number, number];
}

/** Share of the light that faces of a piece and shadows on the board get. */
const PIECE_LIGHT = [1.35, 1.15, 1, 0.8, 0.62, 0.45, 0.32] as const;
const BOARD_LIGHT = [1.2, 1, 0.8, 0.6, 0.45] as const;
/** Farther than this from every face of a piece is no piece, Lab units with weights (0.35, 1, 1). */
const FARTHEST = 20;

/** Pixels of players: index into the list of colours plus one, 0 for everything else. */
export type Labels = Uint8Array;

/** A part of a picture: columns from `left` to before `right`, rows from `top` to before `bottom`. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Labels the pixels of an area by whose piece they show: nearest to a colour of a player in light or shade, unless the
 * board around it is nearer.
 *
 * @param inside Whether the pixel of an index is to be labelled.
 * @param ground Colours of the board in this area.
 * @param labels Written to.
 */
export function labelPixels(
  { rgb, valid, width }: Rect,
  box: Box,
  inside: (index: number) => boolean,
  colours: readonly OwnerColour[],
  ground: readonly (readonly [number, number, number])[],
  labels: Labels,
): void {
  const table = labelTable(colours, ground);
  for (let y = box.top; y < box.bottom; y += 1) {
    for (let i = y * width + box.left; i < y * width + box.right; i += 1) {
      if (valid[i] === 0 || !inside(i)) continue;
      const p = 3 * i;
      const label = table((rgb[p]! >> 2) * 4096 + (rgb[p + 1]! >> 2) * 64 + (rgb[p + 2]! >> 2));
      if (label > 0) labels[i] = label;
    }
  }
}

/** Colours to labels, worked out once per colour that occurs, in steps of four levels. */
function labelTable(colours: readonly OwnerColour[], ground: readonly (readonly [number, number, number])[]) {
  const known = new Uint8Array(64 ** 3).fill(255);
  const pieces = colours.flatMap(({ rgb }, i) => PIECE_LIGHT.map((gain) => ({ lab: lit(rgb, gain), label: i + 1 })));
  const board = ground.flatMap((rgb) => BOARD_LIGHT.map((gain) => ({ lab: lit(rgb, gain), label: 0 })));
  const candidates = [...pieces, ...board];
  return (key: number): number => {
    const before = known[key]!;
    if (before !== 255) return before;
    const lab = labOfColour((key >> 12) * 4 + 2, ((key >> 6) & 63) * 4 + 2, (key & 63) * 4 + 2);
    let best = 0;
    let least = FARTHEST;
    for (const candidate of candidates) {
      const distance = apart(lab, candidate.lab);
      if (distance >= least) continue;
      least = distance;
      best = candidate.label;
    }
    known[key] = best;
    return best;
  };
}

const apart = (a: LabColour, b: LabColour): number => Math.hypot(0.35 * (a[0] - b[0]), a[1] - b[1], a[2] - b[2]);

/** A colour in more or less light; levels follow light to the power of 1/2.2. */
function lit(rgb: readonly [number, number, number], gain: number): LabColour {
  const k = gain ** (1 / 2.2);
  return labOfColour(Math.min(255, rgb[0] * k), Math.min(255, rgb[1] * k), Math.min(255, rgb[2] * k));
}

/** Middle colour of an area, channels 0 to 255, of every third pixel. NaN when it is empty. */
export function medianRgb(
  { rgb, width }: Rect,
  box: Box,
  inside: (index: number) => boolean = () => true,
): readonly [number, number, number] {
  const values: [number[], number[], number[]] = [[], [], []];
  for (let y = box.top; y < box.bottom; y += 1) {
    for (let i = y * width + box.left + (y % 3); i < y * width + box.right; i += 3) {
      if (!inside(i)) continue;
      for (const c of [0, 1, 2] as const) values[c].push(rgb[3 * i + c]!);
    }
  }
  return [median(values[0]), median(values[1]), median(values[2])];
}
