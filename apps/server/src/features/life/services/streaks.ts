import {
  addDays,
  coveredStreak,
  frequencyOf,
  type LocalDate,
  type Step,
  type Streak,
  streakOf,
  strengthOver,
} from "@wopr/life";
import type { Item } from "../domain/types.ts";
import type { Book } from "./book.ts";

/** Streaks of all items of a person. */
export interface Streaks {
  of(item: Item): Streak;
  /** 0 to 1. */
  strengthOf(item: Item): number;
  steps(item: Item): readonly Step[];
}

/** Days that strength looks back; older ones change the fourth decimal no more. */
const STRENGTH_DAYS = 800;

/** Reads what is decided, once, and answers for every item. */
export async function streaksOf(book: Book, until: LocalDate = book.today.day): Promise<Streaks> {
  const steps = await book.plan.steps(book.person.personId);
  const of = (item: Item) => steps.get(item.id) ?? [];
  return {
    steps: of,
    of: (item) => streakFor(item, of(item), until),
    strengthOf(item) {
      const own = of(item);
      const first = own[0]?.date;
      if (first === undefined) return 0;
      const low = addDays(until, -STRENGTH_DAYS);
      const dates = (state: Step["state"]) =>
        new Set(own.filter((step) => step.state === state).map(({ date }) => date));
      const range = { from: first > low ? first : low, to: until };
      return (
        strengthOver(dates("completed"), dates("skipped"), frequencyOf(item.schedule), range).at(-1)?.strength ?? 0
      );
    },
  };
}

/** The streak of one item. "n times in d days" counts covered days, everything else its occurrences. */
export function streakFor(item: Item, steps: readonly Step[], until: LocalDate): Streak {
  if (item.schedule.type !== "times_per_period") return streakOf(steps);
  const done = steps.filter(({ state }) => state === "completed").map(({ date }) => date);
  const from = steps[0]?.date ?? until;
  return coveredStreak(done, frequencyOf(item.schedule), { from, until });
}
