/** How much an achievement is worth. */
export const TIER_XP = { bronze: 50, silver: 150, gold: 400, platinum: 1_200, diamond: 4_000 } as const;
/** One of bronze to diamond. */
export type Tier = keyof typeof TIER_XP;

/** What achievements are decided by. All lists are per day or per occurrence, oldest first. */
export interface Deeds {
  /** Final or provisional scores by day. */
  readonly scores: readonly {
    readonly day: string;
    readonly value: number | null;
    readonly coverage: number;
    readonly parts: readonly (number | null)[];
  }[];
  readonly gymSessions: number;
  /** Best run of weeks with as many sessions as wanted. */
  readonly bestGymWeeks: number;
  /** Wakings no later than the own plan. */
  readonly onTimeWakes: number;
  readonly bestMorningVictory: number;
  readonly completions: number;
  /** Days on which all that was due was done, at least three. */
  readonly fullDays: number;
  /** By day, oldest first, without gaps: was anything done. */
  readonly doneDays: readonly boolean[];
  readonly bestStreak: number;
  /** Largest number of different stats that got XP within seven days. */
  readonly statsInWeek: number;
  readonly keystones: number;
  readonly nodesTaken: number;
  /** Smallest standard deviation of bedtimes over 14 and 30 days with at least 10 nights, minutes. */
  readonly bedtimeSpread14: number | null;
  readonly bedtimeSpread30: number | null;
  /** Best number of wind-downs followed within seven days. */
  readonly windDownsInWeek: number;
  /** Codes unlocked so far. */
  readonly unlocked: ReadonlySet<string>;
}

/** One achievement as data. */
export interface Achievement {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly tier: Tier;
  readonly target: number;
  /** How far somebody is; unlocked from `target` on. */
  readonly progress: (deeds: Deeds) => number;
}

/** Mean of the newest `days` scores when at least `least` of them are scored, else 0. */
function meanScore({ scores }: Deeds, days: number, least: number): number {
  let best = 0;
  for (let end = scores.length; end > 0; end -= 1) {
    const values = scores
      .slice(Math.max(0, end - days), end)
      .map(({ value }) => value)
      .filter((value) => value !== null);
    if (values.length >= least) best = Math.max(best, values.reduce((a, b) => a + b, 0) / values.length);
  }
  return best;
}

const best = (values: readonly number[]) => Math.max(0, ...values);

function comebackOf({ doneDays }: Deeds): number {
  for (let at = 7; at < doneDays.length; at += 1) {
    const empty = doneDays.slice(at - 7, at).every((done) => !done) && doneDays.slice(0, at - 7).some((done) => done);
    if (!empty) continue;
    const after = doneDays.slice(at);
    const run = after.findIndex((done) => !done);
    const length = run < 0 ? after.length : run;
    if (length > 0) return Math.min(3, length);
  }
  return 0;
}

const atMost = (value: number | null, limit: number) => (value !== null && value < limit ? 1 : 0);

const row = (
  code: string,
  tier: Tier,
  name: string,
  description: string,
  target: number,
  progress: (deeds: Deeds) => number,
): Achievement => ({ code, tier, name, description, target, progress });

