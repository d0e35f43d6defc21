import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LEVEL_THRESHOLDS, levelOf, pointsAt, STAT_THRESHOLDS, statOf, tokensAt } from "./levels.ts";

test("LF-19: levels and stats begin where the published tables say", () => {
  const level = (n: number) => LEVEL_THRESHOLDS[n - 1];
  expect([2, 3, 5, 10, 20, 50, 100].map(level)).toEqual([100, 348, 1_212, 5_219, 20_033, 110_243, 390_969]);
  const stat = (value: number) => STAT_THRESHOLDS[value - 10];
  expect([11, 12, 15, 20, 50, 100].map(stat)).toEqual([50, 141, 559, 1_581, 12_649, 42_690]);
});

test("LF-19: for every XP from 0 to 1,000,000 the level holds it, and progress stays below 1", () => {
  let level = 1;
  for (let xp = 0; xp <= 1_000_000; xp += 1) {
    while (level < 100 && LEVEL_THRESHOLDS[level]! <= xp) level += 1;
    const found = levelOf(xp);
    if (found.value !== level || found.progress < 0 || found.progress >= 1) expect([xp, found]).toEqual([xp, level]);
  }
  expect(levelOf(1_000_000)).toEqual({ value: 100, xpForCurrent: 390_969, xpForNext: null, progress: 0 });
});

test("at every threshold progress is exactly 0, one XP before it below 1", () => {
  for (const [of, thresholds] of [
    [levelOf, LEVEL_THRESHOLDS],
    [statOf, STAT_THRESHOLDS],
  ] as const)
    for (const [index, xp] of thresholds.entries()) {
      expect(of(xp).progress).toBe(0);
      if (index > 0) expect(of(xp - 1).progress).toBeLessThan(1);
    }
});

describe("points and tokens", () => {
  test("129 points by level 100, 87 of them by level 69", () => {
    expect(pointsAt(100)).toBe(129);
    expect(pointsAt(69)).toBeGreaterThanOrEqual(87);
    expect(pointsAt(68)).toBeLessThan(88);
    expect(pointsAt(1)).toBe(0);
  });
  test("one token at the start and one at each multiple of ten", () => {
    expect([1, 9, 10, 19, 20, 100].map(tokensAt)).toEqual([1, 1, 2, 2, 3, 11]);
  });
});

test("more XP never means a lower level", () => {
  fc.assert(
    fc.property(fc.nat(500_000), fc.nat(1_000), (xp, more) => {
      expect(levelOf(xp + more).value).toBeGreaterThanOrEqual(levelOf(xp).value);
      expect(statOf(xp + more).value).toBeGreaterThanOrEqual(statOf(xp).value);
    }),
  );
});
