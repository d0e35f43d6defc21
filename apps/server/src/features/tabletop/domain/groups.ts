import { canBeUndone, type GameEvent } from "./events.ts";

/** Which acts of a game count, and what undo and redo would take next. */
export interface GroupLedger {
  /** Groups that are taken back at the moment. */
  readonly undone: ReadonlySet<string>;
  /** Group that undo takes back: the newest one that counts. */
  readonly undoable: string | null;
  /** Group that redo brings back: the one taken back last, until something new is written. */
  readonly redoable: string | null;
}

/**
 * Reads the acts of a log. Total: an `undone` or `redone` of a group that does not exist, or is so already, says
 * nothing.
 */
export function readGroups(events: readonly GameEvent[]): GroupLedger {
  const done: string[] = [];
  const takenBack: string[] = [];
  const undone = new Set<string>();
  const creation = events[0]?.groupId;
  let last: string | undefined;
  for (const event of events) {
    if (event.kind === "undone") {
      const target = event.payload.group_id;
      if (!done.includes(target)) continue;
      undone.add(target);
      move(target, done, takenBack);
    } else if (event.kind === "redone") {
      const target = event.payload.group_id;
      if (!undone.delete(target)) continue;
      move(target, takenBack, done);
    } else if (event.groupId !== last && event.groupId !== creation && canBeUndone(event.kind)) {
      // The events of a group stand together, and the act that made the game is the ground everything else stands on.
      last = event.groupId;
      done.push(event.groupId);
      takenBack.length = 0;
    }
  }
  return { undone, undoable: done.at(-1) ?? null, redoable: takenBack.at(-1) ?? null };
}

function move(group: string, from: string[], to: string[]): void {
  const at = from.lastIndexOf(group);
  if (at >= 0) from.splice(at, 1);
  to.push(group);
}
