/** Carries out moves on a position. Says what is in the way instead of throwing. */
import { parseCell } from "../cells.ts";
import { playerKey } from "../labels.ts";
import type { Applied, CellRef, GameState, GridSpec, Move, Piece, SimpleMove } from "../types.ts";
import type { GenericSettings } from "./settings.ts";
import { partsOf } from "./turns.ts";

type Rows = readonly (readonly (Piece | null)[])[];

const conflict = (reason: string): Applied => ({ ok: false, conflict: reason });

/** Applies a move to the board alone; the turn stays. A composite move applies whole or not at all. */
export function applyToBoard(settings: GenericSettings, state: GameState, move: Move): Applied {
  let current = state;
  for (const part of partsOf(move)) {
    const applied = applyPart(settings, current, part);
    if (!applied.ok) return applied;
    current = applied.state;
  }
  return { ok: true, state: current };
}

function applyPart(settings: GenericSettings, state: GameState, move: SimpleMove): Applied {
  switch (move.kind) {
    case "pass":
      return { ok: true, state };
    case "count":
      return applyCount(settings, state, move);
    case "track":
      return applyTrack(settings, state, move);
    case "relocate":
      return applyRelocate(settings, state, move);
    case "place":
    case "remove":
    case "move":
    case "capture":
    case "swap":
      return applyOnGrid(settings, state, move);
    default:
      return conflict(`This version knows no move of kind "${(move satisfies never as SimpleMove).kind}".`);
  }
}

type GridMove = Extract<SimpleMove, { kind: "place" | "remove" | "move" | "capture" | "swap" }>;

function applyOnGrid(settings: GenericSettings, state: GameState, move: GridMove): Applied {
  const { board } = settings;
  const rows = state.grid;
  if (board.kind !== "grid" || !rows) return conflict("This board has no cells.");
  const cells = cellsNamed(board, move);
  if (typeof cells === "string") return conflict(cells);
  const outcome = changeRows(settings, rows, move, cells);
  return typeof outcome === "string" ? conflict(outcome) : { ok: true, state: { ...state, grid: outcome } };
}

/** Names of the cells a move speaks of, in the order {@link changeRows} reads them. */
function namesIn(move: GridMove): readonly string[] {
  switch (move.kind) {
    case "place":
      return [move.to];
    case "remove":
      return [move.from];
    case "move":
      return [move.from, move.to];
    case "capture":
      return [move.from, move.to, move.captured ?? move.to];
    case "swap":
      return [move.a, move.b];
  }
}

function cellsNamed(board: GridSpec, move: GridMove): readonly CellRef[] | string {
  const cells: CellRef[] = [];
  for (const name of namesIn(move)) {
    const cell = parseCell(board, name);
    if (!cell) return `There is no cell ${name} on this board.`;
    cells.push(cell);
  }
  return cells;
}

function changeRows(settings: GenericSettings, rows: Rows, move: GridMove, cells: readonly CellRef[]): Rows | string {
  const [first, second = first, third = second] = cells;
  if (!first || !second || !third) return "The move names no cell.";
  const on = (cell: CellRef) => rows[cell.row]?.[cell.col] ?? null;
  switch (move.kind) {
    case "place": {
      if (on(first)) return `${move.to} is taken.`;
      const type = move.piece ?? settings.manifest.pieces[0]?.id ?? "piece";
      return withPieces(rows, [[first, { type, player: move.player }]]);
    }
    case "remove":
      return on(first) ? withPieces(rows, [[first, null]]) : `Nothing stands on ${move.from}.`;
    case "move": {
      const piece = on(first);
      if (!piece) return `Nothing stands on ${move.from}.`;
      if (same(first, second)) return `${move.from} is where it stands already.`;
      if (on(second)) return `${move.to} is taken.`;
      return withPieces(rows, [
        [first, null],
        [second, piece],
      ]);
    }
    case "capture": {
      const piece = on(first);
      if (!piece) return `Nothing stands on ${move.from}.`;
      if (same(first, third) || same(first, second)) return `${move.from} cannot capture itself.`;
      if (!on(third)) return `Nothing stands on ${move.captured ?? move.to}.`;
      if (!same(second, third) && on(second)) return `${move.to} is taken.`;
      return withPieces(rows, [
        [first, null],
        [third, null],
        [second, piece],
      ]);
    }
    case "swap": {
      const [a, b] = [on(first), on(second)];
      if (!a || !b) return `Nothing stands on ${a ? move.b : move.a}.`;
      if (same(first, second)) return "A piece cannot be swapped with itself.";
      return withPieces(rows, [
        [first, b],
        [second, a],
      ]);
    }
  }
}

