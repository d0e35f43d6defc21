import { spread } from "./night.ts";

/** Minutes; times of day are minutes after midnight, bedtimes minutes after noon. */
export interface WindDownFacts {
  /** Wake the person wants. */
  readonly targetWake: number;
  /** Own median of waking; null while unknown. */
  readonly medianWake: number | null;
  /** Own median of sleep and of falling asleep. */
  readonly sleepMinutes: number | null;
  readonly latencyMinutes: number | null;
  /** Bedtimes of the last 14 nights, minutes after noon. */
  readonly bedtimes: readonly number[];
  /** Days since the plan was begun. */
  readonly dayOfPlan: number;
  /** Days the plan stood still because bedtimes wandered. */
  readonly heldDays: number;
}

/** Tonight and the way there. */
export interface WindDownPlan {
  readonly weeks: number;
  /** 0 = stabilise. */
  readonly step: number;
  readonly steps: number;
  readonly wake: number;
  /** Minutes after midnight; may be above 1440 for times after midnight. */
  readonly bedtime: number;
  /** Held in this step because bedtimes differ by more than the limit. */
  readonly holding: boolean;
  /** Standard deviation of the bedtimes, minutes. */
  readonly bedtimeSpread: number | null;
}

const STEP_DAYS = 14;
const STEP_MINUTES = 15;
const HOLD_ABOVE = 45;
const UNKNOWN_SLEEP = 7 * 60 + 45;

/** Weeks from the own median to the target: two to settle, then 15 minutes per two weeks. */
export const planWeeks = (targetWake: number, medianWake: number): number =>
  2 + 2 * Math.ceil(Math.abs(targetWake - medianWake) / STEP_MINUTES);

/** Where the plan is on a day. */
export function windDownPlan(facts: WindDownFacts): WindDownPlan {
  const median = facts.medianWake ?? facts.targetWake;
  const steps = Math.ceil(Math.abs(facts.targetWake - median) / STEP_MINUTES);
  const bedtimeSpread = facts.bedtimes.length >= 5 ? spread(facts.bedtimes) : null;
  const step = Math.min(steps, Math.floor(Math.max(0, facts.dayOfPlan - facts.heldDays) / STEP_DAYS));
  const moved = Math.min(step * STEP_MINUTES, Math.abs(facts.targetWake - median));
  const wake = median + Math.sign(facts.targetWake - median) * moved;
  const own = facts.sleepMinutes === null ? UNKNOWN_SLEEP : facts.sleepMinutes + (facts.latencyMinutes ?? 0);
  const need = Math.min(9 * 60, Math.max(7 * 60, own));
  return {
    weeks: planWeeks(facts.targetWake, median),
    step,
    steps,
    wake,
    bedtime: wake - need + 1440,
    holding: bedtimeSpread !== null && bedtimeSpread > HOLD_ABOVE,
    bedtimeSpread,
  };
}

/** Phases of the evening, minutes before bedtime. */
export const PHASES = [
  { code: "dim", before: 90, light: 60, sentence: "Lights to 60 %. What is left can wait until tomorrow." },
  { code: "slow", before: 60, light: 30, sentence: "Lights to 30 %. Something calm: a book, a shower, a few lines." },
  { code: "still", before: 30, light: 10, sentence: "Lights to 10 %. The bedroom is ready when you are." },
  { code: "dark", before: 0, light: 0, sentence: "Lights out, if you like." },
] as const;

/** The phase at an instant; `off` before the first and more than an hour after the last. */
export function phaseAt(
  nowMs: number,
  bedtimeMs: number,
): { readonly code: string; readonly light: number; readonly sentence: string } {
  const before = (bedtimeMs - nowMs) / 60_000;
  const off = { code: "off", light: 100, sentence: "" };
  if (before > 90 || before < -60) return off;
  const phase = PHASES.findLast((candidate) => before <= candidate.before) ?? off;
  // Nothing is said after bedtime.
  return { code: phase.code, light: phase.light, sentence: before < 0 ? "" : phase.sentence };
}

/** Words that the coach never uses. */
export const FORBIDDEN_WORDS = ["fail", "should have", "bad", "lazy", "guilt", "broke"] as const;
