import fc from "fast-check";
import { expect, test } from "vitest";
import { nextState, UNKNOWN } from "./check-state.ts";
import { compactRuns } from "./compact.ts";
import { microsText } from "./micros.ts";
import { dueSlot, offsetOf, slotAfter, slotAt } from "./slots.ts";
import type { Run } from "./types.ts";
import { added, cellOf, counted, NO_COUNTS, uptimeOf } from "./uptime.ts";

const counts = fc.record({ pass: fc.nat(500), fail: fc.nat(500), norun: fc.nat(500), maintenance: fc.nat(500) });

test("S12: what did not run, and what ran during maintenance, never changes the uptime", () => {
  fc.assert(
    fc.property(counts, fc.nat(1000), fc.nat(1000), (known, norun, maintenance) => {
      const expected = known.pass + known.fail;
      const plain = uptimeOf({ ...known, norun: 0, maintenance: 0 }, expected);
      const more = uptimeOf({ ...known, norun, maintenance }, expected + maintenance);
      expect(more.uptime).toBe(plain.uptime);
    }),
  );
});

test("S12: below half of what was expected there is no number, and coverage says how much there was", () => {
  const half = { ...NO_COUNTS, pass: 49, fail: 0, norun: 51 };
  expect(uptimeOf(half, 100)).toEqual({ uptime: null, coverage: 0.49 });
  expect(uptimeOf({ ...half, pass: 50 }, 100)).toEqual({ uptime: 1, coverage: 0.5 });
  expect(uptimeOf(NO_COUNTS, 0)).toEqual({ uptime: null, coverage: 0 });
});

test("a day's cell: red if anything failed, grey if nothing was run", () => {
  expect(cellOf({ ...NO_COUNTS, pass: 100, fail: 1 })).toBe("f");
  expect(cellOf({ ...NO_COUNTS, pass: 1, norun: 100 })).toBe("p");
  expect(cellOf({ ...NO_COUNTS, norun: 3 })).toBe("n");
  expect(cellOf({ ...NO_COUNTS, maintenance: 3, norun: 2 })).toBe("m");
  expect(cellOf(undefined)).toBe("-");
});

test("slots of a check are an interval apart, and names spread over it", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.integer({ min: 5_000, max: 3_600_000 }),
      fc.nat(4e12),
      (name, interval, now) => {
        const slot = slotAt(name, interval, now);
        expect(slot).toBeLessThanOrEqual(now);
        expect(now - slot).toBeLessThan(interval);
        expect(slotAfter(name, interval, now)).toBe(slot + interval);
      },
    ),
  );
  const offsets = Array.from({ length: 1_000 }, (_, index) => offsetOf(`check-${index}`, 30_000));
  for (let second = 0; second < 30; second += 1) {
    const here = offsets.filter((offset) => Math.floor(offset / 1000) === second).length;
    expect(here).toBeLessThan(80);
  }
});

test("after a pause of many intervals one slot is due, not a burst", () => {
  const last = slotAt("a", 30_000, 1_000_000_000);
  expect(dueSlot("a", 30_000, last + 1, last)).toBeUndefined();
  const late = dueSlot("a", 30_000, last + 10 * 30_000 + 5, last);
  expect(late).toBe(last + 10 * 30_000);
  expect(dueSlot("a", 30_000, last + 10 * 30_000 + 6, late)).toBeUndefined();
});

test("a single failure is suspect, two in a row are down, two passes in a row are up again", () => {
  let state = UNKNOWN;
  const turns = (
    ["pass", "fail", "fail", "norun", "fail", "pass", "fail", "pass", "pass", "fail", "pass"] as const
  ).map((result, at) => {
    const next = nextState(state, result, at);
    state = next.state;
    return `${state.phase}${next.turn === "none" ? "" : `:${next.turn}`}`;
  });
  expect(turns).toEqual([
    "up",
    "suspect:confirm",
    "down:went_down",
    "down",
    "down",
    "recovering",
    "down",
    "recovering",
    "up:recovered",
    "suspect:confirm",
    "up",
  ]);
});

test("what is switched off or taken away is not down any more", () => {
  const down = { phase: "down", sinceMs: 1 } as const;
  expect(nextState(down, "norun", 9, "not_configured")).toEqual({
    state: { phase: "unknown", sinceMs: 9 },
    turn: "recovered",
  });
  expect(nextState(down, "norun", 9, "dependency_failed")).toEqual({ state: down, turn: "none" });
  expect(nextState(UNKNOWN, "norun", 9, "disabled")).toEqual({ state: UNKNOWN, turn: "none" });
});

test("instants have six decimals", () => {
  expect(microsText(1_763_640_000_123_456)).toBe("2025-11-20T12:00:00.123456Z");
  expect(microsText(1_763_640_000_000_007)).toBe("2025-11-20T12:00:00.000007Z");
});

test("a full journal keeps the counts: compacting, even twice, loses none", () => {
  const runs = fc.array(
    fc.record({
      check: fc.constantFrom("a", "b"),
      atUs: fc.integer({ min: 0, max: 3_000_000_000 }),
      result: fc.constantFrom("pass" as const, "fail" as const, "norun" as const),
      maintenance: fc.boolean(),
    }),
    { maxLength: 60 },
  );
  let id = 0;
  const newId = () => `run ${++id}`;
  const total = (all: readonly Run[]) =>
    all.reduce((sum, run) => {
      const inner = run.facts["compacted"] as typeof NO_COUNTS | undefined;
      return inner ? added(sum, inner) : counted(sum, run);
    }, NO_COUNTS);
  fc.assert(
    fc.property(runs, (given) => {
      const all = given.map(
        (one): Run => ({
          ...one,
          runId: newId(),
          vantage: "server",
          startedUs: one.atUs,
          endedUs: one.atUs + 5,
          norunReason: one.result === "norun" ? "deadline" : null,
          root: [],
          ms: 1,
          error: null,
          facts: {},
          trigger: "schedule",
        }),
      );
      const once = compactRuns(all, newId);
      expect(total(once)).toEqual(total(all));
      expect(total(compactRuns(once, newId))).toEqual(total(all));
    }),
  );
});
