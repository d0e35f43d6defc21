import type { GridSpec } from "@wopr/games";
import { z } from "zod";
import type { CornersOption, PlayerOption } from "../game/options.ts";
import { largestChange, type PlannedPhoto, type ReplayPlan } from "./plan.ts";
import { canonicalCell, type Position } from "./position.ts";

const Point = z.tuple([z.number(), z.number()]);
const Four = z.tuple([Point, Point, Point, Point]);
/** `[[x, y] × 4]` or `{px: [[x, y] × 4]}`. */
const Corners = z.union([Four, z.object({ px: Four }).transform(({ px }) => px)]);

const Cell = z.object({
  row: z.int().min(1),
  col: z.union([z.int().min(1), z.string().regex(/^[A-Za-z]{1,2}$/)]),
  colour: z.string().optional(),
  color: z.string().optional(),
  player: z.union([z.int(), z.string()]).optional(),
  letter: z.string().optional(),
});
type Cell = z.infer<typeof Cell>;

const Frame = z.object({
  file: z.string().min(1),
  placed: z.array(Cell).optional(),
  removed: z.array(Cell).optional(),
  board: z.array(z.string()).optional(),
  corners: Corners.optional(),
  grid_corners: Corners.optional(),
});
type Frame = z.infer<typeof Frame>;

const Truth = z.object({
  game: z.string().optional(),
  grid: z.object({ rows: z.int().min(2).max(40), cols: z.int().min(2).max(40) }).optional(),
  corners: Corners.optional(),
  initial: z.array(Cell).optional(),
  frames: z.array(Frame).min(1),
  /** Photos between the others that show nothing: something hides the board. */
  retakes: z.array(z.object({ file: z.string().min(1), photo_before: z.string() })).default([]),
});
type Truth = z.infer<typeof Truth>;

/** Colours of the signs in `board` strings; `.` and space are empty. */
const SIGNS: Readonly<Record<string, string>> = { B: "black", W: "white" };
/** What all pieces of a game are called whose truth tells them apart by letters only: one colour to a camera. */
const LETTERS: Readonly<{ name: string; color: string }> = { name: "Letters", color: "ivory" };

/** A table that is set already. */
export interface Seated {
  readonly players: readonly PlayerOption[];
  readonly pieceType: string;
}

/** What came of reading a truth file. */
export type ReadTruth = { readonly ok: true; readonly plan: ReplayPlan } | { readonly ok: false; readonly why: string };

/**
 * Reads a recorded game: tile moves (cells with a colour), letter moves (cells with a letter; the first photo is the
 * set-up) or full boards (frames with `board` strings). Everything else is refused with what would read it.
 *
 * @param seated Who sits where, when the game exists already; else colours take seats in order of appearance.
 */
export function readTruth(description: unknown, seated?: Seated): ReadTruth {
  const foreign = whyForeign(description);
  if (foreign) return { ok: false, why: foreign };
  const parsed = Truth.safeParse(description);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, why: `truth.json at ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong shape"}.` };
  }
  const truth = parsed.data;
  const grid = gridOf(truth);
  if (!grid) return { ok: false, why: "truth.json says neither a grid nor full boards." };
  const first = truth.frames[0];
  if (!truth.corners && !first?.corners && !first?.grid_corners)
    return { ok: false, why: "truth.json does not say where the corners of the board lie." };
  return planOf(truth, grid, seated);
}

/** Formats of the same family that are no game from the first photo to the last. */
function whyForeign(description: unknown): string | undefined {
  const record = (description ?? {}) as { pairs?: unknown; frames?: unknown };
  const frames = Array.isArray(record.frames) ? (record.frames as Record<string, unknown>[]) : [];
  if (record.pairs) return "it holds pairs of photos, not one game from its first photo to its last.";
  if (frames.some((frame) => frame?.["hand"] !== undefined && frame["placed"] === undefined))
    return 'it holds single photos with and without hands, not one game. Measure it with "wopr vision bench".';
  if (frames.some((frame) => frame?.["cubes"] !== undefined))
    return "it is a board of zones, which is not replayed yet.";
  if (frames.some((frame) => frame?.["markers"] !== undefined && frame["board"] === undefined))
    return "it holds photos of markers, not a game.";
  return undefined;
}

function gridOf({ grid, frames }: Truth): GridSpec | undefined {
  const base = { kind: "grid", origin: "top", letters: "upper" } as const;
  if (grid) return { ...base, rows: grid.rows, cols: grid.cols, points: "cells" };
  const board = frames.find((frame) => frame.board)?.board;
  const [row] = board ?? [];
  return board && row ? { ...base, rows: board.length, cols: row.length, points: "intersections" } : undefined;
}

