import { MoveInputWire } from "@wopr/contracts";
import { z } from "zod";
import type { EventKind, NewEvent } from "./domain/events.ts";

const Id = z.string().min(1).max(80);
const Seat = z.int().min(1).max(12);
const Piece = z.object({ type: z.string().max(60), player: Seat.nullable() });
const Counts = z.record(z.string(), z.record(z.string(), z.number()));
const Status = z.enum(["setup", "in_progress", "completed", "abandoned"]);
const MoveContent = { move_id: Id, move: MoveInputWire, text: z.string().max(2000), ends_turn: z.boolean() };

/**
 * Schema of every payload (form 1). What is written is held against it, so that a log never holds what the fold cannot
 * read; what is read is trusted, because a log has thousands of lines.
 */
export const EVENT_PAYLOADS: { readonly [K in EventKind]: z.ZodType } = {
  game_created: z.strictObject({
    name: z.string().min(1).max(120),
    game_type: z.string(),
    pack_id: z.string(),
    pack_version: z.string(),
    agree_policy: z.enum(["ask", "auto_when_sure"]),
    time_zone: z.string(),
    demo: z.boolean(),
    camera_id: Id.nullable(),
  }),
  header_set: z.strictObject({
    name: z.string().min(1).max(120).optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
    agree_policy: z.enum(["ask", "auto_when_sure"]).optional(),
    camera_id: Id.nullable().optional(),
  }),
  players_set: z.strictObject({
    players: z
      .array(
        z.strictObject({
          id: Id,
          name: z.string().min(1).max(60),
          position: Seat,
          color: z.string().min(1).max(40),
          kind: z.enum(["human", "bot"]),
          user_id: z.string().nullable(),
        }),
      )
      .max(12),
  }),
  pack_options_set: z.strictObject({ options: z.record(z.string(), z.unknown()) }),
  calibration_set: z.strictObject({ calibration_id: Id, camera_id: Id.nullable() }),
  palette_set: z.strictObject({
    capture_id: Id.nullable(),
    entries: z.array(
      z.strictObject({
        player: Seat,
        lab: z.tuple([z.number(), z.number(), z.number()]),
        spread: z.number(),
        samples: z.int(),
        rgb: z.tuple([z.number(), z.number(), z.number()]).optional(),
      }),
    ),
    taps: z
      .array(
        z.strictObject({
          cell: z.string().max(8).optional(),
          at: z.tuple([z.number(), z.number()]).optional(),
          player: Seat,
        }),
      )
      .max(200)
      .optional(),
  }),
  terrain_set: z.strictObject({ polygons: z.array(z.unknown()) }),
  capture_added: z.strictObject({
    capture_id: Id,
    sequence: z.int().min(0),
    sha256: z.string(),
    camera_id: Id.nullable(),
  }),
  capture_rejected: z.strictObject({ capture_id: Id, reason: z.string().max(500) }),
  capture_removed: z.strictObject({ capture_id: Id }),
  proposal_made: z.strictObject({ proposal_id: Id, capture_id: Id, outcome: z.string() }),
  proposal_rejected: z.strictObject({ proposal_id: Id, reason: z.string().max(500) }),
  question_answered: z.strictObject({ proposal_id: Id, answers: z.record(z.string(), z.string().max(200)) }),
  state_set: z.strictObject({
    turn: z.int().min(0).optional(),
    phase: z.string().max(60).optional(),
    round: z.int().min(0).optional(),
    turn_player: Seat.nullable().optional(),
    grid: z.array(z.array(Piece.nullable())).optional(),
    zones: Counts.optional(),
    tracks: Counts.optional(),
    bases: z.array(z.record(z.string(), z.unknown())).optional(),
    resources: Counts.optional(),
    extra: z.unknown().optional(),
    source: z.enum(["manual", "vision_analysis"]),
    capture_id: Id.nullable(),
    proposal_id: Id.nullable(),
  }),
  move_committed: z.strictObject({
    ...MoveContent,
    capture_id: Id.nullable(),
    proposal_id: Id.nullable(),
    confidence: z.number().min(0).max(1).nullable(),
    outcome: z.string().nullable(),
  }),
  move_corrected: z.strictObject(MoveContent),
  move_inserted: z.strictObject({ ...MoveContent, after_move_id: Id.nullable() }),
  move_removed: z.strictObject({ move_id: Id }),
  turn_set: z.strictObject({ turn: z.int().min(0), turn_player: Seat.nullable().optional() }),
  phase_set: z.strictObject({ phase: z.string().max(60) }),
  round_set: z.strictObject({ round: z.int().min(0) }),
  resource_set: z.strictObject({ player: Seat, resource: z.string().max(60), value: z.number() }),
  track_set: z.strictObject({ track: z.string().max(60), player: Seat, value: z.number() }),
  turn_note: z.strictObject({ move_id: Id, answers: z.record(z.string(), z.unknown()) }),
  comment: z.strictObject({ move_id: Id.nullable(), text: z.string().min(1).max(2000) }),
  glyph: z.strictObject({ move_id: Id, glyph: z.enum(["!", "?", "!?", "?!", "!!", "??"]).nullable() }),
  arrow: z.strictObject({
    move_id: Id,
    from: z.string().max(60),
    to: z.string().max(60),
    drawn: z.boolean().optional(),
  }),
  adjudicated: z.strictObject({ move_id: Id, verdicts: z.array(z.record(z.string(), z.unknown())) }),
  verdict_dismissed: z.strictObject({ move_id: Id, rule: z.string().max(60), dismissed: z.boolean() }),
  move_flagged: z.strictObject({ move_id: Id, text: z.string().max(500) }),
  capture_attached: z.strictObject({ move_id: Id, capture_id: Id }),
  result_set: z.strictObject({ result: z.record(z.string(), z.unknown()) }),
  status_changed: z.strictObject({ from: Status, to: Status, reason: z.string().max(500).nullable() }),
  reopened: z.strictObject({ from: Status, reason: z.string().max(500) }),
  undone: z.strictObject({ group_id: Id }),
  redone: z.strictObject({ group_id: Id }),
};

/** @throws {Error} for a payload that its schema refuses: that is a bug of the writer, nothing is stored. */
export function checkPayload(event: NewEvent): NewEvent {
  const checked = EVENT_PAYLOADS[event.kind].safeParse(event.payload);
  if (checked.success) return event;
  throw new Error(`Payload of ${event.kind} is not as its schema says: ${z.prettifyError(checked.error)}`);
}
