import type { GameState } from "@wopr/games";
import type { GameEvent } from "./events.ts";
import type { TimelineItem } from "./timeline.ts";

/** The state right after a move, kept so that the moves before it need not be applied again. A cache. */
export interface Snapshot {
  /** Head of the log when it was taken. */
  readonly seq: number;
  readonly atMove: number;
  readonly state: GameState;
  /** What came out of each move up to {@link atMove}, in order. */
  readonly moves: readonly { readonly conflict: string | null; readonly turn: number }[];
}

/**
 * Chooses the newest snapshot that still holds: no event after it touches a move up to its `atMove` (by correction,
 * insertion, removal or undo), nor the players or options that the rules go by.
 *
 * @param limits `stopAt`: only snapshots before this move. `before`: only snapshots before this place on the timeline.
 */
export function usableSnapshot(
  snapshots: readonly Snapshot[],
  events: readonly GameEvent[],
  timeline: readonly TimelineItem[],
  limits: { readonly stopAt: number | undefined; readonly before: number | undefined },
): Snapshot | undefined {
  const { stopAt = Number.POSITIVE_INFINITY, before = Number.POSITIVE_INFINITY } = limits;
  const headSeq = events.at(-1)?.seq ?? 0;
  // Not at the last move itself: what that one changed is asked for too.
  const candidates = snapshots.filter(({ atMove, seq }) => atMove < stopAt && seq <= headSeq);
  if (candidates.length === 0) return undefined;
  const places = placesOf(timeline);
  const newestFirst = candidates.toSorted((a, b) => b.atMove - a.atMove || b.seq - a.seq);
  return newestFirst.find((snapshot) => stillHolds(snapshot, events, places, before));
}

interface Places {
  readonly ofMove: ReadonlyMap<string, number>;
  /** Place of move number n at index n − 1; removed moves have no number. */
  readonly ofNumber: readonly number[];
}

function placesOf(timeline: readonly TimelineItem[]): Places {
  const ofMove = new Map<string, number>();
  const ofNumber: number[] = [];
  for (const [at, item] of timeline.entries()) {
    if (item.kind !== "move") continue;
    ofMove.set(item.moveId, at);
    if (!item.removed) ofNumber.push(at);
  }
  return { ofMove, ofNumber };
}

function stillHolds(snapshot: Snapshot, events: readonly GameEvent[], places: Places, limit: number): boolean {
  const edge = places.ofNumber[snapshot.atMove - 1];
  if (edge === undefined || edge >= limit || snapshot.atMove >= places.ofNumber.length) return false;
  // Only events after the snapshot are looked at; the log is dense, so they begin at index `seq`.
  for (let i = firstAfter(events, snapshot.seq); i < events.length; i += 1) {
    const event = events[i];
    if (event && touches(event, snapshot.seq, edge, events, places)) return false;
  }
  return true;
}

function firstAfter(events: readonly GameEvent[], seq: number): number {
  const first = events[0]?.seq ?? 1;
  return Math.max(0, seq - first + 1);
}

function touches(
  event: GameEvent,
  snapshotSeq: number,
  edge: number,
  events: readonly GameEvent[],
  places: Places,
): boolean {
  /** A move that is not on the timeline any more may have stood before the edge. */
  const before = (moveId: string, limit: number) => (places.ofMove.get(moveId) ?? -1) < limit;
  switch (event.kind) {
    case "move_corrected":
    case "move_removed":
      return before(event.payload.move_id, edge + 1);
    case "move_inserted":
      return event.payload.after_move_id === null || before(event.payload.after_move_id, edge);
    case "players_set":
    case "pack_options_set":
      return true;
    case "undone":
    case "redone": {
      const target = event.payload.group_id;
      return events.some((other) => other.groupId === target && other.seq <= snapshotSeq);
    }
    default:
      return false;
  }
}
