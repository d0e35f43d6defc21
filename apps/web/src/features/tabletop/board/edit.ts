import type { MoveInputWire } from "@wopr/contracts";
import type { GridSpec } from "@wopr/games";
import { type CellPiece, differing, pieceAt, type Rows } from "./position.ts";

type SimpleMove = Exclude<MoveInputWire, { kind: "composite" }>;

/**
 * The move that turns one position into another, told as people would: a piece that left one cell and stands on
 * another moved; onto somebody else's it captured; two that changed places were swapped.
 *
 * @param player Who moves. Only this player's pieces are said to move or capture before others are looked at.
 * @returns `undefined` when nothing differs.
 */
export function moveBetween(board: GridSpec, before: Rows, after: Rows, player: number): MoveInputWire | undefined {
  const cells = differing(board, before, after);
  const left = new Map<string, CellPiece>();
  const came = new Map<string, CellPiece>();
  for (const cell of cells) {
    const was = pieceAt(board, before, cell);
    const is = pieceAt(board, after, cell);
    if (was) left.set(cell, was);
    if (is) came.set(cell, is);
  }
  const parts: SimpleMove[] = [...swaps(left, came, player)];
  const arrivals = [...came].sort(([, a], [, b]) => Number(b.player === player) - Number(a.player === player));
  for (const [to, piece] of arrivals) {
    const from = [...left].find(
      ([cell, was]) => cell !== to && was.player === piece.player && was.type === piece.type,
    )?.[0];
    const taken = left.get(to);
    if (from !== undefined) {
      left.delete(from);
      left.delete(to);
      const who = piece.player ?? player;
      parts.push(taken ? { kind: "capture", player: who, from, to } : { kind: "move", player: who, from, to });
    } else {
      if (taken) parts.push({ kind: "remove", player: taken.player, from: to });
      left.delete(to);
      parts.push({ kind: "place", player: piece.player ?? player, piece: piece.type, to });
    }
  }
  for (const [from, piece] of left) parts.push({ kind: "remove", player: piece.player, from });
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : { kind: "composite", player, parts };
}

/** Takes pairs that changed places out of both lists. */
function swaps(left: Map<string, CellPiece>, came: Map<string, CellPiece>, player: number): SimpleMove[] {
  const found: SimpleMove[] = [];
  for (const [a, was] of [...left]) {
    const b = [...came].find(
      ([cell, is]) => cell !== a && left.get(a) === was && sameKind(is, was) && sameKind(came.get(a), left.get(cell)),
    )?.[0];
    if (b === undefined || !left.has(b) || sameKind(left.get(b), was)) continue;
    found.push({ kind: "swap", player, a, b });
    for (const cell of [a, b]) {
      left.delete(cell);
      came.delete(cell);
    }
  }
  return found;
}

const sameKind = (a: CellPiece | undefined, b: CellPiece | undefined) =>
  a !== undefined && b !== undefined && a.player === b.player && a.type === b.type;
