import { addDays, type LocalDate, minutesOf, partsOf, timeOf, weekdayOf } from "./date.ts";

/** A named time of day. */
export interface Anchor {
  readonly code: string;
  readonly name: string;
  /** Minutes after midnight. */
  readonly defaultTime: number;
  /** By weekday, 0 = Monday. */
  readonly perWeekday: Readonly<Record<string, number>>;
  /** The first that holds wins; `from` after `to` runs over the new year. */
  readonly seasons: readonly { readonly from: string; readonly to: string; readonly time: number }[];
}

/** The eight every person begins with. */
export const STANDARD_ANCHORS: readonly Anchor[] = [
  ["morning", "Morning", "07:00"],
  ["mid_morning", "Mid-morning", "10:00"],
  ["lunch", "Lunch", "12:00"],
  ["afternoon", "Afternoon", "14:00"],
  ["after_work", "After work", "17:00"],
  ["evening", "Evening", "19:00"],
  ["night", "Night", "21:00"],
  ["bedtime", "Bedtime", "22:30"],
].map(([code = "", name = "", time = ""]) => ({
  code,
  name,
  defaultTime: minutesOf(time),
  perWeekday: {},
  seasons: [],
}));

/** Anchors whose time is found out each day. */
export const FOUND_ANCHORS = ["wake", "sunrise", "sunset"] as const;
/** A waking outside of this is not believed, minutes after midnight. */
const WAKE_EARLIEST = 4 * 60;
const WAKE_LATEST = 12 * 60;

/** Where a time comes from. */
export type ResolvedFrom =
  | "exact_time"
  | "anchor"
  | "weekday"
  | "season"
  | "button"
  | "mqtt"
  | "ring"
  | "sun"
  | "completion"
  | "default"
  | "fallback"
  | "moved";

/** The one time of an item on a day. */
export interface Resolved {
  /** Minutes after midnight of the day; below 0 and above 1440 after offsets. */
  readonly minutes: number;
  readonly from: ResolvedFrom;
  /** In words, for the screen. */
  readonly reason: string;
  /** Not known yet: the default is shown until it is. */
  readonly pending: boolean;
}

/** What is known about a day. */
export interface DayFacts {
  readonly day: LocalDate;
  /** Minutes after midnight; times before it belong to the night after. */
  readonly dayStart: number;
  readonly anchors: ReadonlyMap<string, Anchor>;
  /** When the person got up, in minutes after midnight, the best source first. */
  readonly wake: { readonly minutes: number; readonly source: "button" | "mqtt" | "ring" } | null;
  /** Usual waking. */
  readonly targetWake: number;
  /** Minutes after midnight on the wall; null where the sun does not rise or set; undefined without a location. */
  readonly sun: { readonly sunrise: number | null; readonly sunset: number | null } | undefined;
  /** Minutes at which an item of this code was completed or skipped today. */
  readonly doneAt: ReadonlyMap<string, { readonly minutes: number; readonly how: "completed" | "skipped" }>;
}

/** What an item hangs on. */
export interface Hanging {
  readonly anchor: string | null;
  readonly exactTime: number | null;
  /** Minutes added to the anchor. */
  readonly offset: number;
  /** Shown for `after:` until the other item is done. */
  readonly defaultTime: number | null;
}

const NOON = 12 * 60;

/** The time of an item on a day: always exactly one, with its source and a reason in words. Never before the day start. */
export function resolveTime(item: Hanging, facts: DayFacts): Resolved {
  // Half past midnight is late in the evening of this day, not early in its morning.
  const inDay = (minutes: number) => (minutes < facts.dayStart ? minutes + 1440 : minutes);
  if (item.exactTime !== null)
    return {
      minutes: inDay(item.exactTime),
      from: "exact_time",
      reason: `always at ${timeOf(item.exactTime)}`,
      pending: false,
    };
  const code = item.anchor ?? "morning";
  const isAfter = code.startsWith("after:");
  const found = isAfter ? afterItem(code.slice(6), item, facts) : anchorTime(code, facts);
  const offset = isAfter && found.from === "default" ? 0 : item.offset;
  return { ...found, minutes: Math.max(facts.dayStart, inDay(found.minutes) + offset) };
}

