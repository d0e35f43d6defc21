import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACHIEVEMENTS, type Deeds, newlyUnlocked } from "./achievements.ts";
import { ACTIVITY_TYPES, activityXp, nearest, withPercent } from "./activities.ts";
import { type DayFacts, resolveTime, STANDARD_ANCHORS } from "./anchors.ts";
import { minutesOf, timeOf } from "./date.ts";
import { derivedOf, evaluate, parseFormula } from "./formula.ts";
import { findingsOf, type Pair, seeded } from "./insights.ts";
import { moveTo, POSTPONE_TARGETS } from "./postpone.ts";
import { openZone } from "./zone.ts";

const facts = (differs: Partial<DayFacts> = {}): DayFacts => ({
  day: "2026-06-21",
  dayStart: 240,
  anchors: new Map(STANDARD_ANCHORS.map((anchor) => [anchor.code, anchor])),
  wake: null,
  targetWake: 420,
  sun: undefined,
  doneAt: new Map(),
  ...differs,
});
const hang = (anchor: string | null, differs = {}) => ({
  anchor,
  exactTime: null,
  offset: 0,
  defaultTime: null,
  ...differs,
});

describe("LF-7: one time and one reason each", () => {
  const winter = {
    ...STANDARD_ANCHORS[0]!,
    seasons: [{ from: "11-01", to: "02-28", time: 480 }],
    perWeekday: { "6": 540 },
  };
  test.each([
    ["exactly", hang("morning", { exactTime: 450 }), {}, 450, "exact_time", false],
    ["by anchor and offset", hang("evening", { offset: 30 }), {}, 19 * 60 + 30, "anchor", false],
    ["by weekday", hang("morning"), { anchors: new Map([["morning", winter]]) }, 540, "weekday", false],
    [
      "by season over the new year",
      hang("morning"),
      { day: "2026-01-05", anchors: new Map([["morning", winter]]) },
      480,
      "season",
      false,
    ],
    ["waking that is not known yet", hang("wake"), {}, 420, "default", true],
    [
      "waking by the ring",
      hang("wake", { offset: 10 }),
      { wake: { minutes: 395, source: "ring" } },
      405,
      "ring",
      false,
    ],
    [
      "a late waking is not believed",
      hang("wake"),
      { wake: { minutes: 13 * 60, source: "ring" } },
      420,
      "default",
      false,
    ],
    ["sunset without a location", hang("sunset"), {}, 19 * 60, "fallback", false],
    [
      "no sunset in the polar day",
      hang("sunset"),
      { sun: { sunrise: null, sunset: null } },
      19 * 60,
      "fallback",
      false,
    ],
    ["sunrise", hang("sunrise"), { sun: { sunrise: 251.4, sunset: 1300 } }, 251, "sun", false],
    ["after something that waits", hang("after:coffee", { defaultTime: 500, offset: 15 }), {}, 500, "default", true],
    [
      "after something done",
      hang("after:coffee", { offset: 15 }),
      { doneAt: new Map([["coffee", { minutes: 481, how: "completed" }]]) },
      496,
      "completion",
      false,
    ],
    [
      "after something skipped",
      hang("after:coffee", { defaultTime: 500 }),
      { doneAt: new Map([["coffee", { minutes: 0, how: "skipped" }]]) },
      500,
      "default",
      false,
    ],
    ["an anchor that is gone", hang("siesta"), {}, 720, "fallback", false],
    ["half past midnight is late in the evening", hang(null, { exactTime: 30 }), {}, 1470, "exact_time", false],
    ["never before the day begins", hang("morning", { offset: -600 }), {}, 240, "anchor", false],
  ] as const)("%s", (_, item, differs, minutes, from, pending) => {
    const found = resolveTime(item, facts(differs as Partial<DayFacts>));
    expect(found).toMatchObject({ minutes, from, pending });
    expect(found.reason).toMatch(/\S/);
  });
});

