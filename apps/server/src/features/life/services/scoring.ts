import { addDays, type LocalDate, type Score, type SleepRecord, scoreV1, scoreV2, type V1Score } from "@wopr/life";
import { isEasyDay, partsOf, type ScoreFacts, scoreReach, v1Of } from "../domain/score-inputs.ts";
import type { ScoreRow } from "../store/measured.ts";
import type { Book } from "./book.ts";
import { grantXp, heroOf } from "./heroes.ts";
import { plannedOn } from "./scheduling.ts";

/** A day scored by both formulas. */
export interface DayScores {
  readonly v1: V1Score;
  readonly v2: Score;
  readonly facts: ScoreFacts;
}

/** Days in which late data still changes a score by itself. */
const LATE_DAYS = 14;
const FINAL_AFTER_MS = 36 * 3_600_000;

/** Reads what a day is scored from and scores it; writes nothing. */
export async function scoresOn(book: Book, day: LocalDate): Promise<DayScores> {
  const facts = await factsOn(book, day);
  const v2 = scoreV2(partsOf(facts), isEasyDay(facts));
  return { v1: scoreV1(v1Of(facts)), v2, facts };
}

async function factsOn(book: Book, day: LocalDate): Promise<ScoreFacts> {
  const { personId } = book.person;
  const from = scoreReach(day);
  const measures = await book.measured.metrics(personId, from, day);
  const nights = await book.measured.nights(personId, day, day);
  const ring = await book.ring.find(personId);
  const { zone } = book;
  const begin = new Date(zone.firstInstant(addDays(day, -6), book.person.dayStart));
  const end = new Date(zone.firstInstant(addDays(day, 1), book.person.dayStart));
  const logged = await book.measured.activities(personId, begin, end, 500);
  const gym = logged.filter(({ type }) => type === "gym_session" || type === "strength_training").length;
  return {
    person: book.person,
    day,
    planned: await plannedOn(book, day),
    measures,
    nights: nights.map(recordOf),
    ring: ring !== undefined,
    closed: day < book.today.day,
    nowMs: book.now.getTime(),
    gymSessions: gym > 0 ? gym : null,
  };
}

const recordOf = (night: {
  readonly sourceRef: string;
  readonly day: string;
  readonly type: string | null;
  readonly starts: string;
  readonly ends: string | null;
  readonly totalSleepS: number | null;
}): SleepRecord => ({
  id: night.sourceRef,
  day: night.day,
  type: night.type,
  start: night.starts,
  end: night.ends,
  totalSleepS: night.totalSleepS,
});

/** A score as a row, without its revision. */
export function scoreRow(book: Book, day: LocalDate, scores: DayScores, closed: boolean): Omit<ScoreRow, "revision"> {
  const { v1, v2 } = scores;
  const formula = book.person.scoreFormula;
  const waits = v2.parts.some(({ state }) => state === "late");
  const old = book.now.getTime() > Date.parse(`${day}T23:59:59Z`) + FINAL_AFTER_MS;
  return {
    personId: book.person.personId,
    day,
    formula,
    at: book.now,
    basis: formula === "v2" ? v2.basis : "v1",
    score: formula === "v2" ? v2.value : v1.total,
    coverage: v2.coverage,
    state: closed && (!waits || old) ? "final" : "provisional",
    parts: v2.parts,
    reason: formula === "v2" ? v2.reason : v1.total === null ? "nothing is known about this day" : null,
  };
}

/** XP of a score: one a point. */
export const scoreXp = (score: number | null): number => Math.max(0, Math.round(score ?? 0));

/**
 * Scores a closed day again after something about it came late. A difference becomes a new revision and one
 * compensating entry; nothing is edited.
 *
 * @param asked A person asked for it, so that days older than two weeks are scored too.
 * @returns Whether there is a new revision.
 */
export async function rescore(book: Book, day: LocalDate, asked = false): Promise<boolean> {
  if (day >= book.today.day || (!asked && day < addDays(book.today.day, -LATE_DAYS))) return false;
  const formula = book.person.scoreFormula;
  const revisions = (await book.measured.revisions(book.person.personId, day)).filter((row) => row.formula === formula);
  const last = revisions.at(-1);
  const next = scoreRow(book, day, await scoresOn(book, day), true);
  const same =
    last?.score === next.score &&
    last?.basis === next.basis &&
    last?.state === next.state &&
    Math.abs((last?.coverage ?? -1) - next.coverage) < 1e-9;
  if (same) return false;
  const revision = (last?.revision ?? 0) + 1;
  await book.measured.addScore({ ...next, revision });
  const difference = scoreXp(next.score) - scoreXp(last?.score ?? null);
  const grant = {
    key: `day:${day}:score:${revision}`,
    kind: "score",
    stat: null,
    base: difference,
    domain: "none",
    sourceRef: day,
    day: book.today.day,
    actionId: null,
  } as const;
  if (difference !== 0) await grantXp(book, await heroOf(book), [grant]);
  book.tell("life.scored", { kind: "day", id: day });
  return true;
}
