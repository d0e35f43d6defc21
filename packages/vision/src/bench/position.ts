import type { CellClass, GameState, GridSpec, Seat } from "@wopr/games";

/** Seat of a class of a piece: `player_3` → 3. */
export const seatOf = (cls: string): Seat => Number(cls.slice("player_".length));

/** A position as rules want it; where a folder does not say, the board counts as empty. */
export function stateOf(board: GridSpec, position: readonly CellClass[] | null): GameState {
  const at = (cell: number): CellClass => position?.[cell] ?? "empty";
  return {
    turn: 0,
    round: 1,
    phase: "play",
    turnPlayer: null,
    resources: {},
    grid: Array.from({ length: board.rows }, (_, row) =>
      Array.from({ length: board.cols }, (_, col) => {
        const cls = at(row * board.cols + col);
        return cls === "empty" ? null : { type: "piece", player: seatOf(cls) };
      }),
    ),
  };
}
