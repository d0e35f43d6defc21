import {
  ACHIEVEMENTS,
  type Achievement,
  addDays,
  type Deeds,
  datesFrom,
  mainSleep,
  minutesAfterNoon,
  mondayOf,
  newlyUnlocked,
  spread,
  TIER_XP,
  wallOf,
} from "@wopr/life";
import type { Book } from "./book.ts";
import { grantXp, heroOf } from "./heroes.ts";
import { streaksOf } from "./streaks.ts";

/** Days that achievements look back; a year and a margin. */
const REACH = 400;
const SHORT_REACH = 61;

/** Unlocks what the deeds of a person have earned and grants its XP, once each. */
export async function awardAchievements(book: Book, actionId: string | null): Promise<readonly Achievement[]> {
  // An act is answered at once and looks back two months; the close of the day looks back a year.
  const found = newlyUnlocked(await deedsOf(book, actionId === null ? REACH : SHORT_REACH));
  const { personId } = book.person;
  const day = book.today.day;
  for (const achievement of found) {
    if (!(await book.ledger.unlock({ personId, code: achievement.code, unlockedAt: book.now, day, actionId })))
      continue;
    const tries = (await book.ledger.entry(personId, `ach:${achievement.code}`)) ? `:${book.newId()}` : "";
    const base = { kind: "achievement", domain: "none", sourceRef: achievement.code, day, actionId } as const;
    await grantXp(book, await heroOf(book), [
      { ...base, key: `ach:${achievement.code}${tries}`, stat: null, base: TIER_XP[achievement.tier] },
      { ...base, key: `ach:${achievement.code}:LCK${tries}`, stat: "LCK", base: LUCK[achievement.tier] },
    ]);
    book.tell("life.achievement", { kind: "achievement", id: achievement.code });
  }
  return found;
}

const LUCK = { bronze: 10, silver: 20, gold: 40, platinum: 80, diamond: 150 } as const;

/** Everything achievements are decided by. */
export async function deedsOf(book: Book, reach: number = REACH): Promise<Deeds> {
  const { personId } = book.person;
  const today = book.today.day;
  const from = addDays(today, -reach);
  const scores = await book.measured.scores(personId, from, today, book.person.scoreFormula);
  const items = await book.plan.items(personId);
  const streaks = await streaksOf(book);
  const nodes = await book.character.nodes(personId);
  const nights = await book.measured.nights(personId, addDays(today, -30), today);
  const rows = await book.plan.rowsOn(personId, from, today);
  const gym = (await book.measured.activities(personId, new Date(0), new Date("2200-01-01T00:00:00Z"), 2_000)).filter(
    ({ type }) => type === "gym_session",
  );
  const days = datesFrom(addDays(today, -60), today);
  const done = new Set(rows.filter(({ state }) => state === "completed").map(({ day }) => day));
  const entries = await book.ledger.entriesOn(personId, addDays(today, -6), today);
  const wakes = (await book.people.days(personId, from, today)).map(({ wakeMinutes }) => wakeMinutes);
  const target = book.person.targetWake;
  const bed = (span: number) => {
    const own = days.slice(-span).flatMap((day) => {
      const night = mainSleep(
        nights.map((one) => ({
          id: one.sourceRef,
          day: one.day,
          type: one.type,
          start: one.starts,
          end: one.ends,
          totalSleepS: one.totalSleepS,
        })),
        day,
      );
      const wall = night ? wallOf(night.start) : undefined;
      return wall ? [minutesAfterNoon(wall.minutes)] : [];
    });
    return own.length >= 10 ? spread(own) : null;
  };
  return {
    scores: scores.map(({ day, score, coverage, parts }) => ({
      day,
      value: score,
      coverage,
      parts: parts.filter(({ state }) => state !== "off").map(({ value }) => value),
    })),
    gymSessions: gym.length,
    bestGymWeeks: bestRun(
      weeksOf(
        gym.map(({ day }) => day),
        book.person.targetGymSessions,
      ),
    ),
    onTimeWakes: wakes.filter((wake) => wake !== null && wake <= target).length,
    bestMorningVictory: bestRun(wakes.filter((wake) => wake !== null).map((wake) => Math.abs(wake - target) <= 30)),
    completions: rows.filter(({ state }) => state === "completed").length,
    fullDays: fullDaysOf(rows),
    doneDays: days.map((day) => done.has(day)),
    bestStreak: Math.max(0, ...items.map((item) => streaks.of(item).best)),
    statsInWeek: new Set(
      entries.filter(({ amount, stat, reverses }) => amount > 0 && stat && !reverses).map(({ stat }) => stat),
    ).size,
    keystones: nodes.filter(({ code }) => code.endsWith("_K")).length,
    nodesTaken: nodes.length,
    bedtimeSpread14: bed(14),
    bedtimeSpread30: bed(30),
    windDownsInWeek: 0,
    unlocked: new Set((await book.ledger.unlocked(personId)).map(({ code }) => code)),
  };
}

function bestRun(values: readonly boolean[]): number {
  let best = 0;
  let run = 0;
  for (const value of values) {
    run = value ? run + 1 : 0;
    best = Math.max(best, run);
  }
  return best;
}

/** Weeks from the first session to the last: had they enough. */
function weeksOf(days: readonly string[], target: number): readonly boolean[] {
  if (days.length === 0) return [];
  const counts = new Map<string, number>();
  for (const day of days) counts.set(mondayOf(day), (counts.get(mondayOf(day)) ?? 0) + 1);
  const sorted = [...counts.keys()].sort();
  return datesFrom(sorted[0]!, sorted.at(-1)!)
    .filter((day) => mondayOf(day) === day)
    .map((week) => (counts.get(week) ?? 0) >= Math.max(1, target));
}

function fullDaysOf(rows: readonly { readonly day: string; readonly state: string }[]): number {
  const byDay = new Map<string, string[]>();
  for (const { day, state } of rows) byDay.set(day, [...(byDay.get(day) ?? []), state]);
  return [...byDay.values()].filter((states) => {
    const due = states.filter((state) => !["skipped", "paused", "excused"].includes(state));
    return due.length >= 3 && due.every((state) => state === "completed");
  }).length;
}

/** Every achievement with how far the person is. */
export async function achievementsOf(book: Book) {
  const deeds = await deedsOf(book);
  const unlocked = new Map((await book.ledger.unlocked(book.person.personId)).map((row) => [row.code, row]));
  return ACHIEVEMENTS.map((achievement) => ({
    achievement,
    progress: unlocked.has(achievement.code)
      ? achievement.target
      : Math.min(achievement.progress(deeds), achievement.target),
    unlockedAt: unlocked.get(achievement.code)?.unlockedAt ?? null,
  }));
}
