/** Random chess games for tests, made by `chess.js` alone so that our own code is compared with something else. */
import { Chess } from "chess.js";
import type { Move, Table } from "../types.ts";
import { START_FEN } from "./fen.ts";

/** Two players with the usual colours. */
export const CHESS_TABLE: Table = {
  players: [
    { seat: 1, name: "Ada", color: "white" },
    { seat: 2, name: "Bo", color: "black" },
  ],
  options: {},
};

/** Positions from which castling, promotion and en passant are near. */
export const STARTS: readonly string[] = [
  START_FEN,
  "r3k2r/pppq1ppp/2n2n2/3pp3/3PP3/2N2N2/PPPQ1PPP/R3K2R w KQkq - 4 9",
  "8/1P2k1P1/8/2pP1pP1/1pP1Pp2/8/P1p2K1p/8 b - - 0 41",
  "4k3/2p1p1p1/8/1P1P1P1P/p1p1p1p1/8/1P1P1P1P/4K3 w - - 0 30",
];

/** A game with what chess.js says about it. */
export interface RandomGame {
  readonly startFen: string;
  readonly moves: readonly Move[];
  /** FEN after every move, with the en passant square only where it matters. */
  readonly fens: readonly string[];
  readonly sans: readonly string[];
}

/** Plays legal moves chosen by `picks`, so that a failing game can be shrunk. */
export function playRandomly(startFen: string, picks: readonly number[]): RandomGame {
  const engine = new Chess(startFen);
  const moves: Move[] = [];
  const fens: string[] = [];
  const sans: string[] = [];
  for (const pick of picks) {
    const move = randomMove(engine, pick);
    if (!move) break;
    engine.move(move.san);
    const kind = move.captured === undefined ? "move" : "capture";
    moves.push({ kind, player: move.color === "w" ? 1 : 2, from: move.from, to: move.to, uci: move.lan });
    fens.push(engine.fen());
    sans.push(move.san);
  }
  return { startFen, moves, fens, sans };
}

/** Asks one piece after the other, because listing all moves of a position is what costs time. */
function randomMove(engine: Chess, pick: number) {
  const own = engine
    .board()
    .flat()
    .filter((man) => man?.color === engine.turn());
  for (let tried = 0; tried < own.length; tried++) {
    const man = own[(pick + tried) % own.length];
    const moves = man ? engine.moves({ square: man.square, verbose: true }) : [];
    const chosen = moves[Math.floor(pick / 64) % Math.max(1, moves.length)];
    if (chosen) return chosen;
  }
  return null;
}