/** The time of an anchor on a day. */
export function anchorTime(code: string, facts: DayFacts): Resolved {
  if (code === "wake") return wakeTime(facts);
  if (code === "sunrise" || code === "sunset") return sunTime(code, facts);
  const anchor = facts.anchors.get(code);
  if (!anchor)
    return { minutes: NOON, from: "fallback", reason: `there is no anchor "${code}"; noon stands in`, pending: false };
  const weekday = anchor.perWeekday[String(weekdayOf(facts.day))];
  if (weekday !== undefined)
    return { minutes: weekday, from: "weekday", reason: `${anchor.name} on this weekday`, pending: false };
  const season = anchor.seasons.find(({ from, to }) => inSeason(facts.day.slice(5), from, to));
  if (season) return { minutes: season.time, from: "season", reason: `${anchor.name} in this season`, pending: false };
  return { minutes: anchor.defaultTime, from: "anchor", reason: anchor.name, pending: false };
}

const inSeason = (date: string, from: string, to: string) =>
  from <= to ? date >= from && date <= to : date >= from || date <= to;

function wakeTime({ wake, targetWake }: DayFacts): Resolved {
  if (!wake)
    return { minutes: targetWake, from: "default", reason: "your usual waking; not known yet today", pending: true };
  if (wake.minutes < WAKE_EARLIEST || wake.minutes > WAKE_LATEST)
    return {
      minutes: targetWake,
      from: "default",
      reason: `out_of_range: awake at ${timeOf(wake.minutes)} is not taken as waking`,
      pending: false,
    };
  const words = {
    button: "you said you are up",
    mqtt: "a device said you are up",
    ring: "end of the night by your ring",
  };
  return { minutes: wake.minutes, from: wake.source, reason: words[wake.source], pending: false };
}

function sunTime(which: "sunrise" | "sunset", facts: DayFacts): Resolved {
  const fallbackCode = which === "sunrise" ? "morning" : "evening";
  const fallback = facts.anchors.get(fallbackCode)?.defaultTime ?? NOON;
  if (!facts.sun)
    return {
      minutes: fallback,
      from: "fallback",
      reason: `no location is set; ${fallbackCode} stands in`,
      pending: false,
    };
  const minutes = facts.sun[which];
  if (minutes === null)
    return {
      minutes: fallback,
      from: "fallback",
      reason: `no_${which}_here_today; ${fallbackCode} stands in`,
      pending: false,
    };
  return { minutes: Math.round(minutes), from: "sun", reason: which, pending: false };
}

function afterItem(code: string, item: Hanging, facts: DayFacts): Resolved {
  const done = facts.doneAt.get(code);
  const usual = item.defaultTime ?? facts.anchors.get("morning")?.defaultTime ?? NOON;
  if (!done) return { minutes: usual, from: "default", reason: `waits for ${code}`, pending: true };
  if (done.how === "skipped") return { minutes: usual, from: "default", reason: `${code} was skipped`, pending: false };
  return { minutes: done.minutes, from: "completion", reason: `after ${code}`, pending: false };
}

/** Whether a text is an anchor an item may hang on. */
export function isAnchorCode(code: string, own: ReadonlySet<string>): boolean {
  if (own.has(code) || (FOUND_ANCHORS as readonly string[]).includes(code)) return true;
  return /^after:[a-z0-9_]{1,60}$/.test(code);
}

/** A season rule's date, `MM-DD`, that exists in a leap year. */
export function isSeasonDate(text: string): boolean {
  if (!/^\d{2}-\d{2}$/.test(text)) return false;
  const [, month, day] = partsOf(`2028-${text}`);
  return month >= 1 && month <= 12 && addDays(`2028-${text}`, 0) === `2028-${text}` && day >= 1;
}
