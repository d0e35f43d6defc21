import type { Base, Move, Piece, Seat, Verdict } from "@wopr/games";
import { GameErrors } from "../errors.ts";

/** Who caused an event. `link` is a spectator with a share link, `camera` a camera process. */
export interface Actor {
  readonly id: string;
  readonly kind: "user" | "system" | "camera" | "link";
  readonly name: string;
}

/** WOPR itself. */
export const SYSTEM: Actor = { id: "system", kind: "system", name: "WOPR" };

/** A player as the log keeps it. */
export interface PlayerFact {
  readonly id: string;
  readonly name: string;
  readonly position: Seat;
  readonly color: string;
  readonly kind: "human" | "bot";
  readonly user_id: string | null;
}

/** Status of a game; published, never grows. */
export type GameStatus = "setup" | "in_progress" | "completed" | "abandoned";

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Parts of a position somebody set; a part that is left out stays. */
export interface StateParts {
  readonly turn?: number | undefined;
  readonly phase?: string | undefined;
  readonly round?: number | undefined;
  readonly turn_player?: Seat | null | undefined;
  readonly grid?: readonly (readonly (Piece | null)[])[] | undefined;
  readonly zones?: Counts | undefined;
  readonly tracks?: Counts | undefined;
  readonly bases?: readonly Base[] | undefined;
  readonly resources?: Counts | undefined;
  readonly extra?: unknown;
}

interface MoveContent {
  readonly move_id: string;
  readonly move: Move;
  /** The sentence people saw when they agreed: "Blue: E4 → F5". */
  readonly text: string;
  readonly ends_turn: boolean;
}

interface MoveOrigin {
  readonly capture_id: string | null;
  readonly proposal_id: string | null;
  readonly confidence: number | null;
}

/**
 * Payload per kind of event (tabletop.md 4.3). They are stored and published as they are, hence snake_case.
 *
 * Ours beside the documented kinds: `header_set` (name, metadata, policy and camera of a game), `verdict_dismissed`,
 * `move_flagged` and `capture_attached`.
 */
export interface EventPayloads {
  readonly game_created: {
    readonly name: string;
    readonly game_type: string;
    readonly pack_id: string;
    readonly pack_version: string;
    readonly agree_policy: "ask" | "auto_when_sure";
    readonly time_zone: string;
    readonly demo: boolean;
    readonly camera_id: string | null;
  };
  readonly header_set: {
    readonly name?: string | undefined;
    readonly metadata?: Readonly<Record<string, unknown>> | undefined;
    readonly agree_policy?: "ask" | "auto_when_sure" | undefined;
    readonly camera_id?: string | null | undefined;
  };
  readonly players_set: { readonly players: readonly PlayerFact[] };
  readonly pack_options_set: { readonly options: Readonly<Record<string, unknown>> };
  readonly calibration_set: { readonly calibration_id: string; readonly camera_id: string | null };
  readonly palette_set: {
    readonly capture_id: string | null;
    readonly entries: readonly {
      readonly player: Seat;
      readonly lab: readonly [number, number, number];
      readonly spread: number;
      readonly samples: number;
      /** On boards of zones: the colour itself, channels 0 to 255. */
      readonly rgb?: readonly [number, number, number] | undefined;
    }[];
    /** Cells of that photo, or places in board units, whose pieces people pointed at. */
    readonly taps?:
      | readonly {
          readonly cell?: string | undefined;
          readonly at?: readonly [number, number] | undefined;
          readonly player: Seat;
        }[]
      | undefined;
  };
  readonly terrain_set: { readonly polygons: readonly unknown[] };
  readonly capture_added: {
    readonly capture_id: string;
    readonly sequence: number;
    readonly sha256: string;
    readonly camera_id: string | null;
  };
  readonly capture_rejected: { readonly capture_id: string; readonly reason: string };
  readonly capture_removed: { readonly capture_id: string };
  readonly proposal_made: {
    readonly proposal_id: string;
    readonly capture_id: string;
    readonly outcome: string;
  };
  readonly proposal_rejected: { readonly proposal_id: string; readonly reason: string };
  readonly question_answered: {
    readonly proposal_id: string;
    readonly answers: Readonly<Record<string, string>>;
  };
  readonly state_set: StateParts & {
    readonly source: "manual" | "vision_analysis";
    readonly capture_id: string | null;
    readonly proposal_id: string | null;
  };
  readonly move_committed: MoveContent & MoveOrigin & { readonly outcome: string | null };
  readonly move_corrected: MoveContent;
  readonly move_inserted: MoveContent & { readonly after_move_id: string | null };
  readonly move_removed: { readonly move_id: string };
  readonly turn_set: { readonly turn: number; readonly turn_player?: Seat | null | undefined };
  readonly phase_set: { readonly phase: string };
  readonly round_set: { readonly round: number };
  readonly resource_set: { readonly player: Seat; readonly resource: string; readonly value: number };
  readonly track_set: { readonly track: string; readonly player: Seat; readonly value: number };
  readonly turn_note: { readonly move_id: string; readonly answers: Readonly<Record<string, unknown>> };
  readonly comment: { readonly move_id: string | null; readonly text: string };
  /** Null takes a glyph off. */
  readonly glyph: { readonly move_id: string; readonly glyph: "!" | "?" | "!?" | "?!" | "!!" | "??" | null };
  /** `drawn` false takes an arrow off. */
  readonly arrow: {
    readonly move_id: string;
    readonly from: string;
    readonly to: string;
    readonly drawn?: boolean | undefined;
  };
  readonly adjudicated: { readonly move_id: string; readonly verdicts: readonly Verdict[] };
  readonly verdict_dismissed: { readonly move_id: string; readonly rule: string; readonly dismissed: boolean };
  /** What a correction left open at a later move; a correction of that move settles it. */
  readonly move_flagged: { readonly move_id: string; readonly text: string };
  /** A late photo that belongs to a move which was agreed without one. */
  readonly capture_attached: { readonly move_id: string; readonly capture_id: string };
  readonly result_set: { readonly result: Readonly<Record<string, unknown>> };
  readonly status_changed: { readonly from: GameStatus; readonly to: GameStatus; readonly reason: string | null };
  readonly reopened: { readonly from: GameStatus; readonly reason: string };
  readonly undone: { readonly group_id: string };
  readonly redone: { readonly group_id: string };
}

