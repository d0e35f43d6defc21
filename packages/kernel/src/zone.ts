/** What a clock on the wall shows. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Whether this is the name of a time zone, e.g. `Europe/Berlin`. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** @throws {RangeError} when the zone is not known. */
export function localTimeOf(instant: Date, zone: string): LocalTime {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute") };
}

/**
 * The instant at which clocks in a zone show this time. A time that clocks skip becomes the minute they skip to; of a
 * time they show twice it is the first.
 *
 * @throws {RangeError} when the zone is not known.
 */
export function instantOf(local: LocalTime, zone: string): Date {
  const asUtc = utcOf(local);
  const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => offsetAt(at, zone));
  const candidates = offsets.map((offset) => asUtc - offset).sort((a, b) => a - b);
  const found = candidates.find((at) => utcOf(localTimeOf(new Date(at), zone)) === asUtc);
  return new Date(found ?? skippedTo(asUtc - DAY_MS, asUtc + DAY_MS, zone));
}

/** Minutes east of UTC × 60,000, at an instant. */
const offsetAt = (at: number, zone: string): number =>
  utcOf(localTimeOf(new Date(at), zone)) - Math.floor(at / MINUTE_MS) * MINUTE_MS;

const utcOf = ({ year, month, day, hour, minute }: LocalTime): number => Date.UTC(year, month - 1, day, hour, minute);

/** The one change of the offset between two instants. */
function skippedTo(from: number, to: number, zone: string): number {
  const before = offsetAt(from, zone);
  let [low, high] = [from, to];
  while (high - low > MINUTE_MS) {
    const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}
