import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roundHalfEven, scoreV1, type V1Input } from "./score-v1.ts";
import {
  PARTS,
  type PartInput,
  recoveryValue,
  routinesPart,
  scoreV2,
  screenValue,
  V2_WEIGHTS,
  worklifeValue,
} from "./score-v2.ts";

const NOTHING: V1Input = {
  sleepScore: null,
  minutesOffWake: null,
  bedOnTime: null,
  screensOff: null,
  activityScore: null,
  gymSessions: null,
  gymTarget: 3,
  steps: null,
  workHours: null,
  stopHour: null,
  weekend: false,
  screenHours: null,
  habitsDone: null,
  habitsTotal: null,
};
const given = (differs: Partial<V1Input>) => scoreV1({ ...NOTHING, ...differs });

describe("LF-14: the old formula", () => {
  test("a weekday with no data at all has its old parts, and no score", () => {
    expect(scoreV1(NOTHING)).toEqual({ sleep: 62.5, activity: 20, worklife: 95, habits: 30, total: null });
  });

  test.each([
    [9_999, 90],
    [10_000, 100],
    [6_999, 70],
    [7_000, 90],
    [4_999, 40],
    [5_000, 70],
    [2_999, 29.99],
    [3_000, 40],
  ])("%i steps count %s", (steps, points) => {
    expect(given({ steps, gymTarget: 0 }).activity).toBe(roundHalfEven(0.4 * 50 + 40 + 0.2 * points));
  });

  test.each([
    [8, 17.9, 100, 100],
    [8.01, 18, 85, 80],
    [9, 18.9, 85, 80],
    [9.01, 19, 60, 50],
    [10, 19.9, 60, 50],
    [10.01, 20, 30, 20],
    [11, 20.9, 30, 20],
    [11.01, 21, 0, 0],
  ])("%s hours until %s o'clock", (workHours, stopHour, hours, stop) => {
    expect(given({ workHours, stopHour }).worklife).toBe(roundHalfEven(0.4 * hours + 0.35 * stop + 0.25 * 80));
  });

  test.each([
    [0, 100],
    [1.9, 70],
    [2, 40],
    [3.9, 40],
    [4, 0],
  ])("a weekend with %s hours of work", (workHours, points) => {
    expect(given({ workHours, weekend: true }).worklife).toBe(roundHalfEven(40 + 35 + 0.25 * points));
  });

  test.each([
    [1.9, 100],
    [2, 80],
    [2.9, 80],
    [3, 60],
    [3.9, 60],
    [4, 30],
    [4.9, 30],
    [5, 0],
  ])("%s hours at screens", (screenHours, points) => {
    expect(given({ screenHours }).habits).toBe(roundHalfEven(0.5 * points));
  });

  test("a ring score of 0 counts like none, bed and screens add, waking late takes two a minute", () => {
    expect(given({ sleepScore: 0 }).sleep).toBe(62.5);
    expect(given({ sleepScore: 80, minutesOffWake: 20, bedOnTime: true, screensOff: true }).sleep).toBe(78);
    expect(given({ minutesOffWake: 51 }).sleep).toBe(37.5);
  });

  test("no habits at all count half; a gym target of 0 is met", () => {
    expect(given({ habitsTotal: 0 }).habits).toBe(55);
    expect(given({ gymTarget: 0 }).activity).toBe(60);
  });

  test("halves round to the even tenth", () => {
    expect([0.25, 0.35, 0.45, 62.25, 62.35].map(roundHalfEven)).toEqual([0.2, 0.4, 0.4, 62.2, 62.4]);
  });
});

const anyPart = (code: (typeof PARTS)[number]) =>
  fc
    .record({
      state: fc.constantFrom("present", "missing", "late", "off"),
      value: fc.double({ min: 0, max: 100, noNaN: true }),
    })
    .map(
      ({ state, value }): PartInput => ({
        code,
        state: state as PartInput["state"],
        value: state === "present" ? value : null,
        source: null,
        observedAt: null,
        why: "",
      }),
    );
const anyParts = fc.tuple(...PARTS.map(anyPart));

describe("LF-15: the honest formula, on 10,000 random days", () => {
  const always = (law: (parts: readonly PartInput[], easier: boolean) => void) =>
    fc.assert(
      fc.property(anyParts, fc.boolean(), (parts, easier) => law(parts, easier)),
      { numRuns: 10_000, seed: 3 },
    );

  test("contributions add up to the score within a half", () => {
    always((parts, easier) => {
      const score = scoreV2(parts, easier);
      if (score.value === null) return;
      const sum = score.parts.reduce((total, { contribution }) => total + contribution, 0);
      expect(Math.abs(sum - score.value)).toBeLessThanOrEqual(0.5 + 1e-6);
    });
  });

  test("a better part never lowers it, and computing again gives the same", () => {
    always((parts, easier) => {
      const before = scoreV2(parts, easier);
      const better = parts.map((part) =>
        part.value === null ? part : { ...part, value: Math.min(100, part.value + 7) },
      );
      const after = scoreV2(better, easier);
      if (before.value !== null) expect(after.value).toBeGreaterThanOrEqual(before.value);
      expect(scoreV2(parts, easier)).toEqual(before);
    });
  });

  test("a score needs sixty percent, and what is off is not in it", () => {
    always((parts) => {
      const score = scoreV2(parts);
      const on = parts.filter(({ state }) => state !== "off");
      const weight = (of: readonly PartInput[]) => of.reduce((sum, { code }) => sum + V2_WEIGHTS[code], 0);
      const share = on.length === 0 ? 0 : weight(on.filter(({ state }) => state === "present")) / weight(on);
      expect(score.coverage).toBeCloseTo(share, 9);
      expect(score.value !== null).toBe(share >= 0.6 - 1e-9 && share > 0);
      expect(score.basis).toBe(on.map(({ code }) => code).join("+"));
    });
  });
});

test("missing is not zero: sleep that is not known leaves the rest as it is", () => {
  const part = (code: PartInput["code"], value: number | null): PartInput => ({
    code,
    value,
    state: value === null ? "missing" : "present",
    source: null,
    observedAt: null,
    why: "",
  });
  expect(scoreV2([part("routines", 80), part("activity", 80), part("sleep", null)]).value).toBe(80);
  expect(scoreV2([part("routines", 80), part("activity", 80), part("sleep", 0)]).value).toBe(56);
  const half = scoreV2([part("routines", null), part("sleep", 90)]);
  expect(half).toMatchObject({ value: null, reason: "not enough data: no routines" });
});

test("nothing due or everything skipped is missing, never 100; reminders weigh nothing", () => {
  expect(routinesPart([]).state).toBe("missing");
  expect(routinesPart([{ done: true, priority: 5, category: "reminder" }]).state).toBe("missing");
  const part = routinesPart([
    { done: true, priority: 1, category: "habit" },
    { done: false, priority: 10, category: "habit" },
  ]);
  expect(part.value).toBeCloseTo((100 * 10) / 11, 9);
});

test("recovery needs two of four, screens take 25 an hour, work follows the old bands", () => {
  const none = { hrvBalance: null, restingHeartRate: null, bodyTemperature: null, recoveryIndex: null };
  expect(recoveryValue({ ...none, hrvBalance: 90 })).toBeNull();
  expect(recoveryValue({ ...none, hrvBalance: 90, recoveryIndex: 70 })).toBe(80);
  expect([2, 3, 4, 8].map((hours) => screenValue(hours, 3))).toEqual([100, 100, 75, 0]);
  expect(worklifeValue(8, 17, false)).toBe(95);
});
