import { type CellScores, cellScores, scoringLab } from "../change/scores.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import type { Lab, LabColour } from "../image/lab.ts";
import { type CellLook, cellLook } from "../read/features.ts";
import { nearestOwner } from "../read/palette.ts";
import { balance, groundColour, pieceColour } from "../read/piece.ts";
import { whiteGains } from "../read/white.ts";
import type { CellReading, Palette, Point, Rect } from "../types.ts";

/** Look and piece colour of every cell, row by row. */
export interface CellColours {
  readonly looks: readonly CellLook[];
  readonly colours: readonly LabColour[];
}

/**
 * @param empty Cells believed empty and unchanged: they say what white is, and no piece is looked for on them.
 * @param shifts Of the window over each cell, in cells; none when absent.
 */
export function readColours(
  rect: Rect,
  lab: Lab,
  empty: readonly number[],
  shifts: readonly Point[] = [],
): CellColours {
  const balanced = balance(rect, whiteGains(rect, empty));
  const isEmpty = new Set(empty);
  const cells = Array.from({ length: rect.rows * rect.cols }, (_, i) => i);
  const shiftOf = (cell: number): Point => {
    const [x, y] = shifts[cell] ?? [0, 0];
    return [Math.round(x * rect.cellPx), Math.round(y * rect.cellPx)];
  };
  return {
    looks: cells.map((cell) => cellLook(rect, lab, cell, shiftOf(cell))),
    colours: cells.map((cell) => (isEmpty.has(cell) ? groundColour : pieceColour)(balanced, cell, shiftOf(cell))),
  };
}

/** The setup frame, relit to the same light, and which of its cells were empty. */
export interface EmptyFrame {
  readonly rect: Rect;
  readonly empty: readonly boolean[];
}

/** Readings of some cells: empty, a player's, or unknown. */
export function readCells(
  rect: Rect,
  lab: Lab,
  cells: readonly number[],
  colours: readonly LabColour[],
  palette: Palette,
  setup: EmptyFrame | undefined,
): readonly CellReading[] {
  const known = setup ? cells.filter((cell) => setup.empty[cell] === true) : [];
  const empties: CellScores | undefined =
    setup && known.length > 0 ? cellScores(setup.rect, scoringLab(setup.rect), rect, lab, known) : undefined;
  return cells.map((cell) => {
    const score = empties?.d[cell];
    const emptyScore = score === undefined || Number.isNaN(score) ? null : Math.round(score * 100) / 100;
    return readingOf(rect.cols, cell, colours[cell]!, palette, emptyScore);
  });
}

function readingOf(
  cols: number,
  cell: number,
  lab: LabColour,
  palette: Palette,
  emptyScore: number | null,
): CellReading {
  const { owner, distance, margin } = nearestOwner(lab, palette);
  const place = { col: cell % cols, row: Math.floor(cell / cols) };
  const [l, a, b] = lab.map((v) => Math.round(v * 10) / 10) as unknown as LabColour;
  const measured = {
    distance: Number.isFinite(distance) ? Math.round(distance * 100) / 100 : -1,
    ownerMargin: Math.round(margin * 1000) / 1000,
    lab: [l, a, b] as LabColour,
    emptyScore,
  };
  if (emptyScore !== null && emptyScore < VISION_DEFAULTS.reading.emptyScore) {
    return { ...place, kind: "empty", owner: null, ...measured };
  }
  const spread = palette.entries.find((entry) => entry.player === owner)?.spread ?? 0;
  const near = owner !== null && distance <= Math.max(VISION_DEFAULTS.reading.nearest, 4 * spread);
  return near
    ? { ...place, kind: "occupied", owner, ...measured }
    : { ...place, kind: "unknown", owner: null, ...measured };
}
