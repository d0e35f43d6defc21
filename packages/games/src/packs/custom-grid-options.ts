/** Options of a `custom_grid` game: what people say about a board of their own. */
import { parseCell } from "../cells.ts";
import { errorAt, isRecord, type Problem, pointerToken } from "../problems.ts";
import type { GridSpec, PackManifest, Piece, Seat, SimpleMove } from "../types.ts";

/** Kinds of moves that make sense on a grid. */
export const GRID_MOVES = ["place", "remove", "move", "capture", "swap", "pass"] as const;

const FOOTPRINTS = ["flat", "cube", "disc", "tall", "base"] as const;
const ORDERS = ["alternate", "clockwise", "round", "free"] as const;
const MOST_CELLS = 40;

/** Options as they are used; wire names are snake_case. */
export interface CustomGridOptions {
  readonly board: GridSpec;
  /** The first type is what a photo is read as: a camera tells owners apart, not types. */
  readonly pieces: PackManifest["pieces"];
  readonly order: PackManifest["turn"]["order"];
  readonly moves: readonly SimpleMove["kind"][];
  readonly maxChangedCells: number;
  /** `mover`: new pieces belong to whoever moves. `any`: a move may lay pieces of every colour. */
  readonly owners: "mover" | "any";
  /** `photo`: read from the first photo; `fixed`: `start` is the position. */
  readonly setup: "fixed" | "photo";
  readonly start: readonly { readonly col: number; readonly row: number; readonly piece: Piece }[];
}

const KNOWN = [
  "rows",
  "cols",
  "points",
  "origin",
  "letters",
  "checkered",
  "piece_types",
  "order",
  "moves",
  "max_changed_cells",
  "owners",
  "setup",
  "made_from",
] as const;

type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads the options of a `custom_grid` game. Total: every fault is listed, and `options` has the default in its place.
 *
 * Keys: `rows`, `cols` 2–40 (default 8) · `points` `cells`/`intersections` · `origin` `top`/`bottom` · `letters`
 * `upper`/`lower` · `checkered` · `piece_types` [{id, name, footprint}] 1–24 · `order` · `moves` · `max_changed_cells`
 * 1–400 (default 6) · `owners` `mover`/`any` (default `any` when the order is free) · `setup` `photo`, `empty` or a list
 * of {cell, player, piece} · `made_from` (the pack of a user they come from).
 */
export function readCustomGridOptions(raw: Raw): {
  readonly options: CustomGridOptions;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  for (const key of Object.keys(raw)) {
    if (!(KNOWN as readonly string[]).includes(key))
      problems.push(errorAt(`/${pointerToken(key)}`, `There is no option "${key}". Known: ${KNOWN.join(", ")}.`));
  }
  const board: GridSpec = {
    kind: "grid",
    rows: whole(raw, "rows", 2, MOST_CELLS, 8, problems),
    cols: whole(raw, "cols", 2, MOST_CELLS, 8, problems),
    points: oneOf(raw, "points", ["cells", "intersections"], "cells", problems),
    origin: oneOf(raw, "origin", ["top", "bottom"], "top", problems),
    letters: oneOf(raw, "letters", ["upper", "lower"], "upper", problems),
    ...(flag(raw, "checkered", problems) ? { checkered: true } : {}),
  };
  const pieces = readPieceTypes(raw["piece_types"], problems);
  const order = oneOf(raw, "order", ORDERS, "clockwise", problems);
  const options: CustomGridOptions = {
    board,
    pieces,
    order,
    moves: readMoves(raw["moves"], problems),
    maxChangedCells: whole(raw, "max_changed_cells", 1, 400, 6, problems),
    owners: oneOf(raw, "owners", ["mover", "any"], order === "free" ? "any" : "mover", problems),
    ...readSetup(raw["setup"], board, pieces, problems),
  };
  return { options, problems };
}

function whole(raw: Raw, key: string, min: number, max: number, otherwise: number, problems: Problem[]): number {
  const value = raw[key];
  if (value === undefined) return otherwise;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  problems.push(errorAt(`/${key}`, `"${key}" must be a whole number from ${min} to ${max}.`));
  return otherwise;
}

function oneOf<const T extends string>(
  raw: Raw,
  key: string,
  allowed: readonly T[],
  otherwise: NoInfer<T>,
  problems: Problem[],
): T {
  const value = raw[key];
  if (value === undefined) return otherwise;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) problems.push(errorAt(`/${key}`, `"${key}" must be one of: ${allowed.join(", ")}.`));
  return found ?? otherwise;
}

function flag(raw: Raw, key: string, problems: Problem[]): boolean {
  const value = raw[key];
  if (value === undefined || typeof value === "boolean") return value ?? false;
  problems.push(errorAt(`/${key}`, `"${key}" must be true or false.`));
  return false;
}

