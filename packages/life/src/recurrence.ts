import { dateOfEpochDay, daysInMonth, epochDay, isDate, type LocalDate, partsOf, weekdayOfEpochDay } from "./date.ts";

/** The part of RFC 5545 that yields dates. */
export interface Rule {
  readonly freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval: number;
  /** `n` 0: every such weekday; otherwise the n-th of the month or year, from the end when negative. */
  readonly byDay: readonly { readonly n: number; readonly weekday: number }[];
  readonly byMonthDay: readonly number[];
  readonly byMonth: readonly number[];
  readonly bySetPos: readonly number[];
  readonly count: number | null;
  readonly until: LocalDate | null;
  /** 0 = Monday. */
  readonly weekStart: number;
}

/** A rule with its dates on top. */
export interface Recurrence {
  readonly rule: Rule;
  readonly start: LocalDate;
  readonly rdates: readonly LocalDate[];
  readonly exdates: readonly LocalDate[];
}

/** Why a rule cannot be read, in words. */
export interface RuleProblem {
  readonly problem: string;
}

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const KNOWN = new Set(["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"]);
/** Nothing beyond this is looked at when a rule never comes true (30 February). */
const LAST_EPOCH_DAY = epochDay("2199-12-31");

/** Reads `FREQ=WEEKLY;BYDAY=MO,WE`, with or without `RRULE:` before it. */
export function parseRule(text: string): Rule | RuleProblem {
  const fields = new Map<string, string>();
  for (const pair of text
    .trim()
    .replace(/^RRULE:/i, "")
    .split(";")
    .filter((part) => part !== "")) {
    const [name = "", value = ""] = pair.toUpperCase().split("=");
    if (!KNOWN.has(name)) return { problem: `${name} is not possible here; use ${[...KNOWN].join(", ")}` };
    if (fields.has(name)) return { problem: `${name} stands there twice` };
    fields.set(name, value);
  }
  const freq = fields.get("FREQ") ?? "";
  if (["SECONDLY", "MINUTELY", "HOURLY"].includes(freq))
    return { problem: "a day holds an item once; FREQ is DAILY, WEEKLY, MONTHLY or YEARLY" };
  if (!(freq === "DAILY" || freq === "WEEKLY" || freq === "MONTHLY" || freq === "YEARLY"))
    return { problem: "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, e.g. FREQ=WEEKLY;BYDAY=MO,TH" };
  const numbers = (name: string, low: number, high: number) => {
    const list = fields.get(name)?.split(",").map(Number) ?? [];
    return list.every((n) => Number.isInteger(n) && n !== 0 && n >= low && n <= high) ? list : undefined;
  };
  const byMonthDay = numbers("BYMONTHDAY", -31, 31);
  const byMonth = numbers("BYMONTH", 1, 12);
  const bySetPos = numbers("BYSETPOS", -366, 366);
  const interval = numbers("INTERVAL", 1, 1000);
  const count = numbers("COUNT", 1, 100_000);
  if (!byMonthDay) return { problem: "BYMONTHDAY is 1 to 31, or −31 to −1 from the end" };
  if (!byMonth) return { problem: "BYMONTH is 1 to 12" };
  if (!bySetPos) return { problem: "BYSETPOS is 1 to 366, or negative from the end" };
  if (!interval) return { problem: "INTERVAL is 1 to 1000" };
  if (!count) return { problem: "COUNT is 1 to 100000" };
  const byDay = parseByDay(fields.get("BYDAY"), freq);
  if ("problem" in byDay) return byDay;
  const until = parseUntil(fields.get("UNTIL"));
  if (until === undefined) return { problem: "UNTIL is a date like 20261231" };
  if (until !== null && count.length > 0) return { problem: "COUNT and UNTIL exclude each other" };
  const weekStart = DAYS.indexOf(fields.get("WKST") ?? "MO");
  if (weekStart < 0) return { problem: "WKST is a weekday like MO" };
  if (bySetPos.length > 0 && byDay.days.length + byMonthDay.length + byMonth.length === 0)
    return { problem: "BYSETPOS needs BYDAY, BYMONTHDAY or BYMONTH beside it" };
  if (byMonthDay.length > 0 && freq === "WEEKLY") return { problem: "BYMONTHDAY does not go with WEEKLY" };
  return {
    freq,
    interval: interval[0] ?? 1,
    byDay: byDay.days,
    byMonthDay,
    byMonth,
    bySetPos,
    count: count[0] ?? null,
    until,
    weekStart,
  };
}

