import type { Move } from "@wopr/games";
import type { Actor, EventPayloads, GameEvent } from "./events.ts";

/** A move in its place, with the content it has after corrections. */
export interface MoveItem {
  readonly kind: "move";
  readonly moveId: string;
  readonly move: Move;
  readonly text: string;
  readonly endsTurn: boolean;
  readonly captureId: string | null;
  readonly proposalId: string | null;
  readonly confidence: number | null;
  readonly decidedBy: Actor;
  readonly at: Date;
  /** Of the event that put the move here. */
  readonly seq: number;
  readonly removed: boolean;
  /** Whether somebody changed or inserted it after the fact. */
  readonly corrected: boolean;
  /** Outcome of the proposal it was agreed from. */
  readonly outcome: string | null;
}

/** The walk, and where on it each move stands. */
export interface Timeline {
  readonly items: readonly TimelineItem[];
  /** By move id; removed moves keep their place. */
  readonly places: ReadonlyMap<string, number>;
}

type SetKind = "state_set" | "turn_set" | "phase_set" | "round_set" | "resource_set" | "track_set";

/** Values set by hand. */
export interface SetItem {
  readonly kind: "set";
  readonly event: Extract<GameEvent, { kind: SetKind }>;
  readonly seq: number;
}

/** What the fold walks along: everything that bears state, in the order it counts. */
export type TimelineItem = MoveItem | SetItem;

const SET_KINDS: ReadonlySet<string> = new Set<SetKind>([
  "state_set",
  "turn_set",
  "phase_set",
  "round_set",
  "resource_set",
  "track_set",
]);

/**
 * Puts the state-bearing events that count in order: by seq, corrections in place, an inserted move right after its
 * anchor (before the first move when it has none). Removed moves stay as markers, so that places keep their meaning.
 * Total: a correction of a move that does not exist changes nothing.
 */
export function buildTimeline(events: readonly GameEvent[], undone: ReadonlySet<string>): Timeline {
  const items: TimelineItem[] = [];
  /** Place per move; rebuilt from where an insertion shifted it. */
  const places = new Map<string, number>();
  const place = (item: MoveItem, at: number) => {
    items.splice(at, 0, item);
    for (let i = at; i < items.length; i += 1) {
      const shifted = items[i];
      if (shifted?.kind === "move") places.set(shifted.moveId, i);
    }
  };
  const change = (moveId: string, differs: Partial<MoveItem>) => {
    const at = places.get(moveId);
    const item = at === undefined ? undefined : items[at];
    if (at !== undefined && item?.kind === "move") items[at] = { ...item, ...differs };
  };

  for (const event of events) {
    if (undone.size > 0 && undone.has(event.groupId)) continue;
    switch (event.kind) {
      case "move_committed":
        places.set(event.payload.move_id, items.length);
        items.push(moveItem(event, event.payload));
        break;
      case "move_inserted": {
        const { after_move_id: anchor } = event.payload;
        const origin = { ...event.payload, capture_id: null, proposal_id: null, confidence: null, outcome: null };
        const at = anchor === null ? items.findIndex((item) => item.kind === "move") : places.get(anchor);
        if (at === undefined) break;
        place({ ...moveItem(event, origin), corrected: true }, anchor === null ? (at < 0 ? items.length : at) : at + 1);
        break;
      }
      case "move_corrected":
        change(event.payload.move_id, {
          move: event.payload.move,
          text: event.payload.text,
          endsTurn: event.payload.ends_turn,
          corrected: true,
        });
        break;
      case "capture_attached":
        change(event.payload.move_id, { captureId: event.payload.capture_id });
        break;
      case "move_removed":
        change(event.payload.move_id, { removed: true });
        break;
      default:
        if (isSet(event)) items.push({ kind: "set", event, seq: event.seq });
    }
  }
  return { items, places };
}

const isSet = (event: GameEvent): event is Extract<GameEvent, { kind: SetKind }> => SET_KINDS.has(event.kind);

function moveItem(event: GameEvent, payload: EventPayloads["move_committed"]): MoveItem {
  return {
    kind: "move",
    moveId: payload.move_id,
    move: payload.move,
    text: payload.text,
    endsTurn: payload.ends_turn,
    captureId: payload.capture_id,
    proposalId: payload.proposal_id,
    confidence: payload.confidence,
    decidedBy: event.actor,
    at: event.at,
    seq: event.seq,
    removed: false,
    corrected: false,
    outcome: payload.outcome,
  };
}