/** One kind of event. */
export type EventKind = keyof EventPayloads;

/** What is written: an event before it has a place in the log. */
export type NewEvent = {
  readonly [K in EventKind]: { readonly kind: K; readonly payload: EventPayloads[K] };
}[EventKind];

interface Placed {
  /** Dense from 1 per game. */
  readonly seq: number;
  readonly eventId: string;
  /** Events of one act of one author; undone and redone together. */
  readonly groupId: string;
  readonly schema: number;
  readonly at: Date;
  readonly actor: Actor;
  readonly reason: string | null;
}

/** One line of the append-only log of a game. */
export type GameEvent = NewEvent & Placed;

/** A line as the database has it: kind and payload are not known to be readable yet. */
export interface StoredEvent extends Placed {
  readonly kind: string;
  readonly payload: unknown;
}

/** Newest form of payload per kind that this version reads and writes. */
export const EVENT_SCHEMAS: { readonly [K in EventKind]: number } = {
  game_created: 1,
  header_set: 1,
  players_set: 1,
  pack_options_set: 1,
  calibration_set: 1,
  palette_set: 1,
  terrain_set: 1,
  capture_added: 1,
  capture_rejected: 1,
  capture_removed: 1,
  proposal_made: 1,
  proposal_rejected: 1,
  question_answered: 1,
  state_set: 1,
  move_committed: 1,
  move_corrected: 1,
  move_inserted: 1,
  move_removed: 1,
  turn_set: 1,
  phase_set: 1,
  round_set: 1,
  resource_set: 1,
  track_set: 1,
  turn_note: 1,
  comment: 1,
  glyph: 1,
  arrow: 1,
  adjudicated: 1,
  verdict_dismissed: 1,
  move_flagged: 1,
  capture_attached: 1,
  result_set: 1,
  status_changed: 1,
  reopened: 1,
  undone: 1,
  redone: 1,
};

/** Kinds that say what was looked at and asked; the state does not depend on them, and nobody takes them back. */
const RECORD_KINDS: ReadonlySet<string> = new Set<EventKind>([
  "calibration_set",
  "palette_set",
  "terrain_set",
  "capture_added",
  "capture_rejected",
  "capture_removed",
  "proposal_made",
  "proposal_rejected",
  "question_answered",
]);

/** Kinds that say something about the game beside it: a spectator's remark must not turn anybody's agreeing stale. */
const REMARK_KINDS: ReadonlySet<string> = new Set<EventKind>([
  "comment",
  "glyph",
  "arrow",
  "turn_note",
  "verdict_dismissed",
]);

/** Whether an event changes what the fold gives, so that somebody who has not seen it must look again. */
export const changesGame = (kind: string): boolean => !RECORD_KINDS.has(kind) && !REMARK_KINDS.has(kind);

/** Whether an act that holds this event can be taken back by itself. */
export const canBeUndone = (kind: string): boolean =>
  changesGame(kind) && kind !== "undone" && kind !== "redone" && kind !== "game_created";

/**
 * Lets an event through that this version can read.
 *
 * @throws {AppError} `game.needs_newer_version` for an unknown kind or a newer form, never a guess.
 */
export function readable(event: StoredEvent): GameEvent {
  const known = Object.hasOwn(EVENT_SCHEMAS, event.kind) ? EVENT_SCHEMAS[event.kind as EventKind] : 0;
  if (event.schema > known)
    throw GameErrors.needs_newer_version({ seq: event.seq, kind: event.kind, schema: event.schema, known });
  return event as GameEvent;
}
