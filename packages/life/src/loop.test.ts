import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { addDays, epochDay } from "./date.ts";
import { parseCsv, readLoopExport } from "./loop.ts";
import { coveredDays, coveredStreak, strengthOver } from "./streak.ts";

const folder = new URL("../../../../shared/data/life/habits/csv_export/", import.meta.url);
const present = existsSync(folder);
const because = present ? "" : " (not run: ../shared/data/life is absent)";

describe.skipIf(!present)(`LF-13, AL-14: Loop's own export${because}`, () => {
  const files = Object.fromEntries(
    ["Habits.csv", "Checkmarks.csv", "Scores.csv"].map((name) => [
      name,
      present ? readFileSync(new URL(name, folder), "utf8") : "",
    ]),
  );
  const { habits, problems } = readLoopExport(files);

  test("is read without a problem", () => {
    expect(problems).toEqual([]);
    expect(habits.length).toBeGreaterThan(0);
  });

  test("gives the same strength to four decimals on every day", () => {
    for (const habit of habits) {
      const days = [...habit.scores.keys()].sort();
      const range = { from: days[0]!, to: days.at(-1)! };
      const ours = strengthOver(new Set(habit.done), new Set(habit.skipped), habit, range);
      for (const { date, strength } of ours)
        expect(
          Math.abs(strength - (habit.scores.get(date) ?? Number.NaN)),
          `${habit.name} ${date}`,
        ).toBeLessThanOrEqual(0.0001);
    }
  });

  test("covers the same days without a completion", () => {
    for (const habit of habits) {
      const covered = coveredDays(habit.done, habit);
      for (const day of habit.covered) expect([day, covered.has(epochDay(day))]).toEqual([day, true]);
      for (const day of habit.missed) expect([day, covered.has(epochDay(day))]).toEqual([day, false]);
    }
  });
});

test("a day is covered when a window of the period that holds it has enough, and the streak counts such days", () => {
  const done = ["2026-01-01", "2026-01-03", "2026-01-04"];
  const frequency = { times: 2, periodDays: 3 };
  const days = [...coveredDays(done, frequency)].sort((a, b) => a - b).map((day) => day - epochDay("2026-01-01"));
  expect(days).toEqual([0, 1, 2, 3, 4]);
  expect(coveredStreak(done, frequency, { from: "2026-01-01", until: "2026-01-05" })).toEqual({ current: 5, best: 5 });
  expect(coveredStreak(done, frequency, { from: "2026-01-01", until: "2026-01-20" }).current).toBe(0);
});

test("half a file gives the half that can be read, and says what it left out", () => {
  const read = readLoopExport({
    "Habits.csv":
      'Position,Name,Type,FrequencyNumerator,FrequencyDenominator\n001,"Walk, far",YES_NO,1,1\n002,,YES_NO,1,1\n',
    "Checkmarks.csv": 'Date,"Walk, far",\n2026-01-02,YES_MANUAL,\nyesterday,YES_MANUAL,\n',
  });
  expect(read.habits).toMatchObject([{ name: "Walk, far", done: ["2026-01-02"] }]);
  expect(read.problems.map(({ file, row }) => [file, row])).toEqual([
    ["Checkmarks.csv", 3],
    ["Scores.csv", 0],
    ["Habits.csv", 3],
  ]);
});

test("a quote that never ends is named with its row", () => {
  expect(() => parseCsv('a,b\n"c,d\n')).toThrow(/row 2, column 1/);
});

test("a skip leaves the strength as it is, a miss dents it and does not zero it", () => {
  const day = (n: number) => addDays("2026-01-01", n);
  const done = new Set(Array.from({ length: 30 }, (_, n) => day(n)));
  const range = { from: day(0), to: day(31) };
  const frequency = { times: 1, periodDays: 1 };
  const values = strengthOver(done, new Set([day(30)]), frequency, range).map(({ strength }) => strength);
  expect(values[30]).toBe(values[29]);
  expect(values[31]).toBeGreaterThan(0.7);
  expect(values[31]).toBeLessThan(values[30]!);
});
