/** Names of cells: a letter for the column and a number for the row, `E4` or chess `e4`. */
import type { CellRef, GridSpec } from "./types.ts";

const FIRST_LETTER = "A".charCodeAt(0);

/** Column 0 → `A`, 25 → `Z`, 26 → `AA`, as spreadsheets count. */
function columnLetters(col: number): string {
  const head = col >= 26 ? columnLetters(Math.floor(col / 26) - 1) : "";
  return head + String.fromCharCode(FIRST_LETTER + (col % 26));
}

function columnOf(letters: string): number {
  let col = 0;
  for (const letter of letters) col = col * 26 + (letter.charCodeAt(0) - FIRST_LETTER + 1);
  return col - 1;
}

/** Name of a cell that lies on the board; outside it the name has no meaning. */
export function cellName(board: GridSpec, cell: CellRef): string {
  const letters = columnLetters(cell.col);
  const number = board.origin === "top" ? cell.row + 1 : board.rows - cell.row;
  return `${board.letters === "upper" ? letters : letters.toLowerCase()}${number}`;
}

/** Reads a name in either case. @returns Null when the board has no such cell. */
export function parseCell(board: GridSpec, name: string): CellRef | null {
  const match = /^([A-Za-z]{1,2})([1-9]\d?)$/.exec(name);
  if (!match) return null;
  const col = columnOf((match[1] ?? "").toUpperCase());
  const number = Number(match[2]);
  const row = board.origin === "top" ? number - 1 : board.rows - number;
  if (col >= board.cols || row < 0 || row >= board.rows) return null;
  return { col, row };
}

/** Position of a cell in lists that go row by row. */
export const cellIndex = (board: GridSpec, cell: CellRef): number => cell.row * board.cols + cell.col;

/** The cell at a position of a list that goes row by row. */
export const cellAt = (board: GridSpec, index: number): CellRef => ({
  col: index % board.cols,
  row: Math.floor(index / board.cols),
});
