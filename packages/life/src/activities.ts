import type { Stat } from "./levels.ts";

/** Domains of activity; each belongs to a branch of the tree. */
export const DOMAINS = ["physical", "health", "learning", "mindfulness", "social", "fortune", "system"] as const;
/** One of {@link DOMAINS}. */
export type Domain = (typeof DOMAINS)[number];

/** XP of one event, or of 60 minutes. */
export type StatXp = Readonly<Partial<Record<Stat, number>>>;

/** One kind of activity. */
export interface ActivityType {
  readonly code: string;
  readonly domain: Domain;
  readonly xp: StatXp;
  /** Only the system grants it. */
  readonly systemOnly: boolean;
}

const table: readonly (readonly [Domain, Readonly<Record<string, StatXp>>])[] = [
  [
    "physical",
    {
      gym_session: { STR: 60, STA: 40 },
      strength_training: { STR: 90, STA: 30 },
      cardio_session: { STA: 90, STR: 20 },
      sports_activity: { STA: 50, STR: 40, CHA: 20 },
      yoga_session: { WIS: 40, STA: 30, STR: 20 },
    },
  ],
  [
    "health",
    {
      sleep_tracked: { STA: 20 },
      quality_sleep: { STA: 40, WIS: 20 },
      excellent_sleep: { STA: 60, WIS: 30, LCK: 10 },
      early_rise: { STA: 20, WIS: 20 },
    },
  ],
  [
    "learning",
    {
      learning_session: { INT: 70, WIS: 20 },
      reading_session: { INT: 40, WIS: 30 },
      problem_solved: { INT: 80, WIS: 30 },
      skill_practiced: { INT: 50 },
      work_completed: { INT: 30 },
      project_milestone: { INT: 60, WIS: 30 },
      productive_day: { INT: 40, STA: 20 },
    },
  ],
  ["mindfulness", { meditation: { WIS: 60, STA: 10 }, habit_completed: { WIS: 15 } }],
  [
    "social",
    {
      social_event: { CHA: 60, LCK: 20 },
      networking: { CHA: 50, INT: 20 },
      helped_someone: { CHA: 50, WIS: 30 },
      public_speaking: { CHA: 90, INT: 20 },
    },
  ],
  ["fortune", { lucky_event: { LCK: 50 }, new_opportunity: { LCK: 40, CHA: 20 } }],
  [
    "system",
    {
      streak_maintained: { WIS: 30, STA: 20 },
      perfect_day: { STR: 20, STA: 20, WIS: 20, INT: 20, CHA: 20, LCK: 20 },
      achievement_bronze: { LCK: 10 },
      achievement_silver: { LCK: 20 },
      achievement_gold: { LCK: 40 },
      achievement_platinum: { LCK: 80 },
      achievement_diamond: { LCK: 150 },
      life_score_70: { WIS: 10 },
      life_score_80: { WIS: 15, STA: 10 },
      life_score_90: { STR: 10, STA: 10, WIS: 10, INT: 10, CHA: 10, LCK: 10 },
    },
  ],
];

/** Every kind of activity there is, by its code. */
export const ACTIVITY_TYPES: ReadonlyMap<string, ActivityType> = new Map(
  table.flatMap(([domain, types]) =>
    Object.entries(types).map(([code, xp]) => [code, { code, domain, xp, systemOnly: domain === "system" }] as const),
  ),
);

/** How hard it was, in tenths. */
const INTENSITY = { low: 7, normal: 10, high: 13, extreme: 15 } as const;
/** How hard an activity was. */
export type Intensity = keyof typeof INTENSITY;
/** Quality 1 to 5, in tenths. */
const QUALITY = [8, 9, 10, 11, 12] as const;

/** What makes one activity worth more or less. */
export interface Modifiers {
  readonly durationMinutes?: number | null | undefined;
  readonly intensity?: Intensity | null | undefined;
  /** 1 to 5. */
  readonly quality?: number | null | undefined;
  /** 0 to 3, at most two decimals; needs a permission of its own. */
  readonly multiplier?: number | null | undefined;
}

/** XP of an activity: modifiers multiply exactly and are rounded down once. */
export function activityXp(xp: StatXp, by: Modifiers): StatXp {
  // Whole numbers all the way, so that 0.7 · 1.2 is 84/100 and never 0.8399999.
  let numerator = 1n;
  let denominator = 1n;
  const times = (n: number, d: number) => {
    numerator *= BigInt(n);
    denominator *= BigInt(d);
  };
  if (by.durationMinutes != null) times(Math.min(Math.round(by.durationMinutes * 100), 12_000), 6_000);
  if (by.intensity != null) times(INTENSITY[by.intensity], 10);
  if (by.quality != null) times(QUALITY[by.quality - 1] ?? 10, 10);
  if (by.multiplier != null) times(Math.round(by.multiplier * 100), 100);
  return Object.fromEntries(
    Object.entries(xp).map(([stat, base]) => [stat, Number((BigInt(base) * numerator) / denominator)]),
  );
}

/** `floor(base · (100 + percent) / 100)`, also for what is taken away again. */
export const withPercent = (base: number, percent: number): number =>
  Math.sign(base) * Math.floor((Math.abs(base) * (100 + percent)) / 100);

/** Names that a mistyped one may have meant, nearest first. */
export function nearest(wanted: string, known: Iterable<string>, count = 3): readonly string[] {
  return [...known]
    .map((code) => ({ code, far: editDistance(wanted.toLowerCase(), code) }))
    .sort((a, b) => a.far - b.far || (a.code < b.code ? -1 : 1))
    .slice(0, count)
    .map(({ code }) => code);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
