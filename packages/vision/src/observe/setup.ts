import type { GridSpec, Seat } from "@wopr/games";
import { cellMedians } from "../change/cell-medians.ts";
import { scoringLab } from "../change/scores.ts";
import { fitSurface, surfaceAt, unitOf } from "../change/surface.ts";
import { lookLogLikelihood, modelOfLooks } from "../decide/classes.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import { type LabColour, labOfColour } from "../image/lab.ts";
import { lumaAtLongSide } from "../image/luma.ts";
import { measureQuality } from "../image/quality.ts";
import type { CellLook } from "../read/features.ts";
import { colourDistance, nearestOwner } from "../read/palette.ts";
import type { CellReading, Palette, Quality, Rect } from "../types.ts";
import { asFrame, type Frame, type LocatedImage } from "./frame.ts";
import { readColours } from "./readings.ts";

/** What {@link readSetup} reads. */
export interface SetupInput {
  readonly photo: LocatedImage;
  readonly board: GridSpec;
  readonly palette: Palette;
  /** Pieces the person tapped: they also show what an occupied cell looks like. */
  readonly taps?: readonly { readonly cell: number; readonly player: Seat }[];
}

/** A first photo read alone. */
export interface SetupReading {
  /** Every cell, row by row: empty, a player's, or unknown for a person to say. */
  readonly readings: readonly CellReading[];
  readonly quality: Quality;
  readonly frame: Frame;
}

/** A cell this close to the colour of the board around it is empty, Lab units. */
const NEAR_BOARD = 12;
/** A plain cell looks like the other plain ones, nats. */
const UNLIKE_PLAIN = -5;
/** How far a piece may lie outside what the tapped pieces show, per feature of a {@link CellLook}. */
const TOLERANCE: CellLook = [25, 15, 25, 25, 12, 12];

/**
 * Reads a first photo, when there is none to compare with (vision.md 6.9). A guess for a person to confirm: printed
 * boards have cells that look like pieces.
 */
export function readSetup({ photo, board, palette, taps = [] }: SetupInput): SetupReading {
  const frame = asFrame(photo, board);
  const quality = measureQuality(photo.image, lumaAtLongSide(photo.image, 800));
  const background = boardColours(frame.rect, board);
  const plain = Array.from(background.keys()).filter((cell) => background[cell]! <= NEAR_BOARD);
  const { looks, colours } = readColours(frame.rect, scoringLab(frame.rect), plain);
  const tapped = taps.map(({ cell }) => looks[cell]).filter((look) => look !== undefined);
  const noise = plain.length > 0 ? modelOfLooks(plain.map((cell) => looks[cell]!)) : undefined;
  const readings = looks.map((look, cell) => {
    const place = { row: Math.floor(cell / board.cols), col: cell % board.cols };
    const lab = colours[cell]!;
    const plainLook = !noise || lookLogLikelihood(look, noise) > UNLIKE_PLAIN;
    const isPlain = background[cell]! <= NEAR_BOARD && plainLook;
    const like = tapped.length === 0 ? undefined : isLike(look, tapped);
    return { ...place, ...readAlone(lab, isPlain, like, palette) };
  });
  return { readings, quality, frame };
}

/** @param like Whether the cell looks like the tapped pieces; `undefined` when none was tapped. */
function readAlone(lab: LabColour, plain: boolean, like: boolean | undefined, palette: Palette) {
  const { owner, distance, margin } = nearestOwner(lab, palette);
  const measured = { lab, distance: Number.isFinite(distance) ? distance : -1, ownerMargin: margin, emptyScore: null };
  const spread = palette.entries.find((entry) => entry.player === owner)?.spread ?? 0;
  const near = distance <= Math.max(VISION_DEFAULTS.reading.nearest, 4 * spread);
  if (owner !== null && (like ?? (near && !plain))) return { kind: "occupied" as const, owner, ...measured };
  if (plain || like === false) return { kind: "empty" as const, owner: null, ...measured };
  return { kind: "unknown" as const, owner: null, ...measured };
}

/** Whether a look lies within what the tapped pieces show, feature by feature. */
function isLike(look: CellLook, tapped: readonly CellLook[]): boolean {
  return look.every((v, f) => {
    const values = tapped.map((other) => other[f]!);
    return v >= Math.min(...values) - TOLERANCE[f]! && v <= Math.max(...values) + TOLERANCE[f]!;
  });
}

/** Distance of every cell from a smooth surface through the board's colour (one per square colour), Lab units. */
function boardColours(rect: Rect, board: GridSpec): Float64Array {
  const { rows, cols } = rect;
  const medians = cellMedians(rect);
  const out = new Float64Array(rows * cols).fill(Number.POSITIVE_INFINITY);
  const parities = board.checkered === true ? [0, 1] : [undefined];
  for (const parity of parities) {
    const isMine = (cell: number): boolean =>
      parity === undefined || (Math.floor(cell / cols) + (cell % cols)) % 2 === parity;
    const surfaces = medians.map((levels) => {
      const mine = levels.map((level, cell) => (isMine(cell) ? level : Number.NaN));
      return fitSurface(mine, rows, cols, 6, VISION_DEFAULTS.relight.rounds);
    });
    for (let cell = 0; cell < out.length; cell += 1) {
      if (!isMine(cell)) continue;
      const x = unitOf(cell % cols, cols);
      const y = unitOf(Math.floor(cell / cols), rows);
      const [red, green, blue] = surfaces.map((s) => (s ? surfaceAt(s, x, y) : Number.NaN));
      const expected = labOfColour(red!, green!, blue!);
      const seen = labOfColour(medians[0][cell]!, medians[1][cell]!, medians[2][cell]!);
      out[cell] = colourDistance(seen, expected);
    }
  }
  return out;
}

/** Position as a first reading has it, for a form to confirm; unknown cells count as empty. */
export function positionOfReadings(readings: readonly CellReading[]): readonly (Seat | null)[] {
  return readings.map(({ kind, owner }) => (kind === "occupied" ? owner : null));
}
