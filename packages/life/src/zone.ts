import { dateOfEpochDay, epochDay, type LocalDate } from "./date.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** No zone has changed its offset by more than a day; whole skipped days (Samoa 2011) included. */
const REACH_MS = 26 * 60 * MINUTE_MS;

/** What a clock on the wall shows. */
export interface Wall {
  readonly date: LocalDate;
  /** Minutes after midnight, with the fraction of a minute. */
  readonly minutes: number;
}

/** The clocks of one place. All answers depend on the zone's name alone, never on the zone of the process. */
export interface Zone {
  readonly name: string;
  /** Local minus UTC, milliseconds, at an instant. */
  offsetAt(instantMs: number): number;
  wallAt(instantMs: number): Wall;
  /**
   * The instant of a local time. In a gap it moves later by the gap; in an overlap it is the first of the two
   * (RFC 5545 and Temporal call this "compatible").
   *
   * @param minutes After midnight of `date`; may be negative or above 1440.
   */
  instantOf(date: LocalDate, minutes: number): number;
  /** The first instant at which the wall shows this local time or a later one. Differs from `instantOf` in gaps. */
  firstInstant(date: LocalDate, minutes: number): number;
}

/** Whether there is a zone of this IANA name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/**
 * Opens a zone. Offsets are remembered by quarter of an hour, because asking `Intl` is a thousand times slower.
 *
 * @throws {RangeError} when there is no zone of this name.
 */
export function openZone(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    era: "short",
  });
  const known = new Map<number, number>();

  const ask = (instantMs: number): number => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instantMs)) parts[type] = Number(value);
    const at = (name: string) => parts[name] ?? 0;
    const local = Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
    return local - Math.floor(instantMs / 1000) * 1000;
  };
  const offsetAt = (instantMs: number): number => {
    const quarter = Math.floor(instantMs / (15 * MINUTE_MS));
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const offset = ask(quarter * 15 * MINUTE_MS);
    known.set(quarter, offset);
    return offset;
  };
  const localMs = (date: LocalDate, minutes: number) => epochDay(date) * DAY_MS + minutes * MINUTE_MS;

  /** The instant, or the two ends of the search for the gap that swallowed the local time. */
  const resolve = (local: number): { readonly exact: number } | { readonly before: number; readonly after: number } => {
    const before = offsetAt(local - REACH_MS);
    const after = offsetAt(local + REACH_MS);
    if (offsetAt(local - before) === before) return { exact: local - before };
    if (offsetAt(local - after) === after) return { exact: local - after };
    // A zone may change twice within two days; the offset in force around the guess then decides.
    const between = offsetAt(local - after);
    if (offsetAt(local - between) === between) return { exact: local - between };
    return { before, after };
  };

  return {
    name,
    offsetAt,
    wallAt(instantMs) {
      const local = instantMs + offsetAt(instantMs);
      const day = Math.floor(local / DAY_MS);
      return { date: dateOfEpochDay(day), minutes: (local - day * DAY_MS) / MINUTE_MS };
    },
    instantOf(date, minutes) {
      const local = localMs(date, minutes);
      const found = resolve(local);
      return "exact" in found ? found.exact : local - found.before;
    },
    firstInstant(date, minutes) {
      const local = localMs(date, minutes);
      const found = resolve(local);
      if ("exact" in found) return found.exact;
      let low = local - found.after - 15 * MINUTE_MS;
      let high = local - found.before;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (middle + offsetAt(middle) >= local) high = middle;
        else low = middle;
      }
      return high;
    },
  };
}
