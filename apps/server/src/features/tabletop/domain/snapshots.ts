import type { GameState } from "@wopr/games";
import type { GameEvent } from "./events.ts";
import type { Timeline } from "./timeline.ts";

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
  timeline: Timeline,
  limits: { readonly stopAt: number | undefined; readonly before: number | undefined },
): Snapshot | undefined {
  const { stopAt = Number.POSITIVE_INFINITY, before = Number.POSITIVE_INFINITY } = limits;
  const headSeq = events.at(-1)?.seq ?? 0;
  // Not at the last move itself: what that one changed is asked for too.
  const newestFirst = snapshots
    .filter(({ atMove, seq }) => atMove < stopAt && seq <= headSeq)
    .sort((a, b) => b.atMove - a.atMove || b.seq - a.seq);
  return newestFirst.find((snapshot) => stillHolds(snapshot, events, timeline, before));
}

function stillHolds(snapshot: Snapshot, events: readonly GameEvent[], timeline: Timeline, limit: number): boolean {
  const edge = placeOfMove(timeline, snapshot.atMove);
  if (edge === undefined || edge >= limit || placeOfMove(timeline, snapshot.atMove + 1) === undefined) return false;
  // Only events after the snapshot are looked at; the log is dense, so they begin at index `seq`.
  for (let i = firstAfter(events, snapshot.seq); i < events.length; i += 1) {
    const event = events[i];
    if (event && touches(event, snapshot.seq, edge, events, timeline)) return false;
  }
  return true;
}

/** Place of move number `n`; removed moves have no number. */
function placeOfMove({ items }: Timeline, n: number): number | undefined {
  let counted = 0;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (item?.kind !== "move" || item.removed) continue;
    counted += 1;
    if (counted === n) return at;
  }
  return undefined;
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
  { places }: Timeline,
): boolean {
  /** A move that is not on the timeline any more may have stood before the edge. */
  const before = (moveId: string, limit: number) => (places.get(moveId) ?? -1) < limit;
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
