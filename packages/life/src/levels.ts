/** The six stats, in ring order of the tree. */
export const STATS = ["STR", "STA", "WIS", "INT", "CHA", "LCK"] as const;
/** One stat. */
export type Stat = (typeof STATS)[number];

/** Highest level of a character. */
export const MAX_LEVEL = 100;
/** A stat begins here. */
export const BASE_STAT = 10;
const MAX_STAT = 200;

/** Largest whole number whose `power`-th power is at most `limit`. */
function integerRoot(limit: bigint, power: bigint): number {
  let low = 0n;
  let high = 1n;
  while (high ** power <= limit) high *= 2n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** power <= limit) low = middle;
    else high = middle;
  }
  return Number(low);
}

/** XP at which each level begins, index 0 = level 1: floor(100·(L−1)^1.8), by integers. */
export const LEVEL_THRESHOLDS: readonly number[] = Array.from({ length: MAX_LEVEL }, (_, n) =>
  integerRoot(100n ** 5n * BigInt(n) ** 9n, 5n),
);

/** XP at which each stat value begins, index 0 = {@link BASE_STAT}: floor(50·(V−10)^1.5), by integers. */
export const STAT_THRESHOLDS: readonly number[] = Array.from({ length: MAX_STAT - BASE_STAT + 1 }, (_, n) =>
  integerRoot(50n ** 2n * BigInt(n) ** 3n, 2n),
);

/** Index of the last threshold that is reached. */
function reached(thresholds: readonly number[], xp: number): number {
  let low = 0;
  let high = thresholds.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (thresholds[middle]! <= xp) low = middle;
    else high = middle;
  }
  return low;
}

/** Where somebody stands on the way to the next step. */
export interface Standing {
  /** Level, or value of a stat. */
  readonly value: number;
  readonly xpForCurrent: number;
  /** Null at the top. */
  readonly xpForNext: number | null;
  /** 0 to just below 1; 0 at the top. */
  readonly progress: number;
}

function standing(thresholds: readonly number[], first: number, xp: number): Standing {
  const index = reached(thresholds, Math.max(0, xp));
  const current = thresholds[index]!;
  const next = thresholds[index + 1] ?? null;
  const progress = next === null ? 0 : Math.max(0, (xp - current) / (next - current));
  return { value: first + index, xpForCurrent: current, xpForNext: next, progress };
}

/** The level of a character with so much XP in all. */
export const levelOf = (xp: number): Standing => standing(LEVEL_THRESHOLDS, 1, xp);

/** The value of a stat with so much XP of its own. */
export const statOf = (xp: number): Standing => standing(STAT_THRESHOLDS, BASE_STAT, xp);

/** Points for the tree that a level has brought in all: 1 each, 2 at multiples of 5, 3 at multiples of 10; none for 1. */
export function pointsAt(level: number): number {
  let points = 0;
  for (let reachedLevel = 2; reachedLevel <= level; reachedLevel += 1)
    points += reachedLevel % 10 === 0 ? 3 : reachedLevel % 5 === 0 ? 2 : 1;
  return points;
}

/** Respec tokens that a level has brought in all: one at the start, one at each multiple of 10. */
export const tokensAt = (level: number): number => 1 + Math.floor(level / 10);
