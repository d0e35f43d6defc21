import { addDays, type LocalDate } from "@wopr/life";
import { getTimes } from "suncalc";
import { type Planned, planDay } from "../domain/plan-day.ts";
import { occurrenceId } from "../ids.ts";
import type { Book } from "./book.ts";

/** Longest period of "n times in d days", so that its completions are at hand. */
const LONGEST_PERIOD = 366;

/** Plans a day of a person: today, a past day that was not settled, or one to come. */
export async function plannedOn(book: Book, day: LocalDate): Promise<readonly Planned[]> {
  const { person, plan, people, zone } = book;
  const { personId } = person;
  const [items, rows, pauses, lastDone, recentDone, anchors, dayRow] = [
    await plan.items(personId),
    await plan.rowsAround(personId, day),
    await plan.pauses(personId, day),
    await plan.lastDone(personId, day),
    await plan.doneSince(personId, addDays(day, -LONGEST_PERIOD)),
    await people.anchors(personId),
    await people.day(personId, day),
  ];
  const wake =
    dayRow?.wakeMinutes == null || !dayRow.wakeSource
      ? null
      : { minutes: dayRow.wakeMinutes, source: dayRow.wakeSource };
  return planDay({
    day,
    zone,
    dayStart: person.dayStart,
    items,
    rows,
    pauses,
    lastDone,
    recentDone,
    anchors: new Map(anchors.map((anchor) => [anchor.code, anchor])),
    wake,
    targetWake: person.targetWake,
    sun: sunOn(book, day),
    idOf: occurrenceId,
  });
}

/** Sunrise and sunset on the wall; null each in polar day and night; undefined without a location. */
export function sunOn(
  { person, zone }: Pick<Book, "person" | "zone">,
  day: LocalDate,
): { readonly sunrise: number | null; readonly sunset: number | null } | undefined {
  if (person.latitude === null || person.longitude === null) return undefined;
  const noon = new Date(zone.instantOf(day, 12 * 60));
  const times = getTimes(noon, person.latitude, person.longitude);
  const wall = (instant: Date | null | undefined) => {
    if (!instant || Number.isNaN(instant.getTime())) return null;
    const { date, minutes } = zone.wallAt(instant.getTime());
    return date === day ? minutes : null;
  };
  return { sunrise: wall(times.sunrise), sunset: wall(times.sunset) };
}
