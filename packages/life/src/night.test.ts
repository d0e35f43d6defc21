import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  mainSleep,
  median,
  minutesAfterNoon,
  percentile,
  personal,
  type SleepRecord,
  spread,
  wallOf,
} from "./night.ts";
import { FORBIDDEN_WORDS, PHASES, phaseAt, planWeeks, windDownPlan } from "./winddown.ts";

const aRecord = (differs: Partial<SleepRecord>): SleepRecord => ({
  id: "a",
  day: "2026-01-02",
  type: "long_sleep",
  start: "2026-01-01T23:10:00+01:00",
  end: "2026-01-02T06:50:00+01:00",
  totalSleepS: 7 * 3600,
  ...differs,
});

describe("LF-18: the night of a day", () => {
  const other = { type: "sleep", totalSleepS: 5 * 3600 } as const;
  test.each([
    [
      "naps, rests and deleted records are none",
      [aRecord({ type: "late_nap" }), aRecord({ type: "rest" }), aRecord({ type: "deleted" })],
      null,
    ],
    ["a record without an end is none yet", [aRecord({ end: null })], null],
    ["of several long sleeps the one with most sleep", [aRecord({}), aRecord({ id: "b", totalSleepS: 8 * 3600 })], "b"],
    [
      "without a long sleep the longest sleep of three hours",
      [aRecord({ ...other, id: "c" }), aRecord({ ...other, id: "d", totalSleepS: 4 * 3600 })],
      "c",
    ],
    ["a short sleep is no night", [aRecord({ ...other, totalSleepS: 2 * 3600 })], null],
    [
      "a long sleep wins over a longer other one",
      [aRecord({}), aRecord({ ...other, id: "e", totalSleepS: 9 * 3600 })],
      "a",
    ],
    ["another day is another night", [aRecord({ day: "2026-01-03" })], null],
  ] as const)("%s", (_, records, id) => {
    expect(mainSleep(records, "2026-01-02")?.id ?? null).toBe(id);
  });

  test("the order of records and records of a second ring change nothing but by more sleep", () => {
    const any = fc.array(
      fc.record({
        id: fc.uuid(),
        type: fc.constantFrom("long_sleep", "sleep", "late_nap", "rest", "deleted", null, "something_new"),
        totalSleepS: fc.option(fc.integer({ min: 0, max: 40_000 })),
        end: fc.constantFrom("2026-01-02T06:50:00+01:00", null),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(any, (given) => {
        const records = given.map((one) => aRecord(one as Partial<SleepRecord>));
        const night = mainSleep(records, "2026-01-02");
        expect(mainSleep([...records].reverse(), "2026-01-02")?.totalSleepS).toBe(night?.totalSleepS);
        const long = records.filter(({ type, end }) => type === "long_sleep" && end !== null);
        if (long.length > 0)
          expect(night?.totalSleepS ?? 0).toBe(Math.max(...long.map(({ totalSleepS }) => totalSleepS ?? 0)));
      }),
    );
  });
});

test("clock values are those where somebody slept, at any offset", () => {
  fc.assert(
    fc.property(fc.integer({ min: -11 * 60, max: 13 * 60 }), fc.nat(1439), (offset, minutes) => {
      const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
      const sign = offset < 0 ? "-" : "+";
      const text = `2026-03-29T${two(minutes / 60)}:${two(minutes % 60)}:00${sign}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
      expect(wallOf(text)).toEqual({ date: "2026-03-29", minutes, offsetMinutes: offset });
    }),
  );
  expect(wallOf("2026-03-29T02:30:00")).toBeUndefined();
  expect(wallOf("2026-03-29T02:30:00.500Z")?.minutes).toBe(150);
});

test("half past eleven and ten past one are a hundred minutes apart", () => {
  expect(minutesAfterNoon(70) - minutesAfterNoon(23 * 60 + 30)).toBe(100);
});

test("personal thresholds say nothing before fourteen values", () => {
  expect(personal(Array(9).fill(80), 0.9)).toEqual({ known: false, have: 9, need: 14 });
  expect(personal(Array(14).fill(80), 0.9)).toEqual({ known: true, value: 80 });
  expect([median([3, 1, 2]), median([1, 2, 3, 4]), median([]), percentile([0, 10], 0.25), spread([5])]).toEqual([
    2,
    2.5,
    null,
    2.5,
    null,
  ]);
});

describe("LF-25: the way to another wake time", () => {
  test("two weeks to settle, then a quarter of an hour every two weeks, there in the computed weeks", () => {
    for (const [target, own] of [
      [360, 480],
      [360, 365],
      [420, 420],
      [480, 400],
    ] as const) {
      const weeks = planWeeks(target, own);
      const at = (day: number) =>
        windDownPlan({
          targetWake: target,
          medianWake: own,
          sleepMinutes: 450,
          latencyMinutes: 15,
          bedtimes: [],
          dayOfPlan: day,
          heldDays: 0,
        });
      expect(at(0).wake).toBe(own);
      expect(at(weeks * 7).wake).toBe(target);
      for (let day = 1; day <= weeks * 7; day += 1)
        expect(Math.abs(at(day).wake - at(day - 1).wake)).toBeLessThanOrEqual(15);
    }
  });
  test("bedtime leaves room for the own sleep, seven to nine hours", () => {
    const bed = (sleepMinutes: number | null) =>
      windDownPlan({
        targetWake: 420,
        medianWake: 420,
        sleepMinutes,
        latencyMinutes: 0,
        bedtimes: [],
        dayOfPlan: 0,
        heldDays: 0,
      }).bedtime;
    expect([bed(null), bed(300), bed(700)]).toEqual([420 + 1440 - 465, 420 + 1440 - 420, 420 + 1440 - 540]);
  });
  test("wandering bedtimes hold the step", () => {
    const bedtimes = [600, 720, 660, 800, 580, 700];
    expect(
      windDownPlan({
        targetWake: 360,
        medianWake: 420,
        sleepMinutes: null,
        latencyMinutes: null,
        bedtimes,
        dayOfPlan: 3,
        heldDays: 0,
      }).holding,
    ).toBe(true);
  });
  test("phases follow each other, one sentence each, and nothing is said after bedtime", () => {
    const bed = 10 * 3_600_000;
    const at = (before: number) => phaseAt(bed - before * 60_000, bed);
    expect([91, 90, 60, 30, 0].map((before) => at(before).code)).toEqual(["off", "dim", "slow", "still", "dark"]);
    expect(at(-1)).toMatchObject({ light: 0, sentence: "" });
    expect(at(-61).code).toBe("off");
  });
  test("no sentence blames", () => {
    for (const { sentence } of PHASES)
      for (const word of FORBIDDEN_WORDS) expect(sentence.toLowerCase()).not.toContain(word);
  });
});
