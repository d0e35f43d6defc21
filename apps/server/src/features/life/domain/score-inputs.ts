import {
  addDays,
  type LocalDate,
  mainSleep,
  minutesAfterNoon,
  type PartInput,
  percentile,
  qualityValue,
  recoveryValue,
  routinesPart,
  type SleepRecord,
  screenValue,
  type V1Input,
  wallOf,
  weekdayOf,
  worklifeValue,
} from "@wopr/life";
import type { Planned } from "./plan-day.ts";
import type { Person } from "./types.ts";

/** One daily number, whatever its source. */
export interface Measure {
  readonly day: LocalDate;
  readonly metric: string;
  readonly source: string;
  readonly value: number;
  readonly observedAt: Date;
}

/** Everything a score of a day is made from. */
export interface ScoreFacts {
  readonly person: Person;
  readonly day: LocalDate;
  readonly planned: readonly Planned[];
  /** Of the last 90 days up to this one. */
  readonly measures: readonly Measure[];
  readonly nights: readonly SleepRecord[];
  /** Whether a ring is connected. */
  readonly ring: boolean;
  /** The day is over; before that only what has begun is due. */
  readonly closed: boolean;
  readonly nowMs: number;
  /** Sessions at the gym in the last seven days, from activities. */
  readonly gymSessions: number | null;
}

const LATE_MS = 36 * 3_600_000;

/** The newest number of a metric on a day; a manual one wins over a ring's. */
export function measureOf(facts: Pick<ScoreFacts, "measures">, day: LocalDate, metric: string): Measure | undefined {
  const found = facts.measures.filter((measure) => measure.day === day && measure.metric === metric);
  return found.find(({ source }) => source === "manual") ?? found.at(-1);
}

/** The parts of the score, each with where it came from and why it is as it is. */
export function partsOf(facts: ScoreFacts): readonly PartInput[] {
  return [routines(facts), sleep(facts), activity(facts), recovery(facts), worklife(facts), screen(facts)];
}

const NEUTRAL = new Set(["skipped", "paused", "excused", "frozen"]);

/** What was due on the day: everything once it is over, what has begun while it runs. */
export function dueOn({ planned, day, closed, nowMs }: Pick<ScoreFacts, "planned" | "day" | "closed" | "nowMs">) {
  return planned
    .filter((one) => one.day <= day && (one.day === day || one.state === "open"))
    .filter((one) => !NEUTRAL.has(one.state) && !one.paused)
    .filter((one) => one.state === "completed" || one.due)
    .filter((one) => closed || one.state !== "open" || one.plannedAtMs <= nowMs)
    .map((one) => ({ done: one.state === "completed", priority: one.item.priority, category: one.item.category }));
}

const routines = (facts: ScoreFacts): PartInput => routinesPart(dueOn(facts));

function sleep(facts: ScoreFacts): PartInput {
  const manual = measureOf(facts, facts.day, "sleep_quality");
  const usesManual = facts.measures.some(({ metric }) => metric === "sleep_quality");
  if (manual) return present("sleep", qualityValue(manual.value), manual, `you said ${manual.value} of 5`);
  return ringPart(facts, "sleep", "sleep_score", usesManual);
}

const activity = (facts: ScoreFacts): PartInput => ringPart(facts, "activity", "activity_score", false);

function recovery(facts: ScoreFacts): PartInput {
  const value = (metric: string) => measureOf(facts, facts.day, metric)?.value ?? null;
  const mean = recoveryValue({
    hrvBalance: value("hrv_balance"),
    restingHeartRate: value("resting_heart_rate_score"),
    bodyTemperature: value("body_temperature_score"),
    recoveryIndex: value("recovery_index"),
  });
  if (mean === null) return ringPart(facts, "recovery", "no_such_metric", false);
  const seen = measureOf(facts, facts.day, "hrv_balance") ?? measureOf(facts, facts.day, "resting_heart_rate_score");
  return present("recovery", mean, seen, "mean of heart rate variability, resting heart rate, temperature, recovery");
}

