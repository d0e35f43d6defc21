import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, weekdayOf } from "./date.ts";
import { datesOfSchedule, defaultOnMiss, type Schedule, scheduleProblem } from "./item.ts";
import { mayBecome, STATES, type State, statusOf } from "./occurrence.ts";
import { isLastChance, spendFreezes, streakOf } from "./streak.ts";

const aSchedule = (differs: Partial<Schedule>): Schedule => ({
  type: "daily",
  days: [],
  rrule: null,
  rdates: [],
  exdates: [],
  afterDays: null,
  times: null,
  periodDays: null,
  date: null,
  startsOn: "2026-01-01",
  ...differs,
});
const steps = (schedule: Schedule, days: number, stateOf: (n: number) => State) =>
  datesOfSchedule(schedule, "2026-01-01", addDays("2026-01-01", days)).map((date, n) => ({ date, state: stateOf(n) }));

describe("LF-12: a streak counts occurrences, not days", () => {
  test("on weekdays it survives the weekend", () => {
    expect(streakOf(steps(aSchedule({ type: "weekdays" }), 20, () => "completed")).current).toBe(15);
  });
  test("weekly counts weeks", () => {
    expect(streakOf(steps(aSchedule({ type: "weekly", days: [3] }), 27, () => "completed")).current).toBe(4);
  });
  test.each(["skipped", "paused", "frozen", "excused", "open"] as const)("%s is neutral", (state) => {
    const run = steps(aSchedule({}), 9, (n) => (n === 5 ? state : "completed"));
    expect(streakOf(run)).toEqual({ current: 9, best: 9 });
  });
  test("a miss ends it and the best stays", () => {
    const run = steps(aSchedule({}), 9, (n) => (n === 6 ? "missed" : "completed"));
    expect(streakOf(run)).toEqual({ current: 3, best: 6 });
  });
});

test("tokens pay for the longest running streaks first, and only where they may", () => {
  const missed = [
    { code: "a", streak: 3, freeze: true },
    { code: "b", streak: 9, freeze: true },
    { code: "c", streak: 20, freeze: false },
    { code: "d", streak: 0, freeze: true },
  ];
  expect(spendFreezes(missed, 1).map(({ code }) => code)).toEqual(["b"]);
  expect(spendFreezes(missed, 5).map(({ code }) => code)).toEqual(["b", "a"]);
  expect(spendFreezes(missed, -1)).toEqual([]);
});

test("three times in seven days is due only when it would become unreachable", () => {
  const often = { times: 3, periodDays: 7 };
  expect(isLastChance([], often, "2026-01-05")).toBe(false);
  expect(isLastChance(["2026-01-01"], often, "2026-01-05")).toBe(false);
  expect(isLastChance(["2026-01-01"], often, "2026-01-06")).toBe(true);
  expect(isLastChance(["2026-01-01", "2026-01-02", "2026-01-03"], often, "2026-01-06")).toBe(false);
});

test("every legal edge between states is allowed, every other one refused", () => {
  const legal = [
    "open>completed:complete",
    "open>skipped:skip",
    "open>missed:close",
    "open>frozen:close",
    "open>paused:close",
    "open>paused:pause",
    "open>excused:close",
    "completed>open:undo",
    "skipped>open:reopen",
    "skipped>open:undo",
    "missed>completed:back_fill",
    "missed>open:undo",
    "frozen>completed:back_fill",
    "frozen>open:undo",
    "paused>open:undo",
    "excused>open:undo",
  ];
  const acts = ["complete", "skip", "reopen", "undo", "close", "pause", "back_fill"] as const;
  const found = STATES.flatMap((from) =>
    STATES.flatMap((to) => acts.filter((act) => mayBecome(from, to, act)).map((act) => `${from}>${to}:${act}`)),
  );
  expect(found.sort()).toEqual([...legal].sort());
});

test("LF-4: on any schedule each date comes once, in order, on its weekday, also over midnight, leap day and DST", () => {
  const any = fc.record({
    type: fc.constantFrom("daily", "weekdays", "weekends", "weekly", "specific_days"),
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 1 }),
    startsOn: fc.integer({ min: 0, max: 2_000 }).map((n) => addDays("2023-12-01", n)),
  });
  fc.assert(
    fc.property(any, fc.nat(900), ({ type, days, startsOn }, length) => {
      const schedule = aSchedule({ type: type as Schedule["type"], days, startsOn });
      expect(scheduleProblem(schedule)).toBeUndefined();
      const to = addDays(startsOn, length);
      const dates = datesOfSchedule(schedule, "2023-01-01", to);
      expect(dates).toEqual([...new Set(dates)].sort());
      const whole = Array.from({ length: length + 1 }, (_, n) => addDays(startsOn, n));
      const wanted = {
        daily: [0, 1, 2, 3, 4, 5, 6],
        weekdays: [0, 1, 2, 3, 4],
        weekends: [5, 6],
        weekly: days,
        specific_days: days,
      };
      expect(dates).toEqual(whole.filter((date) => wanted[type as "daily"].includes(weekdayOf(date))));
    }),
  );
});

test("rare items are carried, frequent ones dropped", () => {
  const of = (differs: Partial<Schedule>) => defaultOnMiss(aSchedule(differs));
  expect([
    of({}),
    of({ type: "weekdays" }),
    of({ type: "weekends" }),
    of({ type: "specific_days", days: [0, 2, 4] }),
  ]).toEqual(["drop", "drop", "drop", "drop"]);
  expect([
    of({ type: "weekly" }),
    of({ type: "once", date: "2026-02-01" }),
    of({ type: "after_completion", afterDays: 7 }),
    of({ type: "rrule", rrule: "FREQ=MONTHLY" }),
  ]).toEqual(["carry", "carry", "carry", "carry"]);
});

test("the status of what is open follows the clock, and each instant has exactly one", () => {
  const one = {
    state: "open",
    day: "2026-01-02",
    plannedAtMs: 100,
    softEndMs: 200,
    hardEndMs: 300,
    pending: false,
  } as const;
  const at = (now: number, differs = {}) => statusOf({ ...one, ...differs }, "2026-01-02", now);
  expect([at(99), at(100), at(200), at(201), at(999)]).toEqual(["upcoming", "active", "active", "overdue", "overdue"]);
  expect([at(50, { pending: true }), at(50, { state: "missed" })]).toEqual(["pending", "missed"]);
  expect(statusOf(one, "2026-01-01", 50)).toBe("postponed");
});
