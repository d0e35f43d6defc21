/** A plan of five fields (minute, hour, day of month, month, day of week), parsed. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Both fields of days are given: then either may fit, as cron has always done it. */
  readonly eitherDay: boolean;
}

const FIELDS = [
  ["minute", 0, 59],
  ["hour", 0, 23],
  ["day of the month", 1, 31],
  ["month", 1, 12],
  ["day of the week", 0, 7],
] as const;

/**
 * Reads five fields with `*`, lists, ranges and steps; Sunday is 0 or 7.
 *
 * @returns A sentence when the text is no plan.
 */
export function parseCron(text: string): Cron | string {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5) return "A plan has five fields: minute, hour, day of the month, month, day of the week.";
  const fields: number[][] = [];
  for (const [index, [name, least, most]] of FIELDS.entries()) {
    const values = parseField(parts[index] ?? "", least, most);
    if (!values) return `"${parts[index]}" is no ${name} of a plan (${least} to ${most}, *, lists, ranges and steps).`;
    fields.push(values);
  }
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = fields;
  return {
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => day % 7)),
    eitherDay: !parts[2]?.startsWith("*") && !parts[4]?.startsWith("*"),
  };
}

function parseField(text: string, least: number, most: number): number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const found = /^(\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!found) return undefined;
    const [, all, from, to, by] = found;
    const step = by === undefined ? 1 : Number(by);
    const first = all === "*" ? least : Number(from);
    const last = all === "*" || (to === undefined && by !== undefined) ? most : Number(to ?? from);
    if (step < 1 || first < least || last > most || first > last) return undefined;
    for (let value = first; value <= last; value += step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** Whether this system knows a time zone by that name. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** 29 February on a Monday comes again within 28 years; a century without a leap year makes it 40. */
const MOST_DAYS = 40 * 366;

/**
 * All starts in `[fromMs, toMs)`, milliseconds since 1970, oldest first. A time that a zone leaves out in spring happens at
 * the next minute there is; one that it has twice in autumn happens the first time.
 *
 * @throws {RangeError} for an unknown zone.
 */
export function* cronStarts(cron: Cron, zone: string, fromMs: number, toMs: number): Generator<number> {
  const offsetAt = zoneOffset(zone);
  // Local dates as midnights of UTC: a day earlier and later covers every offset.
  const firstDay = Math.floor(fromMs / DAY_MS) - 1;
  let last = Number.NEGATIVE_INFINITY;
  for (let day = firstDay; day * DAY_MS <= toMs + DAY_MS && day - firstDay < MOST_DAYS; day += 1) {
    if (!dayFits(cron, new Date(day * DAY_MS))) continue;
    for (const hour of cron.hours) {
      for (const minute of cron.minutes) {
        const at = instantOf(day * DAY_MS + hour * HOUR_MS + minute * 60_000, offsetAt);
        // Several times within a gap of spring are one.
        if (at <= last) continue;
        last = at;
        if (at >= toMs) return;
        if (at >= fromMs) yield at;
      }
    }
  }
}

function dayFits(cron: Cron, date: Date): boolean {
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  const [day, weekday] = [cron.days.has(date.getUTCDate()), cron.weekdays.has(date.getUTCDay())];
  return cron.eitherDay ? day || weekday : day && weekday;
}

/** Offset of a zone from UTC at an instant, milliseconds. */
function zoneOffset(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const known = new Map<number, number>();
  return (atMs) => {
    // Zones change at quarters of an hour at the finest.
    const key = Math.floor(atMs / 900_000);
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const parts = Object.fromEntries(
      format.formatToParts(key * 900_000).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - key * 900_000;
    known.set(key, offset);
    return offset;
  };
}

/** The instant of a local time: the first where there are two, the end of the gap where there is none. */
function instantOf(localMs: number, offsetAt: (atMs: number) => number): number {
  const candidates = [localMs - offsetAt(localMs - DAY_MS), localMs - offsetAt(localMs + DAY_MS)];
  const fitting = candidates.filter((at) => at + offsetAt(at) === localMs);
  if (fitting.length > 0) return Math.min(...fitting);
  // In a gap: the zone jumps between the two candidates; search the minute in which it does.
  let [low, high] = [Math.min(...candidates), Math.max(...candidates)];
  const before = offsetAt(low);
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 120_000) * 60_000;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
