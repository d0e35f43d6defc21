/** What the old formula is given; what is absent takes the old default. */
export interface V1Input {
  readonly sleepScore: number | null;
  /** Minutes between waking and the target, unsigned. */
  readonly minutesOffWake: number | null;
  /** At or before the target bedtime. */
  readonly bedOnTime: boolean | null;
  readonly screensOff: boolean | null;
  readonly activityScore: number | null;
  /** Gym sessions in the last seven days. */
  readonly gymSessions: number | null;
  readonly gymTarget: number;
  readonly steps: number | null;
  readonly workHours: number | null;
  /** Hour of the day, fractions allowed. */
  readonly stopHour: number | null;
  readonly weekend: boolean;
  readonly screenHours: number | null;
  readonly habitsDone: number | null;
  readonly habitsTotal: number | null;
}

/** A published set of weights. */
export interface V1Weights {
  readonly sleep: number;
  readonly activity: number;
  readonly worklife: number;
  readonly habits: number;
}

/** Weights in force, and the other set the source published. */
export const V1_WEIGHTS: { readonly standard: V1Weights; readonly even: V1Weights } = {
  standard: { sleep: 0.4, activity: 0.25, worklife: 0.2, habits: 0.15 },
  even: { sleep: 0.3, activity: 0.25, worklife: 0.25, habits: 0.2 },
};

/** Scores of the old formula, one decimal; `null` where nothing real was given. */
export interface V1Score {
  readonly total: number | null;
  readonly sleep: number;
  readonly activity: number;
  readonly worklife: number;
  readonly habits: number;
}

/** The first row whose test holds gives the points. */
const band = (value: number, rows: readonly (readonly [below: number, points: number])[], rest: number) =>
  rows.find(([below]) => value < below)?.[1] ?? rest;
const bandUpTo = (value: number, rows: readonly (readonly [upTo: number, points: number])[], rest: number) =>
  rows.find(([upTo]) => value <= upTo)?.[1] ?? rest;

/** Rounded to one decimal, half to even, as the old system did. */
export function roundHalfEven(value: number): number {
  const scaled = Number((value * 10).toPrecision(12));
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const whole = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  return whole / 10;
}

/**
 * The Daily Life Score of the old system, for comparison and imported history.
 *
 * The old system gave 53.5 to a weekday with no data at all; here such a day has no score.
 */
export function scoreV1(input: V1Input, weights: V1Weights = V1_WEIGHTS.standard): V1Score {
  const ring = (score: number | null) => (score === null || score === 0 ? 50 : score);
  const wake = input.minutesOffWake === null ? 100 : Math.max(0, 100 - 2 * input.minutesOffWake);
  const evening = Math.min(100, 50 + (input.bedOnTime ? 30 : 0) + (input.screensOff ? 20 : 0));
  const sleep = 0.6 * ring(input.sleepScore) + 0.25 * wake + 0.15 * evening;

  const gym = input.gymTarget === 0 ? 1 : Math.min(1, (input.gymSessions ?? 0) / input.gymTarget);
  const activity = 0.4 * ring(input.activityScore) + 0.4 * 100 * gym + 0.2 * stepsBand(input.steps ?? 0);

  const hours = input.workHours ?? 8;
  const weekend = band(
    hours,
    [
      [Number.MIN_VALUE, 100],
      [2, 70],
      [4, 40],
    ],
    0,
  );
  const worklife =
    0.4 *
      bandUpTo(
        hours,
        [
          [8, 100],
          [9, 85],
          [10, 60],
          [11, 30],
        ],
        0,
      ) +
    0.35 *
      band(
        input.stopHour ?? 17,
        [
          [18, 100],
          [19, 80],
          [20, 50],
          [21, 20],
        ],
        0,
      ) +
    0.25 * (input.weekend ? weekend : 80);

  const screen = band(
    input.screenHours ?? 3,
    [
      [2, 100],
      [3, 80],
      [4, 60],
      [5, 30],
    ],
    0,
  );
  const total = input.habitsTotal ?? 5;
  const done = total === 0 ? 50 : (100 * (input.habitsDone ?? 0)) / total;
  const habits = 0.5 * screen + 0.5 * done;

  const parts = {
    sleep: roundHalfEven(sleep),
    activity: roundHalfEven(activity),
    worklife: roundHalfEven(worklife),
    habits: roundHalfEven(habits),
  };
  const sum =
    weights.sleep * sleep + weights.activity * activity + weights.worklife * worklife + weights.habits * habits;
  return { ...parts, total: hasRealInput(input) ? roundHalfEven(sum) : null };
}

function stepsBand(steps: number): number {
  if (steps >= 10_000) return 100;
  if (steps >= 7_000) return 90;
  if (steps >= 5_000) return 70;
  return steps >= 3_000 ? 40 : steps / 100;
}

/** Whether anything was measured or said about the day. */
export const hasRealInput = (input: V1Input): boolean =>
  [
    input.sleepScore,
    input.minutesOffWake,
    input.bedOnTime,
    input.screensOff,
    input.activityScore,
    input.gymSessions,
    input.steps,
    input.workHours,
    input.stopHour,
    input.screenHours,
  ].some((value) => value !== null) ||
  (input.habitsTotal !== null && input.habitsTotal > 0);
