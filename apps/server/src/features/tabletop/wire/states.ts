import type { GameStateWire, StateWire } from "@wopr/contracts";
import type { Verdict } from "@wopr/games";
import { changesBetween } from "../domain/changes.ts";
import type { GameEvent } from "../domain/events.ts";
import type { Folded } from "../domain/fold.ts";
import { boardOfState } from "../domain/position.ts";
import type { OpenGame } from "../open-game.ts";
import type { GameRow } from "../store/games.ts";

/** The GameState of TWAT. @param source The event it came from; null when nobody wrote one. */
export function toGameStateWire(game: OpenGame, source: GameEvent | null): GameStateWire {
  const { state, before, agreed, moves, annotations } = game.folded;
  const last = moves.at(-1);
  const said = last ? annotations.get(last.moveId) : undefined;
  return {
    id: source?.eventId ?? game.row.id,
    game_id: game.row.id,
    capture_id: agreed?.captureId ?? null,
    turn: state.turn,
    phase: state.phase,
    board_state: boardOfState(state),
    resources: resourcesOf(state.resources),
    detected_changes: before ? changesBetween(game.manifest, before, state).map((change) => ({ ...change })) : [],
    validation_notes: (said?.verdicts ?? []).map((verdict) => toVerdictWire(verdict, said?.dismissed)),
    created_at: (source?.at ?? game.row.updatedAt).toISOString(),
  };
}

const resourcesOf = (resources: Folded["state"]["resources"]) =>
  Object.fromEntries(Object.entries(resources).map(([player, amounts]) => [player, { ...amounts }]));

/** What the rules say. @param dismissed Rules a person does not want to hear here. */
export const toVerdictWire = (verdict: Verdict, dismissed?: ReadonlySet<string>) => ({
  ...verdict,
  dismissed: dismissed?.has(verdict.rule) ?? false,
});

/** State of a game, now or at an earlier move. @param hash Of `folded.state`. */
export function toStateWire(row: GameRow, folded: Folded, hash: string): StateWire {
  const { state } = folded;
  return {
    current_turn: state.turn,
    phase: state.phase,
    board_state: boardOfState(state),
    resources: resourcesOf(state.resources),
    seq: folded.headSeq,
    at_move: folded.atMove,
    round: state.round,
    turn_player: state.turnPlayer,
    state_hash: hash,
    conflicts: folded.conflicts.map((conflict) => ({ ...conflict })),
    result: folded.header.result,
    pack: { id: row.packId, version: row.packVersion },
  };
}
