/** A calendar date without a zone, `YYYY-MM-DD`, years 1900 to 2199. */
export type LocalDate = string;

const DAY_MS = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01. @throws {RangeError} for what is no date. */
export function epochDay(date: LocalDate): number {
  const match = SHAPE.exec(date);
  if (!match) throw new RangeError(`${date} is no date like 2026-03-29.`);
  return Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS;
}

/**
 * The date so many days after 1970-01-01. By whole numbers, because it is called for every date of every rule and `Date`
 * takes three times as long.
 *
 * @see Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
 */
export function dateOfEpochDay(day: number): LocalDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const dayOfMonth = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${month < 10 ? "0" : ""}${month}-${dayOfMonth < 10 ? "0" : ""}${dayOfMonth}`;
}

/** Whether a text is a date that exists (no 30 February) between 1900 and 2199. */
export function isDate(text: string): boolean {
  if (!SHAPE.test(text) || text < "1900-01-01" || text > "2199-12-31") return false;
  return dateOfEpochDay(epochDay(text)) === text;
}

/** The date `days` later (earlier when negative). */
export const addDays = (date: LocalDate, days: number): LocalDate => dateOfEpochDay(epochDay(date) + days);

/** `to − from` in days. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => epochDay(to) - epochDay(from);

/** 0 = Monday … 6 = Sunday. */
export const weekdayOf = (date: LocalDate): number => weekdayOfEpochDay(epochDay(date));

/** 0 = Monday … 6 = Sunday. 1970-01-01 was a Thursday. */
export const weekdayOfEpochDay = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** Number of days of a month, 1 to 12. */
export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Year, month (1 to 12) and day of a date. */
export const partsOf = (date: LocalDate): readonly [year: number, month: number, day: number] => [
  Number(date.slice(0, 4)),
  Number(date.slice(5, 7)),
  Number(date.slice(8, 10)),
];

/** The Monday on or before a date. */
export const mondayOf = (date: LocalDate): LocalDate => addDays(date, -weekdayOf(date));

/** All dates from `from` to `to`, both included; none when `to` is earlier. */
export function datesFrom(from: LocalDate, to: LocalDate): readonly LocalDate[] {
  const [first, last] = [epochDay(from), epochDay(to)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => dateOfEpochDay(first + index));
}

/** A time of day in minutes after midnight, from `HH:MM` or `HH:MM:SS`. @throws {RangeError} for what is none. */
export function minutesOf(time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/.exec(time);
  if (!match) throw new RangeError(`${time} is no time like 07:30.`);
  return Number(match[1]) * 60 + Number(match[2]);
}

/** `HH:MM` of minutes after midnight; whole days are left out. */
export function timeOf(minutes: number): string {
  const within = ((Math.round(minutes) % 1440) + 1440) % 1440;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`;
}