function ringPart(facts: ScoreFacts, code: PartInput["code"], metric: string, on: boolean): PartInput {
  const found = measureOf(facts, facts.day, metric);
  if (found) return present(code, found.value, found, `from your ${found.source === "oura" ? "ring" : found.source}`);
  const base = { code, value: null, observedAt: null } as const;
  if (!facts.ring && !on) return { ...base, state: "off", source: null, why: "no source is connected" };
  const dayEndMs = Date.parse(`${facts.day}T23:59:59Z`);
  const late = facts.ring && facts.nowMs < dayEndMs + LATE_MS;
  const why = late ? "the ring has not delivered yet" : "nothing came for this day";
  return { ...base, state: late ? "late" : "missing", source: facts.ring ? "oura" : "manual", why };
}

function worklife(facts: ScoreFacts): PartInput {
  const base = { code: "worklife", observedAt: null } as const;
  if (!isOn(facts.person, "worklife")) return { ...base, state: "off", value: null, source: null, why: "switched off" };
  const hours = measureOf(facts, facts.day, "work_hours");
  if (!hours) return { ...base, state: "missing", value: null, source: "manual", why: "no hours were given" };
  const stop = measureOf(facts, facts.day, "work_stop")?.value ?? null;
  const weekend = weekdayOf(facts.day) >= 5;
  return present("worklife", worklifeValue(hours.value, stop, weekend), hours, `${hours.value} h of work`);
}

function screen(facts: ScoreFacts): PartInput {
  const base = { code: "screen", observedAt: null } as const;
  if (!isOn(facts.person, "screen")) return { ...base, state: "off", value: null, source: null, why: "switched off" };
  const hours = measureOf(facts, facts.day, "screen_hours");
  if (!hours) return { ...base, state: "missing", value: null, source: "manual", why: "no hours were given" };
  return present(
    "screen",
    screenValue(hours.value, facts.person.targetScreenHours),
    hours,
    `${hours.value} h at screens`,
  );
}

/** Whether a part that is off by default was switched on. */
export const isOn = ({ settings }: Pick<Person, "settings">, part: "worklife" | "screen"): boolean =>
  (settings["parts"] as Record<string, unknown> | undefined)?.[part] === true;

const present = (code: PartInput["code"], value: number, from: Measure | undefined, why: string): PartInput => ({
  code,
  state: "present",
  value,
  source: from?.source ?? null,
  observedAt: from?.observedAt.toISOString() ?? null,
  why,
});

/** Whether activity counts half: rest mode, or readiness below the own tenth percentile (below 60 while learning). */
export function isEasyDay(facts: ScoreFacts): boolean {
  if (measureOf(facts, facts.day, "rest_mode")?.value === 1) return true;
  const today = measureOf(facts, facts.day, "readiness_score")?.value;
  if (today === undefined) return false;
  const own = facts.measures
    .filter(({ metric, day }) => metric === "readiness_score" && day < facts.day)
    .map(({ value }) => value);
  return today < (own.length < 14 ? 60 : (percentile(own, 0.1) ?? 60));
}

/** The same day in the words of the old formula. */
export function v1Of(facts: ScoreFacts): V1Input {
  const { person, day } = facts;
  const value = (metric: string) => measureOf(facts, day, metric)?.value ?? null;
  const night = mainSleep(facts.nights, day);
  const wake = value("wake_time") ?? (night?.end ? (wallOf(night.end)?.minutes ?? null) : null);
  const bed = value("bed_time") ?? (night ? (wallOf(night.start)?.minutes ?? null) : null);
  const due = dueOn(facts);
  return {
    sleepScore:
      value("sleep_score") ?? (value("sleep_quality") === null ? null : qualityValue(value("sleep_quality") ?? 0)),
    minutesOffWake: wake === null ? null : Math.abs(wake - person.targetWake),
    bedOnTime: bed === null ? null : minutesAfterNoon(bed) <= minutesAfterNoon(person.targetBedtime),
    screensOff: value("screens_off") === null ? null : value("screens_off") === 1,
    activityScore: value("activity_score"),
    gymSessions: facts.gymSessions,
    gymTarget: person.targetGymSessions,
    steps: value("steps"),
    workHours: value("work_hours"),
    stopHour: value("work_stop"),
    weekend: weekdayOf(day) >= 5,
    screenHours: value("screen_hours"),
    habitsDone: due.length === 0 ? null : due.filter(({ done }) => done).length,
    habitsTotal: due.length === 0 ? null : due.length,
  };
}

/** First day that a score of `day` looks at. */
export const scoreReach = (day: LocalDate): LocalDate => addDays(day, -90);
