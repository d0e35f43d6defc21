import { addDays, type LocalDate, minutesOf } from "./date.ts";
import { instantOnDay } from "./day.ts";
import type { Zone } from "./zone.ts";

/** Where an occurrence can be moved, in the order the screen numbers them. */
export const POSTPONE_TARGETS = [
  "lunch",
  "afternoon",
  "after_work",
  "evening",
  "tonight",
  "tomorrow",
  "tomorrow_morning",
  "next_week",
  "custom",
] as const;
/** One of {@link POSTPONE_TARGETS}. */
export type PostponeTarget = (typeof POSTPONE_TARGETS)[number];

/** Names and meanings for a list of choices. */
export const POSTPONE_WORDS: { readonly [T in PostponeTarget]: readonly [name: string, description: string] } = {
  lunch: ["Lunch", "today at lunch"],
  afternoon: ["Afternoon", "today in the afternoon"],
  after_work: ["After work", "today after work"],
  evening: ["Evening", "today in the evening"],
  tonight: ["Tonight", "tonight, before bed"],
  tomorrow: ["Tomorrow", "the same time on the day after today"],
  tomorrow_morning: ["Tomorrow morning", "the morning after today"],
  next_week: ["Next week", "seven days later, same time"],
  custom: ["Another time", "a day and a time of your own"],
};

/** What a move goes by. */
export interface MoveFacts {
  /** The day that is open now. */
  readonly today: LocalDate;
  /** The day the occurrence is on now. */
  readonly day: LocalDate;
  readonly plannedAtMs: number;
  readonly nowMs: number;
  readonly zone: Zone;
  readonly dayStart: number;
  /** Minutes after midnight of the anchors on a day. */
  readonly anchorOn: (code: string, day: LocalDate) => number;
  readonly custom: { readonly date: LocalDate | null; readonly time: string | null } | null;
}

/** Where it would go, or why not. */
export type Move =
  | { readonly ok: true; readonly day: LocalDate; readonly atMs: number }
  | { readonly ok: false; readonly why: string };

/** Where a target leads. A time that is past is refused, never set. */
export function moveTo(target: PostponeTarget, facts: MoveFacts): Move {
  const day = facts.day < facts.today ? facts.today : facts.day;
  const on = (date: LocalDate, minutes: number): Move => {
    const atMs = instantOnDay(date, minutes, facts.zone, facts.dayStart);
    if (atMs <= facts.nowMs) return { ok: false, why: "that time has passed" };
    return { ok: true, day: date, atMs };
  };
  const sameTime = Math.floor(facts.zone.wallAt(facts.plannedAtMs).minutes);
  switch (target) {
    case "tonight":
      return on(day, facts.anchorOn("night", day));
    case "tomorrow":
      return on(addDays(facts.today, 1), sameTime);
    case "tomorrow_morning":
      return on(addDays(facts.today, 1), facts.anchorOn("morning", addDays(facts.today, 1)));
    case "next_week":
      return on(addDays(day, 7), sameTime);
    case "custom": {
      if (!facts.custom || (facts.custom.date === null && facts.custom.time === null))
        return { ok: false, why: "say a date or a time" };
      const minutes = facts.custom.time === null ? sameTime : minutesOf(facts.custom.time);
      return on(facts.custom.date ?? day, minutes);
    }
    default:
      return on(day, facts.anchorOn(target, day));
  }
}
