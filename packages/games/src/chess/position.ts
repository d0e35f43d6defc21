/** Carries chess positions between the state of a game and FEN. */
import { isRecord } from "../problems.ts";
import type { GameState, Piece, Seat, Table } from "../types.ts";
import { type ChessMan, type ChessPosition, isChessType, type Side } from "./fen.ts";

/** What chess keeps in `GameState.extra`, beside what the board shows. */
export interface ChessExtra {
  readonly castling: string;
  readonly en_passant: string | null;
  readonly halfmove: number;
  readonly fullmove: number;
  /** Seats of the sides. */
  readonly white: Seat;
  readonly black: Seat;
  /** Placement, side and rights of every position since the last pawn move or capture, the present one included. */
  readonly repeated: readonly string[];
}

/** White is whoever plays the colour white, else the lower seat. */
export function sidesOf(table: Table): { readonly white: Seat; readonly black: Seat } {
  const players = [...table.players].sort((a, b) => a.seat - b.seat);
  const named = players.find((player) => player.color.toLowerCase() === "white");
  const notBlack = players.find((player) => player.color.toLowerCase() !== "black");
  const white = (named ?? notBlack ?? players[0])?.seat ?? 1;
  const black = players.find((player) => player.seat !== white)?.seat ?? (white === 2 ? 1 : 2);
  return { white, black };
}

/** Reads `extra` of a state that may have been set by hand: what is missing becomes harmless. */
export function extraOf(state: GameState): ChessExtra {
  const raw = isRecord(state.extra) ? state.extra : {};
  const count = (key: string, otherwise: number) => {
    const value = raw[key];
    return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : otherwise;
  };
  const castling = raw["castling"];
  const enPassant = raw["en_passant"];
  const repeated = raw["repeated"];
  return {
    castling: typeof castling === "string" && /^K?Q?k?q?$/.test(castling) ? castling : "",
    en_passant: typeof enPassant === "string" && /^[a-h][36]$/.test(enPassant) ? enPassant : null,
    halfmove: count("halfmove", 0),
    fullmove: Math.max(1, count("fullmove", 1)),
    white: count("white", 1),
    black: count("black", 2),
    repeated: Array.isArray(repeated) ? repeated.filter((key): key is string => typeof key === "string") : [],
  };
}

/** Position of a state. Rights that the pieces no longer allow are left out, also after the board was set by hand. */
export function positionOf(state: GameState): ChessPosition {
  const extra = extraOf(state);
  const rows = state.grid ?? [];
  const squares = Array.from({ length: 8 }, (_, row) =>
    Array.from({ length: 8 }, (_unused, col) => manOf(rows[row]?.[col] ?? null, extra)),
  );
  const side: Side = state.turnPlayer === extra.black ? "black" : "white";
  return {
    squares,
    side,
    castling: possibleCastling(squares, extra.castling),
    enPassant: possibleEnPassant(squares, side, extra.en_passant),
    halfmove: extra.halfmove,
    fullmove: extra.fullmove,
  };
}

function manOf(piece: Piece | null, { white, black }: ChessExtra): ChessMan | null {
  if (!piece || !isChessType(piece.type)) return null;
  if (piece.player !== white && piece.player !== black) return null;
  return { type: piece.type, side: piece.player === white ? "white" : "black" };
}

const HOMES = [
  { right: "K", side: "white", row: 7, rookCol: 7 },
  { right: "Q", side: "white", row: 7, rookCol: 0 },
  { right: "k", side: "black", row: 0, rookCol: 7 },
  { right: "q", side: "black", row: 0, rookCol: 0 },
] as const;

const KING_COL = 4;

function possibleCastling(squares: ChessPosition["squares"], castling: string): string {
  const isAt = (row: number, col: number, type: ChessMan["type"], side: Side) => {
    const man = squares[row]?.[col];
    return man?.type === type && man.side === side;
  };
  return HOMES.filter(
    ({ right, side, row, rookCol }) =>
      castling.includes(right) && isAt(row, KING_COL, "king", side) && isAt(row, rookCol, "rook", side),
  )
    .map(({ right }) => right)
    .join("");
}

function possibleEnPassant(squares: ChessPosition["squares"], side: Side, square: string | null): string | null {
  if (square === null) return null;
  const row = 8 - Number(square[1]);
  const col = square.charCodeAt(0) - "a".charCodeAt(0);
  const pawnRow = side === "white" ? row + 1 : row - 1;
  const pawn = squares[pawnRow]?.[col];
  const expectedRow = side === "white" ? 2 : 5;
  const stands = pawn?.type === "pawn" && pawn.side !== side;
  return row === expectedRow && stands && !squares[row]?.[col] ? square : null;
}

/** First four fields of FEN: two positions are the same for the rules when these are equal. */
export const repetitionKey = (fen: string): string => fen.split(" ").slice(0, 4).join(" ");

/**
 * Puts a position into a state: board, side to move and rights. `turn` and resources stay.
 *
 * @param repeated Keys of earlier positions that can still come up again.
 */
export function withPosition(
  state: GameState,
  position: ChessPosition,
  sides: { readonly white: Seat; readonly black: Seat },
  repeated: readonly string[],
): GameState {
  const grid = position.squares.map((rank) =>
    rank.map((man): Piece | null => (man ? { type: man.type, player: sides[man.side] } : null)),
  );
  const extra: ChessExtra = {
    castling: position.castling,
    en_passant: position.enPassant,
    halfmove: position.halfmove,
    fullmove: position.fullmove,
    white: sides.white,
    black: sides.black,
    repeated,
  };
  return { ...state, grid, round: position.fullmove, turnPlayer: sides[position.side], extra };
}
