import type { CommentWire, GameEventWire, MoveLineWire, MoveWire } from "@wopr/contracts";
import type { Move } from "@wopr/games";
import { type Comment, NO_ANNOTATIONS } from "../domain/annotations.ts";
import type { GameEvent } from "../domain/events.ts";
import type { Folded, FoldedMove } from "../domain/fold.ts";
import { imageUrl } from "./captures.ts";
import { toVerdictWire } from "./states.ts";

/** A move with its sentence. */
export const toMoveWire = (move: Move, text: string): MoveWire =>
  ({ ...(move.kind === "composite" ? { ...move, parts: [...move.parts] } : move), text }) as MoveWire;

/** A line of the list of moves. @param thumbnail Storage key of the photo it was agreed on. */
export function toMoveLineWire(move: FoldedMove, folded: Folded, thumbnail: string | null): MoveLineWire {
  const said = folded.annotations.get(move.moveId) ?? NO_ANNOTATIONS;
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
    verdicts: said.verdicts.map((verdict) => toVerdictWire(verdict, said.dismissed)),
    corrected: move.corrected,
    outcome: move.outcome,
    flag: said.flag,
    comments: said.comments.map((comment) => toCommentWire(comment, move.moveId)),
    glyph: said.glyph,
    arrows: said.arrows.map((arrow) => ({ ...arrow })),
    notes: said.notes,
  };
}

/** A remark. @param moveId Null for one on the whole game. */
export const toCommentWire = ({ eventId, text, by, at }: Comment, moveId: string | null): CommentWire => ({
  event_id: eventId,
  move_id: moveId,
  text,
  by,
  at: at.toISOString(),
});

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
