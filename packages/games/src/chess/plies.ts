/** Splits a chess move into plies and carries each out: by the rules where it is legal, by hand where it is not. */
import { cellName, parseCell } from "../cells.ts";
import { applyToBoard } from "../generic/apply.ts";
import type { GenericSettings } from "../generic/settings.ts";
import { partsOf } from "../generic/turns.ts";
import type { Applied, GameState, GridSpec, Move, Seat, SimpleMove } from "../types.ts";
import { formatFen } from "./fen.ts";
import { findPly, type LegalPly, positionAfter } from "./legal.ts";
import { extraOf, positionOf, repetitionKey, withPosition } from "./position.ts";

/** Parts of one player in a row. */
export interface PlyParts {
  readonly player: Seat | null;
  readonly parts: readonly SimpleMove[];
}

/** A composite of two players is a line of two plies; of one player it is castling, or a board put right by hand. */
export function pliesOf(move: Move): readonly PlyParts[] {
  const plies: { player: Seat | null; parts: SimpleMove[] }[] = [];
  for (const part of partsOf(move)) {
    const last = plies.at(-1);
    if (last && (part.player === null || part.player === last.player)) last.parts.push(part);
    else plies.push({ player: part.player, parts: [part] });
  }
  return plies;
}

/** Whether the parts are a ply; pieces placed, removed or swapped by hand leave the turn where it is. */
export const isPly = ({ parts }: PlyParts): boolean =>
  parts.some((part) => part.kind === "move" || part.kind === "capture" || part.kind === "pass");

/** The legal ply the parts mean, or null when they are something else. */
export function legalPlyOf(board: GridSpec, state: GameState, ply: PlyParts): LegalPly | null {
  if (ply.player !== state.turnPlayer) return null;
  const fen = formatFen(positionOf(state));
  const [first, second] = ply.parts;
  if (!first || (first.kind !== "move" && first.kind !== "capture")) return null;
  if (!onBoard(board, first)) return null;
  if (!second) return findPly(fen, first);
  if (ply.parts.length !== 2 || second.kind !== "move") return null;
  const castling = [first, second].map((part) => findPly(fen, part)).find((found) => found?.rook);
  const rook = [first, second].find((part) => part.from.toLowerCase() === castling?.rook?.from);
  return castling?.rook && rook?.to.toLowerCase() === castling.rook.to ? castling : null;
}

const onBoard = (board: GridSpec, move: { readonly from: string; readonly to: string }) =>
  parseCell(board, move.from) !== null && parseCell(board, move.to) !== null;

/** Carries out one ply on a state, turn and rights included; `GameState.turn` stays. */
export function applyPly(settings: GenericSettings, board: GridSpec, state: GameState, ply: PlyParts): Applied {
  const legal = legalPlyOf(board, state, ply);
  return legal ? { ok: true, state: afterLegal(state, legal) } : applyByHand(settings, board, state, ply);
}

function afterLegal(state: GameState, ply: LegalPly): GameState {
  const extra = extraOf(state);
  const position = positionAfter(ply, positionOf(state));
  const repeated = position.halfmove === 0 ? [] : extra.repeated;
  return withPosition(state, position, extra, [...repeated, repetitionKey(ply.after)]);
}

function applyByHand(settings: GenericSettings, board: GridSpec, state: GameState, ply: PlyParts): Applied {
  const parts = ply.parts.map((part) => promoted(board, state, part));
  const applied = applyToBoard(settings, state, { kind: "composite", player: ply.player ?? 1, parts: parts.flat() });
  if (!applied.ok) return applied;
  const extra = extraOf(state);
  if (!isPly(ply)) return { ok: true, state: settled(applied.state, { ...extra, en_passant: null }) };
  const next = ply.player === extra.white ? extra.black : extra.white;
  const fullmove = ply.player === extra.black ? extra.fullmove + 1 : extra.fullmove;
  const turned = { ...applied.state, turnPlayer: next };
  return { ok: true, state: settled(turned, { ...extra, en_passant: null, halfmove: 0, fullmove }) };
}

/** Leaves out the rights the new board no longer allows and starts counting repetitions anew. */
function settled(state: GameState, extra: ReturnType<typeof extraOf>): GameState {
  const position = positionOf({ ...state, extra });
  return withPosition(state, position, extra, [repetitionKey(formatFen(position))]);
}

const PROMOTED = { q: "queen", r: "rook", b: "bishop", n: "knight" } as const;

/** An illegal move may still promote: then the pawn is taken off and the new piece placed. */
function promoted(board: GridSpec, state: GameState, part: SimpleMove): readonly SimpleMove[] {
  if ((part.kind !== "move" && part.kind !== "capture") || part.uci?.length !== 5) return [part];
  const letter = part.uci[4];
  const to = parseCell(board, part.to);
  if (!to || (letter !== "q" && letter !== "r" && letter !== "b" && letter !== "n")) return [part];
  const taken = state.grid?.[to.row]?.[to.col] ? [{ kind: "remove", player: null, from: part.to } as const] : [];
  const place = { kind: "place", player: part.player, piece: PROMOTED[letter], to: cellName(board, to) } as const;
  return [{ kind: "remove", player: part.player, from: part.from }, ...taken, place];
}