function parseByDay(text: string | undefined, freq: string): { readonly days: Rule["byDay"] } | RuleProblem {
  const days: { n: number; weekday: number }[] = [];
  for (const part of text?.split(",") ?? []) {
    const match = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(part);
    const n = Number(match?.[1] ?? 0);
    if (!match || Math.abs(n) > 53 || (match[1] !== undefined && n === 0))
      return { problem: "BYDAY is a list like MO,TH or 1MO,-1FR" };
    if (n !== 0 && (freq === "DAILY" || freq === "WEEKLY"))
      return { problem: "numbered weekdays (1MO) go with MONTHLY and YEARLY" };
    days.push({ n, weekday: DAYS.indexOf(match[2]!) });
  }
  return { days };
}

function parseUntil(text: string | undefined): LocalDate | null | undefined {
  if (text === undefined) return null;
  const match = /^(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?$/.exec(text);
  const date = match ? `${match[1]}-${match[2]}-${match[3]}` : "";
  return isDate(date) ? date : undefined;
}

/**
 * Dates of a recurrence from `from` to `to`, both included, in order and each once. The start is a date of it only if
 * the rule says so. Dates never depend on a zone.
 */
export function datesOf(recurrence: Recurrence, from: LocalDate, to: LocalDate): readonly LocalDate[] {
  const { rule, start, rdates, exdates } = recurrence;
  const first = epochDay(start);
  const low = epochDay(from);
  const high = Math.min(epochDay(to), rule.until === null ? LAST_EPOCH_DAY : epochDay(rule.until));
  const found: number[] = [];
  let counted = 0;
  // Without COUNT the periods before `from` need not be looked at.
  const skipTo = rule.count === null ? low : first;
  for (const period of periodsOf(rule, first, skipTo)) {
    if (period.begin > high) break;
    for (const day of period.days()) {
      if (day < first) continue;
      counted += 1;
      if (rule.count !== null && counted > rule.count) break;
      if (day > high) break;
      if (day >= low) found.push(day);
    }
    if (rule.count !== null && counted >= rule.count) break;
  }
  if (rdates.length === 0 && exdates.length === 0) return found.map(dateOfEpochDay);
  const all = new Set(found);
  for (const date of rdates) if (date >= from && date <= to) all.add(epochDay(date));
  for (const date of exdates) all.delete(epochDay(date));
  return [...all].sort((a, b) => a - b).map(dateOfEpochDay);
}

interface Period {
  readonly begin: number;
  days(): readonly number[];
}

function* periodsOf(rule: Rule, first: number, skipTo: number): Generator<Period> {
  const { freq, interval } = rule;
  const [year, month, dayOfMonth] = partsOf(dateOfEpochDay(first));
  const weekBegin = first - ((weekdayOfEpochDay(first) - rule.weekStart + 7) % 7);
  const lengths = { DAILY: 1, WEEKLY: 7, MONTHLY: 32, YEARLY: 367 };
  let index = Math.max(0, Math.floor((skipTo - first) / (lengths[freq] * interval)) - 1);
  const offsets = weekOffsets(rule, weekdayOfEpochDay(first));
  for (; ; index += 1) {
    const step = index * interval;
    if (freq === "DAILY") {
      const begin = first + step;
      if (begin > LAST_EPOCH_DAY) return;
      yield { begin, days: () => (fits(rule, begin) ? [begin] : []) };
    } else if (freq === "WEEKLY") {
      const begin = weekBegin + step * 7;
      if (begin > LAST_EPOCH_DAY) return;
      yield { begin, days: () => pick(rule, weekDays(rule, begin, offsets)) };
    } else if (freq === "MONTHLY") {
      const [y, m] = [year + Math.floor((month - 1 + step) / 12), ((month - 1 + step) % 12) + 1];
      if (y > 2199) return;
      yield { begin: dayNumber(y, m, 1), days: () => pick(rule, monthDays(rule, y, m, dayOfMonth)) };
    } else {
      const y = year + step;
      if (y > 2199) return;
      yield { begin: dayNumber(y, 1, 1), days: () => pick(rule, yearDays(rule, y, month, dayOfMonth)) };
    }
  }
}

const dayNumber = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day) / 86_400_000;

