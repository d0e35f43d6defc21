/** Legal moves, answered by `chess.js`. The only file that imports it. */
import { Chess, type Move as EngineMove } from "chess.js";
import type { SimpleMove } from "../types.ts";
import { type ChessPosition, formatFen, parseFen } from "./fen.ts";

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

// Positions set by hand may lack a king; chess.js then still generates moves, it only refuses to load them.
const engineAt = (fen: string) => new Chess(fen, { skipValidation: true });

/** All legal plies, those of a FEN of our own writer. */
export const legalPlies = (fen: string): readonly LegalPly[] => engineAt(fen).moves({ verbose: true }).map(toPly);

/** Plies that lead to each other: for every first ply all answers. Cheaper than asking {@link legalPlies} per line. */
export function legalLines(
  fen: string,
): readonly { readonly first: LegalPly; readonly answers: readonly LegalPly[] }[] {
  return legalPlies(fen).map((first) => ({ first, answers: legalPlies(first.after) }));
}

/** @returns The legal ply a move means, or null. A promotion needs its piece in `uci` or `san`; without, it is a queen. */
export function findPly(fen: string, move: Extract<SimpleMove, { kind: "move" | "capture" }>): LegalPly | null {
  const from = move.from.toLowerCase();
  const to = move.to.toLowerCase();
  const found = legalPlies(fen).filter((ply) => ply.from === from && ply.to === to);
  if (found.length < 2) return found[0] ?? null;
  const wanted = move.uci?.[4]?.toLowerCase() ?? /=([QRBN])/.exec(move.san ?? "")?.[1]?.toLowerCase() ?? "q";
  return found.find((ply) => ply.promotion === wanted) ?? null;
}

/** @returns The legal ply with this SAN (check signs and `!?` may be missing), or null. */
export function plyBySan(fen: string, san: string): LegalPly | null {
  const engine = engineAt(fen);
  try {
    return toPly(engine.move(san.replace(/[!?]+$/, "").replaceAll("0", "O"), { strict: false }));
  } catch {
    return null;
  }
}

/** Whether the side to move is in check, mated, stalemated, or nobody can win any more. */
export function standing(fen: string): Standing {
  const engine = engineAt(fen);
  return {
    check: engine.isCheck(),
    checkmate: engine.isCheckmate(),
    stalemate: engine.isStalemate(),
    insufficientMaterial: engine.isInsufficientMaterial(),
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

/** FEN of a position as `chess.js` takes it. */
export const fenOf = (position: ChessPosition): string => formatFen(position);
