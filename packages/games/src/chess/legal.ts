/** Legal moves, answered by `chess.js`. The only file that imports it. */
import { Chess, type Move as EngineMove, validateFen } from "chess.js";
import type { SimpleMove } from "../types.ts";
import { type ChessPosition, parseFen } from "./fen.ts";

/** One legal ply. */
export interface LegalPly {
  readonly from: string;
  readonly to: string;
  /** Square of the captured piece, also en passant; null when nothing is captured. */
  readonly captured: string | null;
  /** Letter of the piece a pawn becomes, else null. */
  readonly promotion: string | null;
  /** Where the rook goes when the king castles. */
  readonly rook: { readonly from: string; readonly to: string } | null;
  readonly san: string;
  readonly uci: string;
  /** FEN after the ply. */
  readonly after: string;
}

/** State of play of a position. */
export interface Standing {
  readonly check: boolean;
  readonly checkmate: boolean;
  readonly stalemate: boolean;
  readonly insufficientMaterial: boolean;
}

/**
 * Whether legal moves can be asked for. Positions put right by hand may lack a king or have a pawn on the last rank;
 * `chess.js` fails on them in odd ways, so there it is not asked at all.
 */
export const isPlayable = (fen: string): boolean => validateFen(fen).ok;

/** Says why a position is not playable. */
export const UNPLAYABLE =
  "No game goes on from this position: each side needs one king, and no pawn stands on the last rank.";

const engineAt = (fen: string): Chess | null => (isPlayable(fen) ? new Chess(fen) : null);

/** All legal plies; none in a position that is not playable. */
export const legalPlies = (fen: string): readonly LegalPly[] =>
  engineAt(fen)?.moves({ verbose: true }).map(toPly) ?? [];

/** Plies that lead to each other: for every first ply all answers. Cheaper than asking {@link legalPlies} per line. */
export function legalLines(
  fen: string,
): readonly { readonly first: LegalPly; readonly answers: readonly LegalPly[] }[] {
  return legalPlies(fen).map((first) => ({ first, answers: legalPlies(first.after) }));
}

/** A line of play that is extended ply by ply. */
export interface Line {
  /** Plays a move given by its squares; a promotion without a piece is to a queen. Null leaves the line as it was. */
  play(from: string, to: string, promotion?: string): LegalPly | null;
  /** Plays a move in SAN; check signs may be missing. Null when it is not legal here or fits two moves. */
  playSan(san: string): LegalPly | null;
}

/** Begins a line of play at a position of a FEN; where that is not playable no move is legal. */
export function openLine(fen: string): Line {
  const engine = engineAt(fen);
  const play = (from: string, to: string, promotion = "q"): LegalPly | null => {
    try {
      return engine && toPly(engine.move({ from, to, promotion }));
    } catch {
      // chess.js answers an illegal move with an exception and leaves its board as it was.
      return null;
    }
  };
  return {
    play,
    playSan(san) {
      const meant = engine && parseSan(san, engine.turn());
      if (!engine || !meant) return null;
      const legal = originsOf(engine, meant.piece, meant.from).filter((from) => {
        const ply = play(from, meant.to, meant.promotion ?? "q");
        if (ply) engine.undo();
        return ply !== null && (ply.promotion !== null) === (meant.promotion !== null);
      });
      const [from] = legal;
      return legal.length === 1 && from ? play(from, meant.to, meant.promotion ?? "q") : null;
    },
  };
}

/** What a SAN text asks for; `from` is what is known of the square it comes from (`e`, `4`, `e4` or `""`). */
interface San {
  readonly piece: "p" | "n" | "b" | "r" | "q" | "k";
  readonly from: string;
  readonly to: string;
  readonly promotion: string | null;
}

const SAN = /^([NBRQK])?([a-h])?([1-8])?(x)?([a-h][1-8])(?:=?([QRBN]))?$/;

function parseSan(text: string, turn: "w" | "b"): San | null {
  const san = text.replace(/[+#!?]+$/, "");
  const castling = /^[O0]-[O0](-[O0])?$/.exec(san);
  const rank = turn === "w" ? 1 : 8;
  if (castling) return { piece: "k", from: `e${rank}`, to: `${castling[1] ? "c" : "g"}${rank}`, promotion: null };
  const match = SAN.exec(san);
  const to = match?.[5];
  if (!match || !to) return null;
  const piece = (match[1]?.toLowerCase() ?? "p") as San["piece"];
  // A pawn that does not capture comes from the file it goes to.
  const file = match[2] ?? (piece === "p" ? to[0] : "");
  return { piece, from: `${file ?? ""}${match[3] ?? ""}`, to, promotion: match[6]?.toLowerCase() ?? null };
}

function originsOf(engine: Chess, piece: San["piece"], pattern: string): readonly string[] {
  const squares: readonly string[] = engine.findPiece({ type: piece, color: engine.turn() });
  return squares.filter((square) => [...pattern].every((sign) => square.includes(sign)));
}

/** The legal ply a move means, or null. A promotion names its piece in `uci` or `san`; without, it is a queen. */
export function findPly(fen: string, move: Extract<SimpleMove, { kind: "move" | "capture" }>): LegalPly | null {
  const promotion = move.uci?.[4]?.toLowerCase() ?? /=([QRBN])/.exec(move.san ?? "")?.[1]?.toLowerCase() ?? "q";
  return openLine(fen).play(move.from.toLowerCase(), move.to.toLowerCase(), promotion);
}

/** Whether the side to move is in check, mated, stalemated, or nobody can win any more; nothing of it where not playable. */
export function standing(fen: string): Standing {
  const engine = engineAt(fen);
  return {
    check: engine?.isCheck() ?? false,
    checkmate: engine?.isCheckmate() ?? false,
    stalemate: engine?.isStalemate() ?? false,
    insufficientMaterial: engine?.isInsufficientMaterial() ?? false,
  };
}

function toPly(move: EngineMove): LegalPly {
  return {
    from: move.from,
    to: move.to,
    captured: move.isEnPassant() ? `${move.to[0]}${move.from[1]}` : move.isCapture() ? move.to : null,
    promotion: move.promotion ?? null,
    rook: rookOf(move),
    san: move.san,
    uci: move.lan,
    after: move.after,
  };
}

function rookOf(move: EngineMove): LegalPly["rook"] {
  const rank = move.from[1];
  if (move.isKingsideCastle()) return { from: `h${rank}`, to: `f${rank}` };
  return move.isQueensideCastle() ? { from: `a${rank}`, to: `d${rank}` } : null;
}

/** Position after a ply. */
export function positionAfter(ply: LegalPly, before: ChessPosition): ChessPosition {
  const parsed = parseFen(ply.after);
  return parsed.ok ? parsed.position : before;
}
