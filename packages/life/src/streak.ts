import { addDays, epochDay, type LocalDate } from "./date.ts";
import type { State } from "./occurrence.ts";

/** One occurrence as a streak sees it, in original-date order. */
export interface Step {
  readonly date: LocalDate;
  readonly state: State;
}

/** A run of done occurrences. */
export interface Streak {
  readonly current: number;
  readonly best: number;
}

/** Done adds one, missed ends it, everything else is neutral. */
export function streakOf(steps: readonly Step[]): Streak {
  let current = 0;
  let best = 0;
  for (const { state } of steps) {
    if (state === "completed") current += 1;
    else if (state === "missed") current = 0;
    best = Math.max(best, current);
  }
  return { current, best };
}

/**
 * The streak of "n times in d days": days that lie in some window of `periodDays` consecutive days with at least
 * `times` done. Counted up to `until`; a day that can still become covered does not end it.
 */
export function coveredStreak(
  done: readonly LocalDate[],
  frequency: { readonly times: number; readonly periodDays: number },
  range: { readonly from: LocalDate; readonly until: LocalDate },
): Streak {
  const covered = coveredDays(done, frequency);
  let current = 0;
  let best = 0;
  const last = epochDay(range.until);
  for (let day = epochDay(range.from); day <= last; day += 1) {
    if (covered.has(day)) current += 1;
    else if (last - day >= frequency.periodDays - 1) current = 0;
    best = Math.max(best, current);
  }
  return { current, best };
}

/** Days (since 1970) that some window with enough completions contains. */
export function coveredDays(
  done: readonly LocalDate[],
  { times, periodDays }: { readonly times: number; readonly periodDays: number },
): ReadonlySet<number> {
  const days = [...new Set(done.map(epochDay))].sort((a, b) => a - b);
  const covered = new Set<number>();
  for (let first = 0; first + times <= days.length; first += 1) {
    const last = days[first + times - 1]!;
    const span = last - days[first]! + 1;
    if (span > periodDays) continue;
    for (let day = last - periodDays + 1; day <= days[first]! + periodDays - 1; day += 1) covered.add(day);
  }
  return covered;
}

/** Whether not doing it on this day makes `times` in `periodDays` unreachable for a window that ends soon. */
export function isLastChance(
  done: readonly LocalDate[],
  { times, periodDays }: { readonly times: number; readonly periodDays: number },
  day: LocalDate,
): boolean {
  const today = epochDay(day);
  const recent = new Set(done.map(epochDay).filter((date) => date < today && date > today - periodDays));
  // The window that began with the oldest completion still in reach, or today's own.
  const begin = recent.size > 0 ? Math.min(...recent) : today;
  const left = begin + periodDays - today;
  const need = times - recent.size;
  return need > 0 && need >= left;
}

/**
 * Strength of a habit after each day, 0 to 1 (reproduces Loop Habit Tracker's published exports).
 *
 * @param done Completed dates; only real completions count.
 * @param skipped Days that leave the strength as it is.
 */
export function strengthOver(
  done: ReadonlySet<LocalDate>,
  skipped: ReadonlySet<LocalDate>,
  frequency: { readonly times: number; readonly periodDays: number },
  range: { readonly from: LocalDate; readonly to: LocalDate },
): readonly { readonly date: LocalDate; readonly strength: number }[] {
  const f = frequency.times / frequency.periodDays;
  const multiplier = 0.5 ** (Math.sqrt(f) / 13);
  const wide = f < 1 ? 2 : 1;
  const [need, period] = [frequency.times * wide, frequency.periodDays * wide];
  const values: { date: LocalDate; strength: number }[] = [];
  let strength = 0;
  let within = 0;
  for (let date = range.from; date <= range.to; date = addDays(date, 1)) {
    if (done.has(date)) within += 1;
    if (done.has(addDays(date, -period)) && addDays(date, -period) >= range.from) within -= 1;
    if (!skipped.has(date)) strength = strength * multiplier + Math.min(1, within / need) * (1 - multiplier);
    values.push({ date, strength });
  }
  return values;
}

/** Tokens a person may hold. */
export const FREEZES_HELD = 2;

/** Whether a completion that makes a streak this long earns a freeze token. */
export const earnsFreeze = (streak: number): boolean => streak > 0 && streak % 7 === 0;

/**
 * Whom the held tokens are spent on at day close: items that may be frozen, longest running streak first.
 *
 * @returns Keys of the missed occurrences that become frozen.
 */
export function spendFreezes<T extends { readonly streak: number; readonly freeze: boolean; readonly code: string }>(
  missed: readonly T[],
  tokens: number,
): readonly T[] {
  return missed
    .filter(({ freeze, streak }) => freeze && streak > 0)
    .sort((a, b) => b.streak - a.streak || (a.code < b.code ? -1 : 1))
    .slice(0, Math.max(0, tokens));
}