function fits(rule: Rule, day: number): boolean {
  const [year, month, dayOfMonth] = partsOf(dateOfEpochDay(day));
  if (rule.byMonth.length > 0 && !rule.byMonth.includes(month)) return false;
  if (rule.byDay.length > 0 && !rule.byDay.some(({ weekday }) => weekday === weekdayOfEpochDay(day))) return false;
  if (rule.byMonthDay.length === 0) return true;
  return rule.byMonthDay.includes(dayOfMonth) || rule.byMonthDay.includes(dayOfMonth - daysInMonth(year, month) - 1);
}

/** Days after the beginning of a week on which the rule comes, in order. */
function weekOffsets(rule: Rule, startWeekday: number): readonly number[] {
  const wanted = rule.byDay.length > 0 ? rule.byDay.map(({ weekday }) => weekday) : [startWeekday];
  const offsets = wanted.map((weekday) => (weekday - rule.weekStart + 7) % 7);
  return [...new Set(offsets)].sort((a, b) => a - b);
}

function weekDays(rule: Rule, begin: number, offsets: readonly number[]): readonly number[] {
  const days = offsets.map((offset) => begin + offset);
  if (rule.byMonth.length === 0) return days;
  return days.filter((day) => rule.byMonth.includes(partsOf(dateOfEpochDay(day))[1]));
}

function monthDays(rule: Rule, year: number, month: number, startDay: number): readonly number[] {
  if (rule.byMonth.length > 0 && !rule.byMonth.includes(month)) return [];
  const length = daysInMonth(year, month);
  const begin = dayNumber(year, month, 1);
  const numbered = rule.byDay.length > 0 ? numberedDays(rule.byDay, begin, length) : undefined;
  const exact = rule.byMonthDay.map((n) => (n > 0 ? n : length + n + 1)).filter((n) => n >= 1 && n <= length);
  if (numbered && rule.byMonthDay.length > 0) return numbered.filter((day) => exact.includes(day - begin + 1));
  if (numbered) return numbered;
  if (rule.byMonthDay.length > 0) return [...new Set(exact)].sort((a, b) => a - b).map((n) => begin + n - 1);
  return startDay <= length ? [begin + startDay - 1] : [];
}

function yearDays(rule: Rule, year: number, startMonth: number, startDay: number): readonly number[] {
  const length = daysInMonth(year, 2) === 29 ? 366 : 365;
  const begin = dayNumber(year, 1, 1);
  // Weekdays are numbered within the year only where no month is named (RFC 5545, 3.3.10).
  if (rule.byDay.length > 0 && rule.byMonth.length === 0 && rule.byMonthDay.length === 0)
    return numberedDays(rule.byDay, begin, length);
  const everyMonth = rule.byMonthDay.length > 0 && rule.byMonth.length === 0;
  const months = everyMonth ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] : rule.byMonth;
  const named = months.length > 0 ? [...months].sort((a, b) => a - b) : [startMonth];
  return named.flatMap((month) => monthDays(rule, year, month, startDay));
}

function numberedDays(byDay: Rule["byDay"], begin: number, length: number): readonly number[] {
  const days = new Set<number>();
  for (const { n, weekday } of byDay) {
    const firstOne = begin + ((weekday - weekdayOfEpochDay(begin) + 7) % 7);
    const all: number[] = [];
    for (let day = firstOne; day < begin + length; day += 7) all.push(day);
    if (n === 0) for (const day of all) days.add(day);
    const one = n > 0 ? all[n - 1] : n < 0 ? all[all.length + n] : undefined;
    if (one !== undefined) days.add(one);
  }
  return [...days].sort((a, b) => a - b);
}

function pick(rule: Rule, days: readonly number[]): readonly number[] {
  if (rule.bySetPos.length === 0) return days;
  const chosen = rule.bySetPos.map((n) => (n > 0 ? days[n - 1] : days[days.length + n]));
  return [...new Set(chosen.filter((day) => day !== undefined))].sort((a, b) => a - b);
}
