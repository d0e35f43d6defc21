import type { GameEventWire, MoveLineWire, MoveWire } from "@wopr/contracts";
import type { Move } from "@wopr/games";
import type { GameEvent } from "../domain/events.ts";
import type { Folded, FoldedMove } from "../domain/fold.ts";
import { imageUrl } from "./captures.ts";
import { toVerdictWire } from "./states.ts";

/** A move with its sentence. */
export const toMoveWire = (move: Move, text: string): MoveWire =>
  ({ ...(move.kind === "composite" ? { ...move, parts: [...move.parts] } : move), text }) as MoveWire;

/** A line of the list of moves. @param thumbnail Storage key of the photo it was agreed on. */
export function toMoveLineWire(move: FoldedMove, folded: Folded, thumbnail: string | null): MoveLineWire {
  return {
    n: move.n,
    move_id: move.moveId,
    move: toMoveWire(move.move, move.text),
    capture_id: move.captureId,
    thumbnail_url: imageUrl(thumbnail),
    decided_by: { ...move.decidedBy },
    confidence: move.confidence,
    at: move.at.toISOString(),
    conflict: move.conflict,
    verdicts: (folded.annotations.get(move.moveId)?.verdicts ?? []).map(toVerdictWire),
  };
}

/** A line of the log. */
export function toEventWire(event: GameEvent, undone: ReadonlySet<string>): GameEventWire {
  return {
    seq: event.seq,
    event_id: event.eventId,
    group_id: event.groupId,
    kind: event.kind,
    at: event.at.toISOString(),
    actor: { ...event.actor },
    reason: event.reason,
    payload: { ...event.payload },
    undone: undone.has(event.groupId),
  };
}
