import {
  addDays,
  closeOf,
  datesOfSchedule,
  type LocalDate,
  median,
  personal,
  type Stat,
  spendFreezes,
} from "@wopr/life";
import type { Planned } from "../domain/plan-day.ts";
import { rowOf } from "../domain/rows.ts";
import { dueOn, measureOf } from "../domain/score-inputs.ts";
import type { OccurrenceRow } from "../domain/types.ts";
import { type Book, openDayRow } from "./book.ts";
import { type Grant, grantXp, heroOf } from "./heroes.ts";
import { plannedOn } from "./scheduling.ts";
import { type DayScores, scoreRow, scoresOn, scoreXp } from "./scoring.ts";
import { streaksOf } from "./streaks.ts";

/** Looks for achievements after a day was settled. */
export type AfterClose = (book: Book) => Promise<void>;

/**
 * Settles the open day and opens the next, in the caller's transaction: once per person and day, because the row that
 * was open is closed by it.
 */
export async function closeDay(book: Book, after: AfterClose): Promise<void> {
  const { today, person } = book;
  const close = closeOf({ day: today.day, openedAtMs: today.openedAt.getTime() }, book.zones, person.dayStart);
  const closedAt = new Date(close.closedAtMs);
  // What is decided is decided at the moment of the close, however late the server comes to it.
  const then: Book = { ...book, now: closedAt };
  const planned = await plannedOn(then, today.day);
  await settle(then, planned, close.next);
  await book.people.updateDay(person.personId, today.day, { state: "closed", closedAt });
  for (const day of close.voids)
    await book.people.putDay({
      ...today,
      day,
      state: "void",
      closesAt: null,
      closedAt,
      wakeMinutes: null,
      wakeSource: null,
      excuseMisses: false,
    });
  const next = openDayRow(person, { day: close.next, openedAtMs: close.closedAtMs }, book.zones);
  await book.people.putDay(next);
  const after2: Book = { ...then, today: next };
  const scores = await scoresOn(after2, today.day);
  await book.measured.addScore({ ...scoreRow(after2, today.day, scores, true), revision: 1 });
  await reward(after2, today.day, scores);
  await after(after2);
  book.tell("life.day_closed", { kind: "day", id: today.day });
}

/** Misses, freezes, pauses, and what is carried on. */
async function settle(book: Book, planned: readonly Planned[], next: LocalDate): Promise<void> {
  const { today, person } = book;
  const decided = planned.flatMap((one): { readonly one: Planned; readonly to: OccurrenceRow["state"] }[] => {
    const to = outcomeOf(one, today.day, next, today.excuseMisses);
    return to === undefined ? [] : [{ one, to }];
  });
  const streaks = await streaksOf(book);
  const missed = decided
    .filter(({ to }) => to === "missed")
    .map(({ one }) => ({ one, code: one.item.code, freeze: one.item.freeze, streak: streaks.of(one.item).current }));
  const frozen = new Set(spendFreezes(missed, await book.ledger.freezesHeld(person.personId)).map(({ one }) => one.id));
  for (const { one, to } of decided) {
    const row = rowOf(one, person.personId, book.now);
    const state = frozen.has(one.id) ? "frozen" : to;
    const carried = state === "open";
    await book.plan.put({
      ...row,
      state,
      pinned: row.pinned || carried,
      closedAt: carried ? null : book.now,
      revision: row.revision + 1,
    });
    if (state === "frozen")
      await book.ledger.addFreeze({
        id: book.newId(),
        personId: person.personId,
        at: book.now,
        day: today.day,
        key: `spend:${one.id}:${row.revision + 1}`,
        amount: -1,
        occurrenceId: one.id,
        actionId: null,
      });
  }
}

/** What becomes of an occurrence when its day ends; `undefined` leaves it as it is. */
function outcomeOf(one: Planned, day: LocalDate, next: LocalDate, excuse: boolean): OccurrenceRow["state"] | undefined {
  if (one.state !== "open" || one.day > day) return undefined;
  if (one.paused) return "paused";
  if (one.item.onMiss === "carry") {
    const again = datesOfSchedule(one.item.schedule, addDays(one.originalDate, 1), next).length > 0;
    if (one.item.schedule.type === "after_completion" || !again) return "open";
  } else if (!one.due) return undefined;
  return excuse ? "excused" : "missed";
}

const LIFE_SCORES = [
  [90, "life_score_90", { STR: 10, STA: 10, WIS: 10, INT: 10, CHA: 10, LCK: 10 }],
  [80, "life_score_80", { WIS: 15, STA: 10 }],
  [70, "life_score_70", { WIS: 10 }],
] as const;
const EVEN = { STR: 20, STA: 20, WIS: 20, INT: 20, CHA: 20, LCK: 20 };

/** XP of the score, and at most one each of what the day itself gives. */
async function reward(book: Book, day: LocalDate, scores: DayScores): Promise<void> {
  const { facts } = scores;
  const score = book.person.scoreFormula === "v2" ? scores.v2.value : scores.v1.total;
  const grants: Grant[] = [
    {
      ...grantOf(day, "score"),
      key: `day:${day}:score`,
      kind: "score",
      stat: null,
      base: scoreXp(score),
      domain: "none",
    },
  ];
  const give = (code: string, xp: Readonly<Partial<Record<Stat, number>>>, domain: Grant["domain"]) => {
    for (const [stat, base] of Object.entries(xp))
      grants.push({ ...grantOf(day, code), key: `day:${day}:${code}:${stat}`, stat: stat as Stat, base, domain });
  };
  const rank = LIFE_SCORES.find(([least]) => (score ?? 0) >= least);
  if (rank) give(rank[1], rank[2], "system");
  const due = dueOn({ ...facts, closed: true });
  if (due.length >= 3 && due.every(({ done }) => done)) give("perfect_day", EVEN, "system");
  const sleep = measureOf(facts, day, "sleep_score")?.value;
  if (sleep !== undefined) {
    const own = facts.measures
      .filter(({ metric, day: on }) => metric === "sleep_score" && on < day)
      .map(({ value }) => value);
    const great = personal(own, 0.9);
    const good = personal(own, 0.5);
    if (great.known && sleep >= great.value) give("excellent_sleep", { STA: 60, WIS: 30, LCK: 10 }, "health");
    else if (good.known && sleep >= good.value) give("quality_sleep", { STA: 40, WIS: 20 }, "health");
    else give("sleep_tracked", { STA: 20 }, "health");
  }
  const wake = await wakeOn(book, day);
  if (wake !== null && Math.abs(wake - book.person.targetWake) <= 15)
    give("early_rise", { STA: 20, WIS: 20 }, "health");
  await grantXp(book, await heroOf(book), grants);
}

const grantOf = (day: LocalDate, code: string): Grant => ({
  key: "",
  kind: "day",
  stat: null,
  base: 0,
  domain: "none",
  sourceRef: code,
  day,
  actionId: null,
});

/** When a person got up on a day, minutes after midnight. */
export async function wakeOn(book: Book, day: LocalDate): Promise<number | null> {
  const row = await book.people.day(book.person.personId, day);
  if (row?.wakeMinutes != null) return row.wakeMinutes;
  const given = (await book.measured.metrics(book.person.personId, day, day)).filter(
    ({ metric }) => metric === "wake_time",
  );
  return median(given.map(({ value }) => value));
}
