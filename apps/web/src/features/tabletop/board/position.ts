import type { BoardStateWire, MoveInputWire, MoveWire } from "@wopr/contracts";
import { cellName, type GridSpec, parseCell } from "@wopr/games";

/** What stands on one cell. */
export interface CellPiece {
  readonly type: string;
  readonly player: number | null;
}

/** A grid as rows of cells; `rows[row][col]`. */
export type Rows = readonly (readonly (CellPiece | null)[])[];

/** The cells of a state, always of the size of the board. */
export function rowsOf(board: GridSpec, state: BoardStateWire | undefined): Rows {
  return Array.from({ length: board.rows }, (_, row) =>
    Array.from({ length: board.cols }, (_, col) => {
      const cell = state?.grid?.[row]?.[col];
      return cell ? { type: cell.type, player: cell.player } : null;
    }),
  );
}

/** Every name of a board with what stands there, row by row. */
export function cellsOf(
  board: GridSpec,
  rows: Rows,
): readonly { readonly name: string; readonly piece: CellPiece | null }[] {
  return rows.flatMap((line, row) => line.map((piece, col) => ({ name: cellName(board, { col, row }), piece })));
}

/** What stands on a named cell; null for empty cells and names outside the board. */
export function pieceAt(board: GridSpec, rows: Rows, name: string): CellPiece | null {
  const cell = parseCell(board, name);
  return cell ? (rows[cell.row]?.[cell.col] ?? null) : null;
}

/** Rows with one cell changed. */
export function withPiece(board: GridSpec, rows: Rows, name: string, piece: CellPiece | null): Rows {
  const cell = parseCell(board, name);
  if (!cell) return rows;
  return rows.map((line, row) => (row === cell.row ? line.map((old, col) => (col === cell.col ? piece : old)) : line));
}

/** Cells a move speaks of: where pieces come from and where they go. */
export function cellsOfMove(move: MoveInputWire | MoveWire): {
  readonly from: readonly string[];
  readonly to: readonly string[];
} {
  switch (move.kind) {
    case "place":
      return { from: [], to: [move.to] };
    case "remove":
      return { from: [move.from], to: [] };
    case "move":
      return { from: [move.from], to: [move.to] };
    case "capture":
      return {
        from: [move.from, ...(move.captured && move.captured !== move.to ? [move.captured] : [])],
        to: [move.to],
      };
    case "count":
      return { from: [], to: [move.zone] };
    case "track":
      return { from: [], to: [move.track] };
    case "relocate":
      return { from: [], to: [move.base_id] };
    case "swap":
      return { from: [], to: [move.a, move.b] };
    case "composite": {
      const parts = move.parts.map((part) => cellsOfMove(part));
      return { from: parts.flatMap(({ from }) => from), to: parts.flatMap(({ to }) => to) };
    }
    default:
      return { from: [], to: [] };
  }
}

/** Cells that differ between two positions. */
export function differing(board: GridSpec, before: Rows, after: Rows): readonly string[] {
  return cellsOf(board, after)
    .filter(({ name, piece }) => !samePiece(pieceAt(board, before, name), piece))
    .map(({ name }) => name);
}

/** Whether two cells hold the same. */
export const samePiece = (a: CellPiece | null, b: CellPiece | null): boolean =>
  a === b || (a !== null && b !== null && a.player === b.player && a.type === b.type);

/** The cell an arrow key leads to, at the edge the same; `undefined` for other keys. */
export function neighbour(board: GridSpec, name: string, key: string): string | undefined {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  const step = steps[key];
  const cell = parseCell(board, name);
  if (!step || !cell) return undefined;
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return cellName(board, { col: clamp(cell.col + step[0], board.cols), row: clamp(cell.row + step[1], board.rows) });
}
