import type { BoardStateWire, MoveInputWire } from "@wopr/contracts";
import { cellName, type GridSpec, parseCell } from "@wopr/games";

/** Who has a piece where: seat by cell name. Empty cells are absent; a camera tells owners apart, not kinds. */
export type Position = ReadonlyMap<string, number>;

/** What has to happen on one cell; `null` is empty. */
export interface CellChange {
  readonly cell: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Cells on which two positions differ, row by row. */
export function changesBetween(grid: GridSpec, from: Position, to: Position): readonly CellChange[] {
  const changes: CellChange[] = [];
  for (let row = 0; row < grid.rows; row += 1) {
    for (let col = 0; col < grid.cols; col += 1) {
      const cell = cellName(grid, { row, col });
      const before = from.get(cell) ?? null;
      const after = to.get(cell) ?? null;
      if (before !== after) changes.push({ cell, before, after });
    }
  }
  return changes;
}

type Part = Extract<MoveInputWire, { kind: "place" | "remove" }>;

/** One move that makes these changes: what lies in the way is taken first. `undefined` where there are none. */
export function moveFor(changes: readonly CellChange[]): MoveInputWire | undefined {
  const removed = changes
    .filter((change) => change.before !== null)
    .map((change): Part => ({ kind: "remove", player: change.before, from: change.cell }));
  const placed = changes.flatMap(({ cell, after }): Part[] =>
    after === null ? [] : [{ kind: "place", player: after, to: cell }],
  );
  const parts = [...removed, ...placed];
  const [first] = parts;
  if (!first || parts.length === 1) return first;
  return { kind: "composite", player: placed[0]?.player ?? first.player ?? 1, parts };
}

/** What a move does to cells; `undefined` for moves that are not of a grid. */
export function effectOf(move: MoveInputWire): ReadonlyMap<string, number | null> | undefined {
  const effect = new Map<string, number | null>();
  for (const part of move.kind === "composite" ? move.parts : [move]) {
    if (part.kind === "place") effect.set(part.to, part.player);
    else if (part.kind === "remove") effect.set(part.from, null);
    else if (part.kind === "move" || part.kind === "capture") effect.set(part.from, null).set(part.to, part.player);
    else if (part.kind !== "pass") return undefined;
  }
  return effect;
}

/** Whether a move makes exactly these changes. */
export function makes(move: MoveInputWire, changes: readonly CellChange[]): boolean {
  const effect = effectOf(move);
  if (effect?.size !== changes.length) return false;
  return changes.every(({ cell, after }) => effect.has(cell) && effect.get(cell) === after);
}

/** A position as it travels, all pieces of one kind. */
export function toBoardWire(grid: GridSpec, position: Position, pieceType: string): BoardStateWire {
  const rows = Array.from({ length: grid.rows }, (_, row) =>
    Array.from({ length: grid.cols }, (_unused, col) => {
      const player = position.get(cellName(grid, { row, col }));
      return player === undefined ? null : { type: pieceType, player };
    }),
  );
  return { grid: rows };
}

/** The position a server sent. Pieces that belong to nobody count as seat 0. */
export function fromBoardWire(grid: GridSpec, board: BoardStateWire): Position {
  const position = new Map<string, number>();
  for (const [row, cells] of (board.grid ?? []).entries()) {
    for (const [col, piece] of cells.entries()) {
      if (piece) position.set(cellName(grid, { row, col }), piece.player ?? 0);
    }
  }
  return position;
}

/** A name as the grid writes it. @returns `undefined` when there is no such cell. */
export function canonicalCell(grid: GridSpec, name: string): string | undefined {
  const cell = parseCell(grid, name);
  return cell ? cellName(grid, cell) : undefined;
}
