import type { GridSpec } from "@wopr/games";

/** Name of a cell on its board: `E4`, chess `e4`; columns beyond Z go on as AA. */
export function nameOfCell(board: GridSpec, cell: number): string {
  const col = cell % board.cols;
  const row = Math.floor(cell / board.cols);
  const letters = lettersOf(col);
  const number = board.origin === "top" ? row + 1 : board.rows - row;
  return `${board.letters === "upper" ? letters : letters.toLowerCase()}${number}`;
}

function lettersOf(col: number): string {
  const last = String.fromCharCode(65 + (col % 26));
  return col < 26 ? last : lettersOf(Math.floor(col / 26) - 1) + last;
}
