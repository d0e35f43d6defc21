/** Carries chess games between WOPR's moves and PGN. */
import type { Move, Seat } from "../types.ts";
import { START_FEN } from "./fen.ts";
import { toMove } from "./hypotheses.ts";
import { openLine } from "./legal.ts";
import type { PgnGame, PgnMove } from "./pgn-read.ts";
import type { PgnResult } from "./pgn-tokens.ts";
import { pliesOf } from "./plies.ts";

/** A game as its event log has it. */
export interface PlayedGame {
  /** Absent for the usual start. */
  readonly startFen?: string | undefined;
  readonly moves: readonly {
    readonly move: Move;
    readonly comment?: string | undefined;
    readonly nags?: readonly number[] | undefined;
  }[];
  readonly tags: readonly (readonly [name: string, value: string])[];
  readonly result: PgnResult;
}

/** Outcome of {@link toPgnGame}; `move` counts from 1. */
export type AsPgn =
  | { readonly ok: true; readonly game: PgnGame }
  | { readonly ok: false; readonly move: number; readonly problem: string };

/** A played game as PGN. Illegal moves and pieces put right by hand cannot be written in PGN; the first is named. */
export function toPgnGame(played: PlayedGame): AsPgn {
  const startFen = played.startFen ?? START_FEN;
  const line = openLine(startFen);
  const moves: PgnMove[] = [];
  for (const [at, { move, comment = "", nags = [] }] of played.moves.entries()) {
    const plies = pliesOf(move).map((ply) => playPly(line, ply.parts[0]));
    for (const [index, ply] of plies.entries()) {
      if (!ply)
        return { ok: false, move: at + 1, problem: "This move breaks the rules, so PGN has no way to write it." };
      const last = index === plies.length - 1;
      moves.push({ ply, nags: last ? nags : [], comment: last ? comment : "" });
    }
  }
  return { ok: true, game: { tags: played.tags, startFen, comment: "", moves, result: played.result } };
}

function playPly(
  line: ReturnType<typeof openLine>,
  part: ReturnType<typeof pliesOf>[number]["parts"][number] | undefined,
) {
  if (part?.kind !== "move" && part?.kind !== "capture") return null;
  const promotion = part.uci?.[4] ?? /=([QRBN])/.exec(part.san ?? "")?.[1]?.toLowerCase();
  return line.play(part.from.toLowerCase(), part.to.toLowerCase(), promotion);
}

/** Moves of a PGN game as they are stored. */
export function movesOfPgn(game: PgnGame, sides: { readonly white: Seat; readonly black: Seat }): readonly Move[] {
  const whiteBegins = game.startFen.split(" ")[1] !== "b";
  return game.moves.map(({ ply }, at) => toMove(ply, (at % 2 === 0) === whiteBegins ? sides.white : sides.black));
}