function planOf(truth: Truth, grid: GridSpec, seated: Seated | undefined): ReadTruth {
  const colours = coloursOf(truth);
  const players = seated?.players ?? colours.map(playerOf);
  const unseated = colours.filter((colour) => !players.some((player) => player.color === colour));
  if (unseated.length > 0) return { ok: false, why: `nobody at the table plays ${unseated.join(" or ")}.` };
  if (players.length === 0) return { ok: false, why: "truth.json names no piece." };
  if (players.length > 12)
    return { ok: false, why: `truth.json names ${players.length} colours; a game has at most 12.` };
  const photos = photosOf(truth, grid, players);
  if (typeof photos === "string") return { ok: false, why: photos };
  const { rows, cols, points } = grid;
  const packOptions = {
    ...{ rows, cols, points, order: "free", owners: "any", setup: "photo", moves: ["place", "remove", "pass"] },
    max_changed_cells: Math.max(6, largestChange(photos)),
  };
  const pieceType = seated?.pieceType ?? "piece";
  const title = truth.game ?? "Recorded game";
  return { ok: true, plan: { title, gameType: "custom_grid", grid, packOptions, players, pieceType, photos } };
}

function photosOf(truth: Truth, grid: GridSpec, players: readonly PlayerOption[]): readonly PlannedPhoto[] | string {
  const seatOf = (colour: string) => players.find((player) => player.color === colour)?.position ?? 0;
  let position: Position = new Map();
  const photos: PlannedPhoto[] = [];
  for (const [i, frame] of truth.frames.entries()) {
    const next = positionAfter(position, frame, i === 0 ? (truth.initial ?? []) : [], { grid, seatOf });
    if (typeof next === "string") return `${frame.file}: ${next}`;
    position = next;
    const corners: CornersOption | undefined =
      frame.corners ?? frame.grid_corners ?? (i === 0 ? truth.corners : undefined);
    photos.push({ file: frame.file, truth: position, ...(corners ? { corners } : {}) });
    for (const { file, photo_before } of truth.retakes) {
      if (photo_before === frame.file) photos.push({ file, truth: position, hidden: true });
    }
  }
  return photos;
}

const playerOf = (colour: string, i: number): PlayerOption => ({
  name: colour === LETTERS.color ? LETTERS.name : colour[0]!.toUpperCase() + colour.slice(1),
  position: i + 1,
  color: colour,
});

function positionAfter(
  before: Position,
  frame: Frame,
  initial: readonly Cell[],
  { grid, seatOf }: { readonly grid: GridSpec; readonly seatOf: (colour: string) => number },
): Position | string {
  const after = new Map(before);
  if (frame.board) return boardPosition(frame.board, grid, seatOf);
  for (const cell of frame.removed ?? []) {
    const name = nameOf(cell, grid);
    if (!name) return outside(cell, grid);
    if (!after.delete(name)) return `truth.json takes a piece from ${name}, where none lies.`;
  }
  for (const cell of [...initial, ...(frame.placed ?? [])]) {
    const name = nameOf(cell, grid);
    if (!name) return outside(cell, grid);
    if (after.has(name)) return `truth.json lays a second piece on ${name}.`;
    after.set(name, seatOf(colourOf(cell)));
  }
  return after;
}

const outside = (cell: Cell, { rows, cols }: GridSpec) =>
  `truth.json names row ${cell.row}, column ${cell.col}, which is not on a board of ${rows} × ${cols}.`;

function boardPosition(
  board: readonly string[],
  grid: GridSpec,
  seatOf: (colour: string) => number,
): Position | string {
  if (board.length !== grid.rows || board.some((row) => row.length !== grid.cols))
    return `its board is not ${grid.rows} rows of ${grid.cols} signs.`;
  const position = new Map<string, number>();
  for (const [row, signs] of board.entries()) {
    for (const [col, sign] of [...signs].entries()) {
      const colour = SIGNS[sign.toUpperCase()];
      if (colour) position.set(nameOf({ row: row + 1, col: col + 1 }, grid)!, seatOf(colour));
      else if (sign !== "." && sign !== " ") return `its board holds the unknown sign "${sign}".`;
    }
  }
  return position;
}

function nameOf(cell: Pick<Cell, "row" | "col">, grid: GridSpec): string | undefined {
  const letters = typeof cell.col === "number" ? columnLetters(cell.col) : cell.col;
  return canonicalCell(grid, `${letters}${cell.row}`);
}

/** 1 → `A`, 27 → `AA`. */
function columnLetters(column: number): string {
  const head = column > 26 ? columnLetters(Math.floor((column - 1) / 26)) : "";
  return head + String.fromCharCode(65 + ((column - 1) % 26));
}

function colourOf(cell: Cell): string {
  if (cell.letter !== undefined) return LETTERS.color;
  return cell.colour ?? cell.color ?? (cell.player === undefined ? LETTERS.color : `player ${cell.player}`);
}

/** Colours in the order they appear: the first is seat 1. */
function coloursOf({ initial = [], frames }: Truth): readonly string[] {
  const cells = [...initial, ...frames.flatMap((frame) => frame.placed ?? [])];
  const signs = frames.flatMap((frame) => [...(frame.board ?? []).join("")]);
  const ofBoards = Object.keys(SIGNS).filter((sign) => signs.some((found) => found.toUpperCase() === sign));
  return [...new Set([...cells.map(colourOf), ...ofBoards.map((sign) => SIGNS[sign]!)])];
}
