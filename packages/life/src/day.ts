import { addDays, daysBetween, type LocalDate } from "./date.ts";
import { openZone, type Zone } from "./zone.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A day is open for at least this long, so that travel cannot make a day of minutes. */
export const SHORTEST_DAY_MS = 20 * HOUR_MS;

/** When a person decided to live in a zone. The first entry counts from for ever. */
export interface ZoneChange {
  readonly fromMs: number;
  readonly zone: string;
}

/** Zones of a person over time. */
export interface ZoneHistory {
  at(instantMs: number): Zone;
  /** Stays that have not ended at `sinceMs`, oldest first; half-open. */
  segments(sinceMs: number): readonly { readonly fromMs: number; readonly toMs: number; readonly zone: Zone }[];
}

/** @param changes In any order, at least one. @param open Opens a zone; hand in one that remembers. */
export function zoneHistory(changes: readonly ZoneChange[], open: (name: string) => Zone = openZone): ZoneHistory {
  const sorted = [...changes].sort((a, b) => a.fromMs - b.fromMs);
  const all = sorted.map((change, index) => ({
    fromMs: index === 0 ? Number.NEGATIVE_INFINITY : change.fromMs,
    toMs: sorted[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY,
    zone: open(change.zone),
  }));
  if (all.length === 0) throw new RangeError("A person lives in at least one zone.");
  return {
    at: (instantMs) => all.find(({ toMs }) => instantMs < toMs)!.zone,
    segments: (sinceMs) => all.filter(({ toMs }) => toMs > sinceMs),
  };
}

/**
 * The day an instant belongs to: the date on the wall, or the one before while the wall shows less than the day start.
 *
 * @param dayStart Minutes after midnight, 0 to 719.
 */
export function dayKey(instantMs: number, zone: Zone, dayStart: number): LocalDate {
  const { date, minutes } = zone.wallAt(instantMs);
  return minutes < dayStart ? addDays(date, -1) : date;
}

/** A day that is over. */
export interface Close {
  readonly day: LocalDate;
  readonly closedAtMs: number;
  /** Dates the person jumped over (travel east over the date line): neutral, no score and no miss. */
  readonly voids: readonly LocalDate[];
  /** The day that opens now. */
  readonly next: LocalDate;
}

/**
 * When an open day closes: the first instant at which the wall is beyond it and it was open for 20 hours.
 *
 * @param open The open day, and since when it is open.
 */
export function closeOf(
  open: { readonly day: LocalDate; readonly openedAtMs: number },
  zones: ZoneHistory,
  dayStart: number,
): Close {
  const earliest = open.openedAtMs + SHORTEST_DAY_MS;
  const closedAtMs = firstAfter(open.day, earliest, zones, dayStart);
  const next = dayKey(closedAtMs, zones.at(closedAtMs), dayStart);
  const voids: LocalDate[] = [];
  for (let date = addDays(open.day, 1); date < next; date = addDays(date, 1)) voids.push(date);
  return { day: open.day, closedAtMs, voids, next };
}

function firstAfter(day: LocalDate, earliestMs: number, zones: ZoneHistory, dayStart: number): number {
  const tomorrow = addDays(day, 1);
  for (const { fromMs, toMs, zone } of zones.segments(earliestMs)) {
    let candidate = Math.max(zone.firstInstant(tomorrow, dayStart), earliestMs, fromMs);
    // In the hour that a clock repeats, the wall may fall back below the day start once more.
    if (candidate < toMs && dayKey(candidate, zone, dayStart) <= day) {
      const wall = zone.wallAt(candidate);
      candidate += (daysBetween(wall.date, tomorrow) * 1440 + dayStart - wall.minutes) * MINUTE_MS;
    }
    if (candidate < toMs) return candidate;
  }
  throw new RangeError("The last zone of a person never ends.");
}

/** All closes up to `nowMs`, oldest first; the day that is open afterwards is the last one's `next`. */
export function closesUntil(
  open: { readonly day: LocalDate; readonly openedAtMs: number },
  zones: ZoneHistory,
  dayStart: number,
  nowMs: number,
): readonly Close[] {
  const closes: Close[] = [];
  let current = open;
  for (;;) {
    const close = closeOf(current, zones, dayStart);
    if (close.closedAtMs > nowMs) return closes;
    closes.push(close);
    current = { day: close.next, openedAtMs: close.closedAtMs };
  }
}

/** The instant of a local time on a day: times before the day start belong to the night after. */
export function instantOnDay(day: LocalDate, minutes: number, zone: Zone, dayStart: number): number {
  return zone.instantOf(day, minutes < dayStart ? minutes + 1440 : minutes);
}
