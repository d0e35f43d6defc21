import { scoreV1 } from "./score-v1.ts";

/** Groups of inputs. */
export const PARTS = ["routines", "sleep", "activity", "recovery", "worklife", "screen"] as const;
/** One of {@link PARTS}. */
export type PartCode = (typeof PARTS)[number];
/** `off`: no source, or switched off; not in the denominator. `late`: the source is there and has not delivered yet. */
export type PartState = "present" | "missing" | "late" | "off";

/** Weights of version 2. */
export const V2_WEIGHTS: { readonly [P in PartCode]: number } = {
  routines: 0.4,
  sleep: 0.25,
  activity: 0.2,
  recovery: 0.15,
  worklife: 0.15,
  screen: 0.1,
};

/** Below this share of what is switched on there is no score. */
export const LEAST_COVERAGE = 0.6;

/** One part as it came in. */
export interface PartInput {
  readonly code: PartCode;
  readonly state: PartState;
  /** 0 to 100 when present. */
  readonly value: number | null;
  readonly source: string | null;
  readonly observedAt: string | null;
  readonly why: string;
}

/** One part as it counted. */
export interface Part extends PartInput {
  readonly weight: number;
  /** Share of the score; the contributions add up to it. */
  readonly contribution: number;
}

/** A score that names what it does not know. */
export interface Score {
  /** 0 to 100, or null with a reason. */
  readonly value: number | null;
  /** Codes of the parts that are switched on, joined by `+`. */
  readonly basis: string;
  /** 0 to 1. */
  readonly coverage: number;
  readonly reason: string | null;
  readonly parts: readonly Part[];
}

/**
 * The honest score: missing is not zero, and what is off does not count.
 *
 * @param easier Rest mode or a low readiness: activity counts half.
 */
export function scoreV2(inputs: readonly PartInput[], easier = false): Score {
  const weightOf = (code: PartCode) => V2_WEIGHTS[code] * (easier && code === "activity" ? 0.5 : 1);
  const on = inputs.filter(({ state }) => state !== "off");
  const present = on.filter(({ state, value }) => state === "present" && value !== null);
  const sum = (parts: readonly PartInput[]) => parts.reduce((total, { code }) => total + weightOf(code), 0);
  const [all, known] = [sum(on), sum(present)];
  const coverage = all === 0 ? 0 : known / all;
  const enough = coverage >= LEAST_COVERAGE - 1e-9 && present.length > 0;
  const exact = present.reduce((total, { code, value }) => total + (weightOf(code) * (value ?? 0)) / known, 0);
  const parts = inputs.map((input) => {
    const weight = input.state === "off" ? 0 : weightOf(input.code);
    const counts = enough && input.state === "present" && input.value !== null;
    return { ...input, weight, contribution: counts ? (weight * (input.value ?? 0)) / known : 0 };
  });
  const absent = on.filter((part) => !present.includes(part)).map(({ code }) => code);
  return {
    value: enough ? Math.floor(exact + 0.5 + 1e-9) : null,
    basis: on.map(({ code }) => code).join("+"),
    coverage,
    reason: enough
      ? null
      : present.length === 0
        ? "nothing is known yet"
        : `not enough data: no ${absent.join(", no ")}`,
    parts,
  };
}

/** The routines part: weights of what was done against what was due. */
export function routinesPart(
  due: readonly { readonly done: boolean; readonly priority: number; readonly category: string }[],
): PartInput {
  const weightOf = (item: { readonly priority: number; readonly category: string }) =>
    item.category === "reminder" || item.category === "event" ? 0 : 11 - item.priority;
  const all = due.reduce((total, item) => total + weightOf(item), 0);
  const done = due.reduce((total, item) => total + (item.done ? weightOf(item) : 0), 0);
  const base = { code: "routines", source: "wopr", observedAt: null } as const;
  if (all === 0) return { ...base, state: "missing", value: null, why: "nothing was due" };
  const count = due.filter(({ done: isDone }) => isDone).length;
  return { ...base, state: "present", value: (100 * done) / all, why: `${count} of ${due.length} done, by weight` };
}

/** Recovery: the mean of at least two of four contributors. Not the readiness score, which holds sleep and activity. */
export function recoveryValue(contributors: {
  readonly hrvBalance: number | null;
  readonly restingHeartRate: number | null;
  readonly bodyTemperature: number | null;
  readonly recoveryIndex: number | null;
}): number | null {
  const known = Object.values(contributors).filter((value) => value !== null);
  return known.length < 2 ? null : known.reduce((a, b) => a + b, 0) / known.length;
}

/** Screen time against the own target: 100 up to it, 25 less per hour above. */
export const screenValue = (hours: number, target: number): number =>
  Math.max(0, 100 - 25 * Math.max(0, hours - target));

/** Manual sleep quality 1 to 5 as 20 to 100. */
export const qualityValue = (quality: number): number => quality * 20;

/** Work-life by the old bands, from given hours only. */
export const worklifeValue = (hours: number, stopHour: number | null, weekend: boolean): number =>
  scoreV1({
    sleepScore: null,
    minutesOffWake: null,
    bedOnTime: null,
    screensOff: null,
    activityScore: null,
    gymSessions: null,
    gymTarget: 0,
    steps: null,
    workHours: hours,
    stopHour,
    weekend,
    screenHours: null,
    habitsDone: null,
    habitsTotal: null,
  }).worklife;
