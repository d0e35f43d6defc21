/** What players and pieces are called in sentences. */
import type { CellClass, Piece, Seat, Table } from "./types.ts";

/** "Blue" for a player whose colour is a word, else the player's name, else "Player 3". */
export function playerLabel(table: Table, seat: Seat): string {
  const player = table.players.find((candidate) => candidate.seat === seat);
  if (!player) return `Player ${seat}`;
  if (/^[a-z][a-z ]*$/i.test(player.color)) return player.color[0]?.toUpperCase() + player.color.slice(1);
  return player.name;
}

/** Key of a player in `zones`, `tracks` and `resources`. */
export const playerKey = (seat: Seat): `player_${number}` => `player_${seat}`;

/** Class a camera sees on a cell, or null for a piece that belongs to nobody: no colour was learned for it. */
export function classOf(piece: Piece | null): CellClass | null {
  if (piece === null) return "empty";
  return piece.player === null ? null : playerKey(piece.player);
}

/** Seat of a class, null for `empty`. */
export const seatOf = (cls: CellClass): Seat | null => (cls === "empty" ? null : Number(cls.slice("player_".length)));