/** Every achievement there is. */
export const ACHIEVEMENTS: readonly Achievement[] = [
  row("first_70_life_score", "bronze", "A good day", "A score of 70 or more.", 70, ({ scores }) =>
    best(scores.map(({ value }) => value ?? 0)),
  ),
  row("first_gym_session", "bronze", "First session", "One session at the gym.", 1, ({ gymSessions }) => gymSessions),
  row(
    "first_early_wake",
    "bronze",
    "Up as planned",
    "Up no later than your own plan.",
    1,
    ({ onTimeWakes }) => onTimeWakes,
  ),
  row(
    "wake_streak_7",
    "silver",
    "A week of mornings",
    "Seven mornings in a row near your plan.",
    7,
    ({ bestMorningVictory }) => bestMorningVictory,
  ),
  row(
    "gym_4_weeks",
    "silver",
    "A month of training",
    "Four weeks in a row with as many sessions as you wanted.",
    4,
    ({ bestGymWeeks }) => bestGymWeeks,
  ),
  row("life_score_80_week", "silver", "A good week", "A mean of 80 over seven days, six of them scored.", 80, (deeds) =>
    meanScore(deeds, 7, 6),
  ),
  row(
    "wake_streak_30",
    "gold",
    "A month of mornings",
    "Thirty mornings in a row near your plan.",
    30,
    ({ bestMorningVictory }) => bestMorningVictory,
  ),
  row("life_score_80_month", "gold", "A good month", "A mean of 80 over thirty days, 26 of them scored.", 80, (deeds) =>
    meanScore(deeds, 30, 26),
  ),
  row("all_domains_80", "gold", "All round", "Every part at 80 or more on one complete day.", 1, ({ scores }) =>
    scores.some(({ coverage, parts }) => coverage >= 1 && parts.length > 0 && parts.every((part) => (part ?? 0) >= 80))
      ? 1
      : 0,
  ),
  row(
    "wake_streak_100",
    "platinum",
    "A hundred mornings",
    "A hundred mornings in a row near your plan.",
    100,
    ({ bestMorningVictory }) => bestMorningVictory,
  ),
  row(
    "gym_26_weeks",
    "platinum",
    "Half a year of training",
    "26 weeks in a row with as many sessions as you wanted.",
    26,
    ({ bestGymWeeks }) => bestGymWeeks,
  ),
  row("life_score_80_year", "diamond", "A good year", "A mean of 80 over 365 days, 330 of them scored.", 80, (deeds) =>
    meanScore(deeds, 365, 330),
  ),
  row("first_complete", "bronze", "Begun", "The first thing done.", 1, ({ completions }) => completions),
  row(
    "first_full_day",
    "bronze",
    "Everything done",
    "All that was due on one day, three or more.",
    1,
    ({ fullDays }) => fullDays,
  ),
  row("comeback", "bronze", "Back again", "Three days done after seven empty ones.", 3, comebackOf),
  row("streak_21", "silver", "Three weeks", "A streak of 21.", 21, ({ bestStreak }) => bestStreak),
  row("six_sides", "silver", "Six sides", "All six stats within seven days.", 6, ({ statsInWeek }) => statsInWeek),
  row("first_keystone", "silver", "Keystone", "The first keystone of the tree.", 1, ({ keystones }) => keystones),
  row("streak_66", "gold", "Habit", "A streak of 66.", 66, ({ bestStreak }) => bestStreak),
  row(
    "regular_sleep_14",
    "gold",
    "Regular nights",
    "Bedtimes within 45 minutes over two weeks, ten nights or more.",
    1,
    ({ bedtimeSpread14 }) => atMost(bedtimeSpread14, 45),
  ),
  row("tree_25", "gold", "Branches", "25 nodes of the tree.", 25, ({ nodesTaken }) => nodesTaken),
  row(
    "regular_sleep_30",
    "platinum",
    "Clockwork",
    "Bedtimes within 30 minutes over a month.",
    1,
    ({ bedtimeSpread30 }) => atMost(bedtimeSpread30, 30),
  ),
  row(
    "calm_week",
    "silver",
    "Calm evenings",
    "The wind-down followed on five of seven evenings.",
    5,
    ({ windDownsInWeek }) => windDownsInWeek,
  ),
  row(
    "all_gold",
    "diamond",
    "All gold",
    "Every gold achievement.",
    6,
    ({ unlocked }) => GOLD.filter((code) => unlocked.has(code)).length,
  ),
];

const GOLD = ["wake_streak_30", "life_score_80_month", "all_domains_80", "streak_66", "regular_sleep_14", "tree_25"];

/** Codes that the deeds unlock and that were locked. Repeats until nothing new comes: `all_gold` follows the last gold. */
export function newlyUnlocked(deeds: Deeds): readonly Achievement[] {
  const unlocked = new Set(deeds.unlocked);
  const found: Achievement[] = [];
  for (let more = true; more; ) {
    more = false;
    for (const achievement of ACHIEVEMENTS) {
      if (unlocked.has(achievement.code)) continue;
      if (achievement.progress({ ...deeds, unlocked }) < achievement.target) continue;
      unlocked.add(achievement.code);
      found.push(achievement);
      more = true;
    }
  }
  return found;
}
