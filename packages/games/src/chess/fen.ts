/** FEN: one chess position as a line of text. */
import type { Piece } from "../types.ts";

/** Names of chess pieces as they stand in `Piece.type`, by their FEN letter. */
export const CHESS_TYPES = {
  k: "king",
  q: "queen",
  r: "rook",
  b: "bishop",
  n: "knight",
  p: "pawn",
} as const;

/** A side of a chess game. */
export type Side = "white" | "black";

/** A man on a square, without a seat. */
export interface ChessMan {
  readonly type: (typeof CHESS_TYPES)[keyof typeof CHESS_TYPES];
  readonly side: Side;
}

/** A chess position; `squares[0]` is rank 8, `squares[0][0]` is a8. */
export interface ChessPosition {
  readonly squares: readonly (readonly (ChessMan | null)[])[];
  readonly side: Side;
  /** Some of `KQkq` in this order, `""` for none. */
  readonly castling: string;
  /** Square behind a pawn that just made two steps, else null. */
  readonly enPassant: string | null;
  readonly halfmove: number;
  readonly fullmove: number;
}

/** The position a game of chess begins with. */
export const START_FEN = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1";

/** Outcome of {@link parseFen}; `problem` is a sentence for a person. */
export type ParsedFen =
  | { readonly ok: true; readonly position: ChessPosition }
  | { readonly ok: false; readonly problem: string };

/** Reads FEN with all six fields or the first four. Whether the position can arise in a game is not judged. */
export function parseFen(text: string): ParsedFen {
  const [placement = "", side = "", castling = "", enPassant = "", halfmove = "0", fullmove = "1", ...rest] = text
    .trim()
    .split(/\s+/);
  if (enPassant === "" || rest.length > 0) return problem("FEN has six fields separated by spaces.");
  const squares = parsePlacement(placement);
  if (typeof squares === "string") return problem(squares);
  if (side !== "w" && side !== "b") return problem(`The second field of FEN is "w" or "b", not "${side}".`);
  if (!/^(-|K?Q?k?q?)$/.test(castling)) return problem(`"${castling}" does not name castling rights (KQkq or -).`);
  if (!/^(-|[a-h][36])$/.test(enPassant)) return problem(`"${enPassant}" is no en passant square.`);
  if (!/^\d{1,4}$/.test(halfmove) || !/^[1-9]\d{0,3}$/.test(fullmove))
    return problem("The last two fields of FEN are the half-move clock and the move number.");
  return {
    ok: true,
    position: {
      squares,
      side: side === "w" ? "white" : "black",
      castling: castling === "-" ? "" : castling,
      enPassant: enPassant === "-" ? null : enPassant,
      halfmove: Number(halfmove),
      fullmove: Number(fullmove),
    },
  };
}

const problem = (text: string): ParsedFen => ({ ok: false, problem: text });

function parsePlacement(placement: string): readonly (readonly (ChessMan | null)[])[] | string {
  const ranks = placement.split("/");
  if (ranks.length !== 8) return `The board has 8 ranks, FEN names ${ranks.length}.`;
  const squares: (ChessMan | null)[][] = [];
  for (const [at, rank] of ranks.entries()) {
    const line: (ChessMan | null)[] = [];
    for (const sign of rank) {
      if (/[1-8]/.test(sign)) line.push(...new Array<null>(Number(sign)).fill(null));
      else {
        const man = manOf(sign);
        if (!man) return `"${sign}" is no chess piece.`;
        line.push(man);
      }
    }
    if (line.length !== 8) return `Rank ${8 - at} has ${line.length} squares instead of 8.`;
    squares.push(line);
  }
  return squares;
}

function manOf(sign: string): ChessMan | null {
  const letter = sign.toLowerCase();
  if (!isTypeLetter(letter)) return null;
  return { type: CHESS_TYPES[letter], side: sign === letter ? "black" : "white" };
}

const isTypeLetter = (letter: string): letter is keyof typeof CHESS_TYPES => Object.hasOwn(CHESS_TYPES, letter);

/** Writes all six fields. */
export function formatFen(position: ChessPosition): string {
  return [
    position.squares.map(formatRank).join("/"),
    position.side === "white" ? "w" : "b",
    position.castling || "-",
    position.enPassant ?? "-",
    position.halfmove,
    position.fullmove,
  ].join(" ");
}

function formatRank(rank: readonly (ChessMan | null)[]): string {
  const signs = rank.map((man) => (man ? signOf(man) : "1")).join("");
  return signs.replaceAll(/1+/g, (empty) => String(empty.length));
}

function signOf(man: ChessMan): string {
  const letter = Object.entries(CHESS_TYPES).find(([, type]) => type === man.type)?.[0] ?? "p";
  return man.side === "white" ? letter.toUpperCase() : letter;
}

/** Whether a type of piece is one chess knows. */
export const isChessType = (type: Piece["type"]): type is ChessMan["type"] =>
  Object.values(CHESS_TYPES).some((known) => known === type);
