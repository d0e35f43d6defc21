import type { GridSpec } from "@wopr/games";

/** Where the cells lie within the drawing: its margins are 0.62 cells left and top, 0.12 right and bottom. */
export function cellsWithin(board: GridSpec) {
  const [width, height] = [board.cols + 0.74, board.rows + 0.74];
  return {
    left: `${(0.62 / width) * 100}%`,
    top: `${(0.62 / height) * 100}%`,
    right: `${(0.12 / width) * 100}%`,
    bottom: `${(0.12 / height) * 100}%`,
  };
}

/** Width over height of the whole drawing, names included. */
export const drawingRatio = (board: GridSpec): number => (board.cols + 0.74) / (board.rows + 0.74);
