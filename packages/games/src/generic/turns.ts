/** Whose turn comes next. */
import { isRecord } from "../problems.ts";
import type { GameState, Move, Seat, SimpleMove, Table } from "../types.ts";
import type { GenericSettings } from "./settings.ts";

/** Seats of the table in playing order. */
export const seatsOf = (table: Table): readonly Seat[] =>
  table.players.map((player) => player.seat).sort((a, b) => a - b);

/** Who begins; nobody in particular where the order is free or rounds are played in any order. */
export function firstToMove(settings: GenericSettings, table: Table): Seat | null {
  const { order } = settings.manifest.turn;
  return order === "alternate" || order === "clockwise" ? (seatsOf(table)[0] ?? null) : null;
}

/** Whether a move passes the turn on. */
export function passesTurn(settings: GenericSettings, move: Move): boolean {
  return partsOf(move).some((part) => {
    if (part.kind !== "count" && part.kind !== "track") return true;
    if (settings.bookkeeping === "ends_turn") return true;
    return part.kind === "count" && part.delta > 0 && isOccupancy(settings, part.zone);
  });
}

function isOccupancy(settings: GenericSettings, zone: string): boolean {
  if (settings.board.kind !== "zones") return false;
  return settings.board.zones.some((candidate) => candidate.id === zone && candidate.kind === "occupancy");
}

/** The single moves of a move. */
export const partsOf = (move: Move): readonly SimpleMove[] => (move.kind === "composite" ? move.parts : [move]);

/**
 * Counts the turn and passes it on from whoever moved, also when it was not their turn.
 *
 * In order `round` everybody moves once per round, in any order; who has moved is kept in `extra.moved`.
 */
export function advance(settings: GenericSettings, state: GameState, mover: Seat | null, table: Table): GameState {
  const seats = seatsOf(table);
  const turned = { ...state, turn: state.turn + 1 };
  const { order } = settings.manifest.turn;
  if (order === "free" || seats.length === 0) return turned;
  if (order === "round") return advanceRound(turned, mover, seats);
  const at = seats.indexOf(mover ?? state.turnPlayer ?? seats[0] ?? 0);
  const next = (at + 1) % seats.length;
  return { ...turned, turnPlayer: seats[next] ?? null, round: next === 0 ? state.round + 1 : state.round };
}

function advanceRound(state: GameState, mover: Seat | null, seats: readonly Seat[]): GameState {
  const moved = new Set(movedThisRound(state));
  if (mover !== null) moved.add(mover);
  if (!seats.every((seat) => moved.has(seat)))
    return { ...state, extra: { ...extraOf(state), moved: [...moved].sort((a, b) => a - b) } };
  return { ...state, round: state.round + 1, extra: { ...extraOf(state), moved: [] } };
}

const extraOf = (state: GameState): Readonly<Record<string, unknown>> => (isRecord(state.extra) ? state.extra : {});

/** Seats that have moved in the current round of a game played in rounds. */
export function movedThisRound(state: GameState): readonly Seat[] {
  const moved = extraOf(state)["moved"];
  return Array.isArray(moved) ? moved.filter((seat): seat is Seat => typeof seat === "number") : [];
}
