import {
  type Anchor,
  addDays,
  type DayFacts,
  datesOfSchedule,
  frequencyOf,
  instantOnDay,
  isLastChance,
  type LocalDate,
  type ResolvedFrom,
  resolveTime,
  type State,
  type Zone,
} from "@wopr/life";
import type { Item, OccurrenceRow, Pause } from "./types.ts";

/** An occurrence as it stands, stored or not. */
export interface Planned {
  readonly id: string;
  readonly item: Item;
  readonly originalDate: LocalDate;
  readonly day: LocalDate;
  readonly state: State;
  readonly plannedAtMs: number;
  readonly softEndMs: number;
  readonly hardEndMs: number;
  readonly pending: boolean;
  readonly resolvedFrom: ResolvedFrom;
  readonly resolveReason: string;
  readonly moves: number;
  /** Counts for score and streak today; false for "n times in d days" while it can still be reached. */
  readonly due: boolean;
  readonly paused: boolean;
  readonly row: OccurrenceRow | undefined;
}

/** Everything a day is planned from. */
export interface DayInput {
  readonly day: LocalDate;
  readonly zone: Zone;
  readonly dayStart: number;
  readonly items: readonly Item[];
  /** Rows on this day, rows that were moved away from it, and open rows of earlier days. */
  readonly rows: readonly OccurrenceRow[];
  readonly pauses: readonly Pause[];
  /** Newest completed date of each item before this day, by item id. */
  readonly lastDone: ReadonlyMap<string, LocalDate>;
  /** Completed dates of the last period, for "n times in d days", by item id. */
  readonly recentDone: ReadonlyMap<string, readonly LocalDate[]>;
  readonly anchors: ReadonlyMap<string, Anchor>;
  readonly wake: DayFacts["wake"];
  readonly targetWake: number;
  readonly sun: DayFacts["sun"];
  readonly idOf: (itemId: string, originalDate: LocalDate) => string;
}

const MINUTE_MS = 60_000;

/** All occurrences of a day: scheduled ones, those moved here, those carried here, and those moved away. */
export function planDay(input: DayInput): readonly Planned[] {
  const rowsById = new Map(input.rows.map((row) => [row.id, row]));
  const itemsById = new Map(input.items.map((item) => [item.id, item]));
  const facts = factsOf(input, itemsById);
  const planned = new Map<string, Planned>();
  for (const item of input.items) {
    if (!item.isActive) continue;
    for (const date of scheduledOn(item, input)) {
      const id = input.idOf(item.id, date);
      planned.set(id, plan(item, date, rowsById.get(id), input, facts));
    }
  }
  for (const row of input.rows) {
    const item = itemsById.get(row.itemId);
    const concerns =
      row.day === input.day || row.originalDate === input.day || (row.state === "open" && row.day < input.day);
    if (!item || planned.has(row.id) || !concerns) continue;
    if (!item.isActive && row.state === "open") continue;
    planned.set(row.id, plan(item, row.originalDate, row, input, facts));
  }
  return [...planned.values()];
}

function scheduledOn(item: Item, { day, lastDone, recentDone }: DayInput): readonly LocalDate[] {
  if (item.schedule.type === "after_completion") {
    const due = datesOfSchedule(item.schedule, "1970-01-01", day, lastDone.get(item.id) ?? null);
    return due.slice(-1);
  }
  if (item.schedule.type === "times_per_period") {
    const { times, periodDays } = frequencyOf(item.schedule);
    const begin = addDays(day, 1 - periodDays);
    const met = (recentDone.get(item.id) ?? []).filter((date) => date >= begin && date < day).length >= times;
    return met ? [] : datesOfSchedule(item.schedule, day, day);
  }
  return datesOfSchedule(item.schedule, day, day);
}

function plan(
  item: Item,
  originalDate: LocalDate,
  row: OccurrenceRow | undefined,
  input: DayInput,
  facts: DayFacts,
): Planned {
  const day = row?.day ?? originalDate;
  const resolved = resolveTime(
    { anchor: item.anchor, exactTime: item.exactTime, offset: item.timeOffset, defaultTime: item.defaultTime },
    { ...facts, day },
  );
  const live = row === undefined || (!row.pinned && row.state === "open");
  const at = input.zone.instantOf(day, resolved.minutes);
  const dayEnd = input.zone.firstInstant(addDays(day, 1), input.dayStart);
  const hardEnd = item.hardEnd === null ? dayEnd : instantOnDay(day, item.hardEnd, input.zone, input.dayStart);
  const recent = input.recentDone.get(item.id) ?? [];
  return {
    id: row?.id ?? input.idOf(item.id, originalDate),
    item,
    originalDate,
    day,
    state: row?.state ?? "open",
    plannedAtMs: live ? at : row.plannedAt.getTime(),
    softEndMs: live ? at + item.windowMinutes * MINUTE_MS : row.softEnd.getTime(),
    hardEndMs: live ? Math.max(hardEnd, at) : row.hardEnd.getTime(),
    pending: live && resolved.pending,
    resolvedFrom: live ? resolved.from : row.resolvedFrom,
    resolveReason: live ? resolved.reason : row.resolveReason,
    moves: row?.moves ?? 0,
    due: item.schedule.type !== "times_per_period" || isLastChance(recent, frequencyOf(item.schedule), day),
    paused: isPaused(item, day, input.pauses),
    row,
  };
}

/** Whether an item is not due on a day because of a pause. */
export function isPaused(item: Pick<Item, "id" | "essential">, day: LocalDate, pauses: readonly Pause[]): boolean {
  return pauses.some(
    (pause) =>
      pause.fromDay <= day &&
      day <= pause.toDay &&
      (pause.itemId === item.id || (pause.itemId === null && !item.essential)),
  );
}

function factsOf(input: DayInput, items: ReadonlyMap<string, Item>): DayFacts {
  const doneAt = new Map<string, { readonly minutes: number; readonly how: "completed" | "skipped" }>();
  for (const row of input.rows) {
    const item = items.get(row.itemId);
    if (!item || row.day !== input.day) continue;
    if (row.state === "skipped") doneAt.set(item.code, { minutes: 0, how: "skipped" });
    if (row.state !== "completed" || !row.completedAt) continue;
    const wall = input.zone.wallAt(row.completedAt.getTime());
    const minutes = Math.floor(wall.minutes) + (wall.date > input.day ? 1440 : 0);
    doneAt.set(item.code, { minutes, how: "completed" });
  }
  const { day, dayStart, anchors, wake, targetWake, sun } = input;
  return { day, dayStart, anchors, wake, targetWake, sun, doneAt };
}
