import type { GameState, Move, RuleModule, Table } from "@wopr/games";
import type { GameStatus, NewEvent, StateParts } from "./events.ts";

/** A move somebody agreed to, and where it came from. */
export interface AgreedMove {
  readonly moveId: string;
  readonly move: Move;
  readonly captureId: string | null;
  readonly proposalId: string | null;
  readonly confidence: number | null;
  /** Outcome of the proposal it was agreed from; null for a move without a photo. */
  readonly outcome: string | null;
}

/** The position a move is committed on. */
export interface CommitBase {
  readonly rules: RuleModule;
  readonly state: GameState;
  readonly table: Table;
  readonly status: GameStatus;
}

/**
 * The events that commit a move, as one act: the move, what the rules have against it, and the first move begins the game.
 *
 * @returns Why the move cannot be applied instead.
 */
export function commitMove(
  agreed: AgreedMove,
  { rules, state, table, status }: CommitBase,
): { readonly ok: true; readonly events: readonly NewEvent[] } | { readonly ok: false; readonly conflict: string } {
  const { move, moveId } = agreed;
  const applied = rules.apply(state, move, table);
  if (!applied.ok) return applied;
  const verdicts = rules
    .check(state, move, table)
    .filter(({ result }) => result === "violation" || result === "cannot_tell");
  return {
    ok: true,
    events: [
      {
        kind: "move_committed",
        payload: {
          move_id: moveId,
          move,
          text: rules.describe(state, move, table),
          ends_turn: rules.endsTurn(state, move),
          capture_id: agreed.captureId,
          proposal_id: agreed.proposalId,
          confidence: agreed.confidence,
          outcome: agreed.outcome,
        },
      },
      ...(verdicts.length > 0 ? [{ kind: "adjudicated" as const, payload: { move_id: moveId, verdicts } }] : []),
      ...begins(status),
    ],
  };
}

/** Agreeing to the set-up, or the first move, begins the game. */
export const begins = (status: GameStatus): readonly NewEvent[] =>
  status === "setup" ? [{ kind: "status_changed", payload: { from: "setup", to: "in_progress", reason: null } }] : [];

/** The event that takes over a position. */
export const takeOver = (
  parts: StateParts,
  origin: {
    readonly source: "manual" | "vision_analysis";
    readonly captureId: string | null;
    readonly proposalId: string | null;
  },
): NewEvent => ({
  kind: "state_set",
  payload: { ...parts, source: origin.source, capture_id: origin.captureId, proposal_id: origin.proposalId },
});
