import {
  type CellClass,
  type CellEvidence,
  classOf,
  type GameState,
  type GridSpec,
  type PackManifest,
  type Piece,
  seatOf,
} from "@wopr/games";
import type { FullInference, Observation } from "@wopr/vision";

/** The class that fits a cell best; undefined where nothing was learned. */
export function likelyClass(cell: CellEvidence | undefined): CellClass | undefined {
  const entries = Object.entries(cell?.logLik ?? {}) as [CellClass, number][];
  const best = entries.toSorted(([, a], [, b]) => b - a)[0];
  return best?.[0];
}

/** A piece believed to stand somewhere, with how sure that is. */
export interface SeenPiece {
  readonly type: string;
  readonly player: number | null;
  readonly position: { readonly x: number; readonly y: number };
  readonly confidence: number;
}

type Grid = NonNullable<GameState["grid"]>;

/**
 * The whole board after a photo: the believed state, changed where the best move or, without one, the photo itself says
 * so. A camera tells owners apart, not types: a new piece gets the first type of the pack.
 */
export function readBoard(
  state: GameState,
  observation: Observation,
  inference: FullInference,
  manifest: PackManifest,
  proposes: boolean,
): Grid {
  const { board, scores } = observation;
  const best = proposes ? inference.ranked[0]?.hypothesis : undefined;
  const after = new Map<number, CellClass>();
  if (best) for (const cell of best.cells) after.set(cell.row * board.cols + cell.col, cell.after);
  else
    for (const cell of scores.changed) {
      const cls = likelyClass(inference.evidence.cells[cell]);
      if (cls !== undefined) after.set(cell, cls);
    }
  return withClasses(state.grid ?? emptyGrid(board), after, board, manifest);
}

/** An empty board. */
export const emptyGrid = (board: GridSpec): Grid =>
  Array.from({ length: board.rows }, () => new Array<Piece | null>(board.cols).fill(null));

function withClasses(grid: Grid, after: ReadonlyMap<number, CellClass>, board: GridSpec, manifest: PackManifest): Grid {
  const type = manifest.pieces[0]?.id ?? "piece";
  return grid.map((row, y) =>
    row.map((piece, x) => {
      const cls = after.get(y * board.cols + x);
      if (cls === undefined || cls === classOf(piece)) return piece;
      return cls === "empty" ? null : { type, player: seatOf(cls) };
    }),
  );
}