const same = (a: CellRef, b: CellRef) => a.col === b.col && a.row === b.row;

function withPieces(rows: Rows, changes: readonly (readonly [CellRef, Piece | null])[]): Rows {
  const next = rows.map((row) => [...row]);
  for (const [cell, piece] of changes) {
    const row = next[cell.row];
    if (row) row[cell.col] = piece;
  }
  return next;
}

function applyCount(
  settings: GenericSettings,
  state: GameState,
  move: Extract<SimpleMove, { kind: "count" }>,
): Applied {
  const spec = zoneCalled(settings, move.zone);
  if (!spec || spec.kind === "track") return conflict(`This board has no zone called "${move.zone}" that counts.`);
  if (spec.owners && !spec.owners.includes(move.player))
    return conflict(`"${spec.name}" is not player ${move.player}'s.`);
  if (!Number.isInteger(move.delta)) return conflict("A count changes by whole pieces.");
  const key = playerKey(move.player);
  const zone = state.zones?.[move.zone] ?? {};
  const before = zone[key] ?? 0;
  const after = before + move.delta;
  if (after < 0)
    return conflict(`"${spec.name}" holds ${before} of player ${move.player}, so ${-move.delta} cannot leave.`);
  const total = Object.values(zone).reduce((sum, count) => sum + count, 0) + move.delta;
  if (spec.max !== undefined && total > spec.max) return conflict(`"${spec.name}" holds at most ${spec.max}.`);
  return { ok: true, state: { ...state, zones: { ...state.zones, [move.zone]: { ...zone, [key]: after } } } };
}

function applyTrack(
  settings: GenericSettings,
  state: GameState,
  move: Extract<SimpleMove, { kind: "track" }>,
): Applied {
  const spec = zoneCalled(settings, move.track);
  if (spec?.kind !== "track") return conflict(`This board has no track called "${move.track}".`);
  const max = spec.max ?? Number.POSITIVE_INFINITY;
  if (!Number.isInteger(move.to) || move.to < 0 || move.to > max)
    return conflict(`"${spec.name}" goes from 0 to ${spec.max ?? "any number"}, not to ${move.to}.`);
  const track = { ...state.tracks?.[move.track], [playerKey(move.player)]: move.to };
  return { ok: true, state: { ...state, tracks: { ...state.tracks, [move.track]: track } } };
}

function zoneCalled(settings: GenericSettings, id: string) {
  return settings.board.kind === "zones" ? settings.board.zones.find((zone) => zone.id === id) : undefined;
}

function applyRelocate(
  settings: GenericSettings,
  state: GameState,
  move: Extract<SimpleMove, { kind: "relocate" }>,
): Applied {
  const { board } = settings;
  if (board.kind !== "table") return conflict("This board is not a free table.");
  const { x, y } = move.to;
  if (!(x >= 0 && x <= board.widthMm && y >= 0 && y <= board.heightMm))
    return conflict(`${x}, ${y} mm is not on the table of ${board.widthMm} × ${board.heightMm} mm.`);
  if (!state.bases?.some((base) => base.id === move.base_id)) return conflict(`There is no base "${move.base_id}".`);
  const bases = state.bases.map((base) => (base.id === move.base_id ? { ...base, x, y } : base));
  return { ok: true, state: { ...state, bases } };
}