test("moving never sets a time that has passed, and every target is one or the other", () => {
  const zone = openZone("Europe/Oslo");
  fc.assert(
    fc.property(fc.nat(23), fc.nat(59), (hour, minute) => {
      const nowMs = zone.instantOf("2026-03-29", hour * 60 + minute);
      for (const target of POSTPONE_TARGETS) {
        const move = moveTo(target, {
          today: "2026-03-29",
          day: "2026-03-29",
          plannedAtMs: zone.instantOf("2026-03-29", 8 * 60),
          nowMs,
          zone,
          dayStart: 240,
          anchorOn: (code) => STANDARD_ANCHORS.find((anchor) => anchor.code === code)?.defaultTime ?? 0,
          custom: null,
        });
        if (move.ok) expect(move.atMs).toBeGreaterThan(nowMs);
        else expect(move.why).toMatch(/\S/);
      }
    }),
  );
});

describe("activities", () => {
  test("modifiers multiply exactly and are rounded down once", () => {
    const gym = ACTIVITY_TYPES.get("gym_session")!.xp;
    expect(activityXp(gym, {})).toEqual({ STR: 60, STA: 40 });
    expect(activityXp(gym, { durationMinutes: 30, intensity: "low", quality: 5 })).toEqual({ STR: 25, STA: 16 });
    expect(activityXp(gym, { durationMinutes: 600 })).toEqual({ STR: 120, STA: 80 });
    expect(activityXp(gym, { intensity: "extreme", multiplier: 3 })).toEqual({ STR: 270, STA: 180 });
    expect(activityXp(gym, { multiplier: 0 })).toEqual({ STR: 0, STA: 0 });
  });
  test("a mistyped name finds what was meant", () => {
    expect(nearest("gym_sesion", ACTIVITY_TYPES.keys())[0]).toBe("gym_session");
    expect(nearest("meditate", ACTIVITY_TYPES.keys())).toHaveLength(3);
  });
  test("percents round towards nothing, also when they are taken back", () => {
    expect([withPercent(15, 12), withPercent(-15, 12), withPercent(10, 0)]).toEqual([16, -16, 10]);
  });
});

describe("formulas", () => {
  test("derived stats are the published sums", () => {
    expect(derivedOf({ STR: 20, INT: 10, STA: 30, WIS: 10, CHA: 10, LCK: 10 })).toEqual({
      POWER: 16,
      RESILIENCE: 24,
      INFLUENCE: 10,
      FORTUNE: 10,
      FOCUS: 10,
      VITALITY: 23,
    });
  });
  test("arithmetic as written, division by nothing is nothing, nonsense is refused", () => {
    expect(evaluate(parseFormula("2 × (A + 3) − 4 ÷ 2"), { A: 1 })).toBe(6);
    expect(evaluate(parseFormula("-A / 0"), { A: 1 })).toBe(0);
    expect(() => parseFormula("A; process.exit()")).toThrow(SyntaxError);
    expect(() => parseFormula("(A")).toThrow(SyntaxError);
  });
});

const NO_DEEDS: Deeds = {
  scores: [],
  gymSessions: 0,
  bestGymWeeks: 0,
  onTimeWakes: 0,
  bestMorningVictory: 0,
  completions: 0,
  fullDays: 0,
  doneDays: [],
  bestStreak: 0,
  statsInWeek: 0,
  keystones: 0,
  nodesTaken: 0,
  bedtimeSpread14: null,
  bedtimeSpread30: null,
  windDownsInWeek: 0,
  unlocked: new Set(),
};
const scored = (days: number, value: number, rest: readonly (number | null)[] = []) => ({
  scores: [...Array(days).fill(value), ...rest].map((one: number | null, n) => ({
    day: `d${n}`,
    value: one,
    coverage: 1,
    parts: [one],
  })),
});
const away = (before: number, empty: number, after: number) => ({
  doneDays: [...Array(before).fill(true), ...Array(empty).fill(false), ...Array(after).fill(true)] as boolean[],
});
const GOLDS = ["wake_streak_30", "life_score_80_month", "all_domains_80", "streak_66", "regular_sleep_14", "tree_25"];

