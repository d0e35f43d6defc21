import { findPack } from "./packs/index.ts";
import type { GridSpec, Pack, Seat, SimpleMove, Table } from "./types.ts";

/** What rules for a recorded game must allow. */
export interface RecordedGame {
  readonly board: GridSpec;
  /** Colours of the recording, as seats. */
  readonly seats: readonly Seat[];
  readonly moves: readonly SimpleMove["kind"][];
  readonly maxChangedCells: number;
  /** Position of a game of chess, all fields: then its rules hold and the rest is not asked. */
  readonly fen?: string;
}

/** Rules and table for a recorded game of which only the pieces are known: anybody's pieces may be laid in one move. */
export function rulesForRecording(game: RecordedGame): { readonly pack: Pack; readonly table: Table } {
  if (game.fen !== undefined) return chessFrom(game.fen);
  const { rows, cols, points, origin, letters, checkered } = game.board;
  const table: Table = {
    players: game.seats.map((seat) => ({ seat, name: `Player ${seat}`, color: `colour ${seat}` })),
    options: {
      ...{ rows, cols, points, origin, letters, moves: [...game.moves], owners: "any", order: "free" },
      ...(checkered ? { checkered } : {}),
      max_changed_cells: Math.max(1, game.maxChangedCells),
    },
  };
  return { pack: findPack("custom_grid")!, table };
}

function chessFrom(fen: string): { readonly pack: Pack; readonly table: Table } {
  const players = (["white", "black"] as const).map((color, i) => ({ seat: i + 1, name: color, color }));
  return { pack: findPack("chess")!, table: { players, options: { start_fen: fen } } };
}
