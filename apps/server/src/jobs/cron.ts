import { instantOf, type LocalTime, localTimeOf } from "@wopr/kernel";

/** When something runs: five fields as in crontab (minute, hour, day, month, weekday; 0 and 7 are Sunday). */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** With both days and weekdays given, either is enough. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
}

const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** @returns `undefined` when the text is none. */
export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const sets = fields.map((field, i) => parseField(field, RANGES[i]?.[0] ?? 0, RANGES[i]?.[1] ?? 0));
  const [minutes, hours, days, months, weekdays] = sets;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const sundays = new Set([...weekdays].map((day) => day % 7));
  return { minutes, hours, days, months, weekdays: sundays, anyDay: fields[2] === "*", anyWeekday: fields[4] === "*" };
}

function parseField(field: string, least: number, most: number): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return undefined;
    const [, star, from, to, step] = match;
    const first = star ? least : Number(from);
    const last = star ? most : to !== undefined ? Number(to) : step === undefined ? first : most;
    const by = Number(step ?? 1);
    if (first < least || last > most || first > last || by < 1) return undefined;
    for (let value = first; value <= last; value += by) found.add(value);
  }
  return found;
}

const DAY_MS = 86_400_000;
/** 29 February on a given weekday comes within 40 years. */
const MOST_DAYS = 366 * 40;

/**
 * The first time after an instant at which clocks in the zone show what the schedule says. A time that clocks skip becomes the
 * minute they skip to; of one they show twice only the first counts.
 *
 * @returns `undefined` when there is none, e.g. for 30 February.
 */
export function nextRun(cron: Cron, zone: string, after: Date): Date | undefined {
  const start = localTimeOf(after, zone);
  let day = Date.UTC(start.year, start.month - 1, start.day);
  for (let n = 0; n <= MOST_DAYS; n += 1, day += DAY_MS) {
    const date = new Date(day);
    if (!isDay(cron, date)) continue;
    const found = firstOf(cron, zone, date, after);
    if (found) return found;
  }
  return undefined;
}

function firstOf(cron: Cron, zone: string, date: Date, after: Date): Date | undefined {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  for (const hour of [...cron.hours].sort((a, b) => a - b)) {
    for (const minute of [...cron.minutes].sort((a, b) => a - b)) {
      const local: LocalTime = { year, month, day, hour, minute };
      const at = instantOf(local, zone);
      if (at > after) return at;
    }
  }
  return undefined;
}

function isDay(cron: Cron, date: Date): boolean {
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  const day = cron.days.has(date.getUTCDate());
  const weekday = cron.weekdays.has(date.getUTCDay());
  if (cron.anyDay || cron.anyWeekday) return day && weekday;
  return day || weekday;
}