/** The smallest deed that unlocks, and one less. */
const PAIRS: readonly (readonly [string, Partial<Deeds>, Partial<Deeds>])[] = [
  ["first_70_life_score", scored(1, 70), scored(1, 69)],
  ["first_gym_session", { gymSessions: 1 }, { gymSessions: 0 }],
  ["first_early_wake", { onTimeWakes: 1 }, { onTimeWakes: 0 }],
  ["wake_streak_7", { bestMorningVictory: 7 }, { bestMorningVictory: 6 }],
  ["gym_4_weeks", { bestGymWeeks: 4 }, { bestGymWeeks: 3 }],
  ["life_score_80_week", scored(6, 80, [null]), scored(5, 80, [null, null])],
  ["wake_streak_30", { bestMorningVictory: 30 }, { bestMorningVictory: 29 }],
  ["life_score_80_month", scored(26, 80), scored(25, 80)],
  ["all_domains_80", scored(1, 80), scored(1, 79)],
  ["wake_streak_100", { bestMorningVictory: 100 }, { bestMorningVictory: 99 }],
  ["gym_26_weeks", { bestGymWeeks: 26 }, { bestGymWeeks: 25 }],
  ["life_score_80_year", scored(330, 80), scored(329, 80)],
  ["first_complete", { completions: 1 }, { completions: 0 }],
  ["first_full_day", { fullDays: 1 }, { fullDays: 0 }],
  ["comeback", away(1, 7, 3), away(1, 7, 2)],
  ["streak_21", { bestStreak: 21 }, { bestStreak: 20 }],
  ["six_sides", { statsInWeek: 6 }, { statsInWeek: 5 }],
  ["first_keystone", { keystones: 1 }, { keystones: 0 }],
  ["streak_66", { bestStreak: 66 }, { bestStreak: 65 }],
  ["regular_sleep_14", { bedtimeSpread14: 44.9 }, { bedtimeSpread14: 45 }],
  ["tree_25", { nodesTaken: 25 }, { nodesTaken: 24 }],
  ["regular_sleep_30", { bedtimeSpread30: 29.9 }, { bedtimeSpread30: 30 }],
  ["calm_week", { windDownsInWeek: 5 }, { windDownsInWeek: 4 }],
  ["all_gold", { unlocked: new Set(GOLDS) }, { unlocked: new Set(GOLDS.slice(1)) }],
];

describe("LF-20: the smallest history unlocks, one less does not", () => {
  test("there is a pair for each of the 24", () => {
    expect(PAIRS.map(([code]) => code).sort()).toEqual(ACHIEVEMENTS.map(({ code }) => code).sort());
  });
  test.each(PAIRS)("%s", (code, enough, less) => {
    const codes = (deeds: Partial<Deeds>) => newlyUnlocked({ ...NO_DEEDS, ...deeds }).map((one) => one.code);
    expect(codes(enough)).toContain(code);
    expect(codes(less)).not.toContain(code);
  });
});

/** A pair of series with about this correlation; noise that remembers itself when `memory` is above 0. */
function series(seed: number, n: number, rho: number, memory: number): Pair {
  const chance = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(chance() + 1e-12)) * Math.cos(2 * Math.PI * chance());
  let [a, b] = [0, 0];
  const cause: number[] = [];
  const effect: number[] = [];
  for (let day = 0; day < n; day += 1) {
    a = memory * a + normal();
    b = memory * b + normal();
    cause.push(a);
    effect.push(rho * a + Math.sqrt(1 - rho * rho) * b);
  }
  return { code: `s${seed}`, cause, effect };
}

const RUNS = Number(process.env["WOPR_TRIALS"] ?? 40);
describe("LF-26: insights find what was planted and are silent on noise", () => {
  test("a correlation of one half over ninety days is found", () => {
    const found = Array.from({ length: RUNS }, (_, n) => findingsOf([series(1_000 + n, 90, 0.53, 0)], n)).filter(
      (one) => one.length > 0,
    );
    expect(found.length / RUNS).toBeGreaterThanOrEqual(0.95);
  });
  test("noise that remembers itself says something in few runs", () => {
    const found = Array.from({ length: RUNS }, (_, n) => findingsOf([series(5_000 + n, 90, 0, 0.5)], n)).filter(
      (one) => one.length > 0,
    );
    expect(found.length / RUNS).toBeLessThanOrEqual(0.1);
  });
  test("fewer than 21 days say nothing", () => {
    expect(findingsOf([series(1, 20, 0.9, 0)])).toEqual([]);
  });
});

test("times of day go there and back", () => {
  fc.assert(
    fc.property(fc.nat(1439), (minutes) => {
      expect(minutesOf(timeOf(minutes))).toBe(minutes);
    }),
  );
  expect(() => minutesOf("25:00")).toThrow(RangeError);
});
