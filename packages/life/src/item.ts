import { addDays, daysBetween, type LocalDate, weekdayOf } from "./date.ts";
import { datesOf, parseRule, type RuleProblem } from "./recurrence.ts";

/** How often an item comes. Kept names first, ours after. */
export const SCHEDULE_TYPES = [
  "daily",
  "weekdays",
  "weekends",
  "weekly",
  "specific_days",
  "once",
  "rrule",
  "after_completion",
  "times_per_period",
] as const;
/** One of {@link SCHEDULE_TYPES}. */
export type ScheduleType = (typeof SCHEDULE_TYPES)[number];

/** When an item comes. Fields that its type does not name are ignored. */
export interface Schedule {
  readonly type: ScheduleType;
  /** 0 = Monday; `weekly` (one day) and `specific_days`. */
  readonly days: readonly number[];
  readonly rrule: string | null;
  readonly rdates: readonly LocalDate[];
  readonly exdates: readonly LocalDate[];
  /** Days from a completion to the next due date. */
  readonly afterDays: number | null;
  /** `times` done in any `periodDays` consecutive days. */
  readonly times: number | null;
  readonly periodDays: number | null;
  /** `once` */
  readonly date: LocalDate | null;
  /** No date before this one. */
  readonly startsOn: LocalDate;
}

/** What is wrong with a schedule, in words; `undefined` when it can be used. */
export function scheduleProblem(schedule: Schedule): string | undefined {
  const { type, days } = schedule;
  if (days.some((day) => !Number.isInteger(day) || day < 0 || day > 6)) return "days are 0 (Monday) to 6 (Sunday)";
  if (type === "weekly" && days.length > 1) return "weekly takes one day; use specific_days for several";
  if (type === "specific_days" && days.length === 0) return "name at least one day, 0 = Monday";
  if (type === "once" && schedule.date === null) return "once needs a date";
  if (type === "after_completion" && !within(schedule.afterDays, 1, 3650)) return "after_days is 1 to 3650";
  if (type === "times_per_period") {
    if (!within(schedule.periodDays, 1, 366)) return "period_days is 1 to 366";
    if (!within(schedule.times, 1, schedule.periodDays ?? 0)) return "times is 1 to period_days";
  }
  if (type !== "rrule") return undefined;
  if (!schedule.rrule) return "rrule needs a rule, e.g. FREQ=WEEKLY;BYDAY=MO,TH";
  const rule = parseRule(schedule.rrule);
  return isProblem(rule) ? rule.problem : undefined;
}

const within = (n: number | null, low: number, high: number) =>
  n !== null && Number.isInteger(n) && n >= low && n <= high;
const isProblem = (rule: object): rule is RuleProblem => "problem" in rule;

/**
 * Dates an item comes on, from `from` to `to`, both included. Yields dates only; the time is the anchor's business.
 *
 * @param lastDone The newest completed date, for `after_completion`.
 */
export function datesOfSchedule(
  schedule: Schedule,
  from: LocalDate,
  to: LocalDate,
  lastDone: LocalDate | null = null,
): readonly LocalDate[] {
  const first = from < schedule.startsOn ? schedule.startsOn : from;
  if (first > to) return [];
  switch (schedule.type) {
    case "once":
      return schedule.date !== null && schedule.date >= first && schedule.date <= to ? [schedule.date] : [];
    case "rrule": {
      const rule = parseRule(schedule.rrule ?? "");
      if (isProblem(rule)) return [];
      const { startsOn, rdates, exdates } = schedule;
      return datesOf({ rule, start: startsOn, rdates, exdates }, first, to);
    }
    case "after_completion": {
      // Due from this date on; one occurrence stays open until it is done (on_miss carry).
      const due = lastDone === null ? schedule.startsOn : addDays(lastDone, schedule.afterDays ?? 1);
      return due >= first && due <= to ? [due] : [];
    }
    default:
      return everyDay(first, to).filter((date) => onWeekday(schedule, weekdayOf(date)));
  }
}

function onWeekday({ type, days, startsOn }: Schedule, weekday: number): boolean {
  switch (type) {
    case "weekdays":
      return weekday < 5;
    case "weekends":
      return weekday >= 5;
    case "weekly":
      return weekday === (days[0] ?? weekdayOf(startsOn));
    case "specific_days":
      return days.includes(weekday);
    default:
      return true;
  }
}

const everyDay = (from: LocalDate, to: LocalDate) =>
  Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index));

/**
 * How often it comes, times per day: 1 for daily, 2/3 for twice in three days. What strength and `on_miss` go by.
 */
export function frequencyOf(schedule: Schedule): { readonly times: number; readonly periodDays: number } {
  switch (schedule.type) {
    case "daily":
      return { times: 1, periodDays: 1 };
    case "weekdays":
      return { times: 5, periodDays: 7 };
    case "weekends":
      return { times: 2, periodDays: 7 };
    case "weekly":
      return { times: 1, periodDays: 7 };
    case "specific_days":
      return { times: Math.max(1, new Set(schedule.days).size), periodDays: 7 };
    case "once":
      return { times: 1, periodDays: 365 };
    case "after_completion":
      return { times: 1, periodDays: schedule.afterDays ?? 1 };
    case "times_per_period":
      return { times: schedule.times ?? 1, periodDays: schedule.periodDays ?? 1 };
    case "rrule": {
      const year = datesOfSchedule(schedule, schedule.startsOn, addDays(schedule.startsOn, 363));
      return { times: Math.max(1, year.length), periodDays: 364 };
    }
  }
}

/** What happens at the end of a day with what was not done: `drop` misses it, `carry` keeps it open. */
export function defaultOnMiss(schedule: Schedule): "drop" | "carry" {
  if (schedule.type === "times_per_period") return "drop";
  const { times, periodDays } = frequencyOf(schedule);
  return times / periodDays >= 3 / 7 || schedule.type === "weekends" ? "drop" : "carry";
}

const DAY_WORDS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A schedule in words: "every Monday and Thursday". */
export function scheduleWords(schedule: Schedule): string {
  const names = [...schedule.days].sort((a, b) => a - b).map((day) => DAY_WORDS[day] ?? "?");
  switch (schedule.type) {
    case "daily":
      return "every day";
    case "weekdays":
      return "Monday to Friday";
    case "weekends":
      return "Saturday and Sunday";
    case "weekly":
      return `every ${names[0] ?? DAY_WORDS[weekdayOf(schedule.startsOn)]}`;
    case "specific_days":
      return `every ${names.join(", ").replace(/, ([^,]*)$/, " and $1")}`;
    case "once":
      return `once, on ${schedule.date}`;
    case "after_completion":
      return `${schedule.afterDays} ${schedule.afterDays === 1 ? "day" : "days"} after it was done`;
    case "times_per_period":
      return `${schedule.times} times in ${schedule.periodDays} days`;
    case "rrule":
      return `by rule ${schedule.rrule}`;
  }
}
