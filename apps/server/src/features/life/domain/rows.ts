import type { Planned } from "./plan-day.ts";
import type { OccurrenceRow, OccurrenceSnapshot } from "./types.ts";

/** A planned occurrence as a row, ready to be changed. */
export function rowOf(planned: Planned, personId: string, now: Date): OccurrenceRow {
  if (planned.row) {
    const { row } = planned;
    const live = !row.pinned && row.state === "open";
    return live ? { ...row, ...timesOf(planned), updatedAt: now } : { ...row, updatedAt: now };
  }
  return {
    id: planned.id,
    personId,
    itemId: planned.item.id,
    originalDate: planned.originalDate,
    day: planned.day,
    ...timesOf(planned),
    state: planned.state,
    pinned: false,
    completedAt: null,
    closedAt: null,
    quality: null,
    durationMinutes: null,
    notes: null,
    moves: 0,
    supersededBy: null,
    revision: 0,
    updatedAt: now,
  };
}

const timesOf = (planned: Planned) => ({
  plannedAt: new Date(planned.plannedAtMs),
  softEnd: new Date(planned.softEndMs),
  hardEnd: new Date(planned.hardEndMs),
  resolvedFrom: planned.resolvedFrom,
  resolveReason: planned.resolveReason,
});

/** What undo needs to put a row back. */
export const snapshotOf = (row: OccurrenceRow): OccurrenceSnapshot => ({
  day: row.day,
  plannedAt: row.plannedAt.toISOString(),
  softEnd: row.softEnd.toISOString(),
  hardEnd: row.hardEnd.toISOString(),
  state: row.state,
  pinned: row.pinned,
  completedAt: row.completedAt?.toISOString() ?? null,
  closedAt: row.closedAt?.toISOString() ?? null,
  quality: row.quality,
  durationMinutes: row.durationMinutes,
  notes: row.notes ? Buffer.from(row.notes).toString("base64") : null,
  moves: row.moves,
  resolvedFrom: row.resolvedFrom,
  resolveReason: row.resolveReason,
});

/** A row as it was. The revision goes on, so that what is granted afterwards is granted anew. */
export function restoredRow(row: OccurrenceRow, was: OccurrenceSnapshot, now: Date): OccurrenceRow {
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...row,
    ...was,
    plannedAt: new Date(was.plannedAt),
    softEnd: new Date(was.softEnd),
    hardEnd: new Date(was.hardEnd),
    completedAt: instant(was.completedAt),
    closedAt: instant(was.closedAt),
    notes: was.notes === null ? null : Buffer.from(was.notes, "base64"),
    revision: row.revision + 1,
    updatedAt: now,
  };
}
