import type { BoardStateWire, ProposalWire } from "@wopr/contracts";
import type { GridSpec } from "@wopr/games";
import { pieceAt, type Rows, withPiece } from "../board/position.ts";

/**
 * The position a proposal believes in: the agreed one with every read cell changed.
 *
 * @param standard Kind of piece a newly seen one is taken for: a camera tells owners apart, not kinds.
 */
export function positionOf(board: GridSpec, base: Rows, proposal: Pick<ProposalWire, "cells">, standard: string): Rows {
  return proposal.cells.reduce((rows, { cell, after }) => {
    const seat = seatIn(after);
    if (seat === undefined) return rows;
    if (seat === null) return withPiece(board, rows, cell, null);
    const stands = pieceAt(board, rows, cell);
    return stands?.player === seat ? rows : withPiece(board, rows, cell, { type: standard, player: seat });
  }, base);
}

/** Seat in `player_2`; null for `empty`; `undefined` for what cannot be told. */
export function seatIn(cls: string): number | null | undefined {
  if (cls === "empty") return null;
  const seat = /^player_(\d+)$/.exec(cls)?.[1];
  return seat === undefined ? undefined : Number(seat);
}

/** Rows as the wire has them. */
export const gridOf = (rows: Rows): NonNullable<BoardStateWire["grid"]> =>
  rows.map((row) => row.map((piece) => (piece ? { ...piece } : null)));
