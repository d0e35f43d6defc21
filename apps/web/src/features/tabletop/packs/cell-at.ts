import { cellName, type GridSpec } from "@wopr/games";
import type { BoardPlace } from "./pack-draft.ts";

export type { GridSpec };

/** Name of the cell at a place of 0–1000 on a grid. */
export function nameOfCell(grid: GridSpec, [x, y]: BoardPlace): string {
  const at = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor((share / 1000) * count)));
  return cellName(grid, { col: at(x, grid.cols), row: at(y, grid.rows) });
}