function readMoves(value: unknown, problems: Problem[]): readonly SimpleMove["kind"][] {
  if (value === undefined) return ["place", "pass"];
  if (!Array.isArray(value) || value.length === 0) {
    problems.push(errorAt("/moves", `"moves" must list at least one of: ${GRID_MOVES.join(", ")}.`));
    return ["place", "pass"];
  }
  const found = value.map((item: unknown, at) => {
    const kind = GRID_MOVES.find((candidate) => candidate === item);
    if (!kind) problems.push(errorAt(`/moves/${at}`, `A move must be one of: ${GRID_MOVES.join(", ")}.`));
    return kind;
  });
  return [...new Set(found.filter((kind) => kind !== undefined))];
}

function readPieceTypes(value: unknown, problems: Problem[]): PackManifest["pieces"] {
  const otherwise = [{ id: "piece", name: "Piece", footprint: "flat" as const }];
  if (value === undefined) return otherwise;
  if (!Array.isArray(value) || value.length === 0 || value.length > 24) {
    problems.push(errorAt("/piece_types", `"piece_types" must list 1 to 24 kinds of pieces.`));
    return otherwise;
  }
  const seen = new Set<string>();
  const types = value.flatMap((item: unknown, at) => {
    const found = readPieceType(item, `/piece_types/${at}`, problems);
    if (!found) return [];
    if (seen.has(found.id)) problems.push(errorAt(`/piece_types/${at}/id`, `"${found.id}" is listed twice.`));
    seen.add(found.id);
    return [found];
  });
  return types.length > 0 ? types : otherwise;
}

function readPieceType(item: unknown, pointer: string, problems: Problem[]): PackManifest["pieces"][number] | null {
  const id = isRecord(item) ? item["id"] : undefined;
  const name = isRecord(item) ? (item["name"] ?? id) : undefined;
  const wanted = isRecord(item) ? (item["footprint"] ?? "flat") : undefined;
  const footprint = FOOTPRINTS.find((candidate) => candidate === wanted);
  if (typeof id !== "string" || !/^[a-z][a-z0-9_]{0,39}$/.test(id)) {
    problems.push(errorAt(`${pointer}/id`, "The id of a piece must be lower-case letters, digits and _, at most 40."));
    return null;
  }
  if (typeof name !== "string" || name.length < 1 || name.length > 60) {
    problems.push(errorAt(`${pointer}/name`, "The name of a piece must have 1 to 60 characters."));
    return null;
  }
  if (!footprint) {
    problems.push(errorAt(`${pointer}/footprint`, `"footprint" must be one of: ${FOOTPRINTS.join(", ")}.`));
    return null;
  }
  return { id, name, footprint };
}

function readSetup(
  value: unknown,
  board: GridSpec,
  pieces: PackManifest["pieces"],
  problems: Problem[],
): Pick<CustomGridOptions, "setup" | "start"> {
  if (value === undefined || value === "photo") return { setup: "photo", start: [] };
  if (value === "empty") return { setup: "fixed", start: [] };
  if (!Array.isArray(value)) {
    problems.push(errorAt("/setup", `"setup" must be "photo", "empty" or a list of {cell, player, piece}.`));
    return { setup: "photo", start: [] };
  }
  const taken = new Set<string>();
  const start = value.flatMap((item: unknown, at) => {
    const found = readStart(item, board, pieces, `/setup/${at}`, problems);
    if (!found) return [];
    const key = `${found.col},${found.row}`;
    if (taken.has(key)) problems.push(errorAt(`/setup/${at}/cell`, "Two pieces stand on this cell."));
    taken.add(key);
    return [found];
  });
  return { setup: "fixed", start };
}

function readStart(
  item: unknown,
  board: GridSpec,
  pieces: PackManifest["pieces"],
  pointer: string,
  problems: Problem[],
): CustomGridOptions["start"][number] | null {
  const cell = isRecord(item) && typeof item["cell"] === "string" ? parseCell(board, item["cell"]) : null;
  const player: unknown = isRecord(item) ? (item["player"] ?? null) : null;
  const type: unknown = isRecord(item) ? (item["piece"] ?? pieces[0]?.id) : undefined;
  if (!cell) {
    problems.push(errorAt(`${pointer}/cell`, "This cell is not on the board."));
    return null;
  }
  if (player !== null && !isSeat(player)) {
    problems.push(errorAt(`${pointer}/player`, "A player must be a seat from 1 to 12, or null for nobody's piece."));
    return null;
  }
  const known = pieces.find((piece) => piece.id === type);
  if (!known) {
    problems.push(
      errorAt(`${pointer}/piece`, `A piece must be one of: ${pieces.map((piece) => piece.id).join(", ")}.`),
    );
    return null;
  }
  return { ...cell, piece: { type: known.id, player } };
}

const isSeat = (value: unknown): value is Seat =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 12;
