import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  exceedsBudget,
  nextAction,
  planWaves,
  type RolloutFacts,
  type RolloutTarget,
  STRATEGIES,
  TARGET_STATES,
  type TargetState,
  tally,
} from "./index.ts";

const target = (i: number, more: Partial<RolloutTarget> = {}): RolloutTarget => ({
  id: `t${i}`,
  name: `t${i}`,
  site: `s${i % 3}`,
  tags: [],
  standing: "ready",
  ...more,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => target(i));

describe("F17: the plan", () => {
  test.each([0, 1, 3, 7, 10_000])("of %i targets puts each in exactly one wave, and the sizes add up", (count) => {
    for (const [name, { waves }] of Object.entries(STRATEGIES)) {
      const plan = planWaves(many(count), waves, "seed");
      const all = plan.waves.flatMap(({ targets }) => targets);
      expect([name, all.length, new Set(all).size]).toEqual([name, count, count]);
      expect(plan.waves.every(({ targets }) => targets.length > 0)).toBe(true);
    }
  });

  test("holds for any targets; who is held, unchanged or incompatible is set apart; a dry run is the real one", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.record({
            id: fc.uuid(),
            site: fc.constantFrom("a", "b", null),
            tags: fc.subarray(["dev", "canary", "x"]),
            standing: fc.constantFrom<RolloutTarget["standing"]>("ready", "ready", "unchanged", "incompatible", "held"),
          }),
          { selector: ({ id }) => id, maxLength: 60 },
        ),
        fc.constantFrom(...Object.values(STRATEGIES)),
        fc.string(),
        (given, { waves }, seed) => {
          const targets = given.map((one) => ({ ...one, name: one.id }));
          const plan = planWaves(targets, waves, seed);
          expect(planWaves([...targets].reverse(), waves, seed)).toMatchObject({ waves: plan.waves });
          const inWaves = plan.waves.flatMap(({ targets: ids }) => ids);
          const ready = targets.filter(({ standing }) => standing === "ready").map(({ id }) => id);
          expect([...inWaves].sort()).toEqual([...ready].sort());
          expect(plan.setApart.length).toBe(targets.length - ready.length);
        },
      ),
    ));

  test("canary takes one, then shares by the ceiling", () => {
    const plan = planWaves(many(25), STRATEGIES.canary.waves, "x");
    expect(plan.waves.map(({ targets }) => targets.length)).toEqual([1, 2, 10, 12]);
  });

  test("no wave takes a whole site unless it must", () => {
    const first = planWaves(
      many(9),
      [
        { name: "a", take: { kind: "count", count: 3 }, soakMs: 0, budget: { count: 0, percent: 0 } },
        { name: "b", take: { kind: "percent", percent: 100 }, soakMs: 0, budget: { count: 0, percent: 0 } },
      ],
      "x",
    ).waves[0];
    expect(new Set(first?.targets.map((id) => Number(id.slice(1)) % 3)).size).toBe(3);
  });
});

describe("F18: the budget", () => {
  test("counts failed and lost alone", () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...TARGET_STATES)),
        fc.nat({ max: 5 }),
        fc.nat({ max: 100 }),
        (states, count, percent) => {
          const bad = states.filter((state) => state === "failed" || state === "lost").length;
          const reference = bad > count && bad > Math.floor((percent / 100) * states.length + 1e-9);
          expect(exceedsBudget(tally(states), { count, percent })).toBe(reference);
        },
      ),
    ));
});

const facts = (states: readonly TargetState[], more: Partial<RolloutFacts> = {}): RolloutFacts => ({
  wave: 0,
  waves: [{ soakMs: 1_000, budget: { count: 0, percent: 0 }, approval: false }],
  targets: states.map((state, i) => ({ id: `t${i}`, wave: 0, state })),
  settledAt: null,
  waveStartedAt: 0,
  now: 0,
  maxParallel: 2,
  offline: "continue",
  onBreach: "halt",
  approved: [],
  checksPass: true,
  ...more,
});

describe("the next step", () => {
  test.each<[string, RolloutFacts, unknown]>([
    [
      "gives it to as many as may be exposed",
      facts(["pending", "pending", "pending"]),
      { kind: "assign", targets: ["t0", "t1"] },
    ],
    ["waits while somebody applies it", facts(["succeeded", "applying"]), { kind: "wait", untilMs: null }],
    ["settles when all are done", facts(["succeeded", "succeeded"]), { kind: "settle" }],
    ["waits for the soak", facts(["succeeded"], { settledAt: 500, now: 600 }), { kind: "wait", untilMs: 1_500 }],
    [
      "is done after the soak of the last wave",
      facts(["succeeded"], { settledAt: 500, now: 1_500 }),
      { kind: "complete" },
    ],
    ["F19: offline targets alone are no evidence", facts(["offline", "offline"]), { kind: "wait", untilMs: 3_600_000 }],
    [
      "F19: and after an hour it pauses",
      facts(["offline"], { now: 3_600_000 }),
      { kind: "pause", why: "Nobody of this wave could show that it works." },
    ],
    [
      "F19: offline targets do not block others",
      facts(["offline", "succeeded"], { settledAt: 0, now: 2_000 }),
      { kind: "complete" },
    ],
    [
      "game servers are waited for",
      facts(["offline", "succeeded"], { offline: "wait" }),
      { kind: "wait", untilMs: null },
    ],
    [
      "a failure beyond the budget stops it",
      facts(["failed", "pending"]),
      { kind: "breach", what: "halt", why: "1 failed and 0 were lost in wave 1." },
    ],
    [
      "somebody must agree first",
      facts(["pending"], { waves: [{ soakMs: 0, budget: { count: 0, percent: 0 }, approval: true }] }),
      { kind: "await_approval" },
    ],
    [
      "checks that fail hold it",
      facts(["succeeded"], { settledAt: 0, now: 2_000, checksPass: false }),
      { kind: "wait", untilMs: null },
    ],
    [
      "F19: who came back catches up with later waves",
      facts(["succeeded"], {
        wave: 1,
        waves: [...facts([]).waves, ...facts([]).waves],
        targets: [
          { id: "late", wave: 0, state: "pending" },
          { id: "b", wave: 1, state: "applying" },
        ],
      }),
      { kind: "assign", targets: ["late"] },
    ],
  ])("%s", (_, given, action) => expect(nextAction(given)).toEqual(action));

  test("F18: never more exposed than allowed", () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...TARGET_STATES), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (states, maxParallel) => {
          const exposed = states.filter((state) => ["assigned", "applying", "watching"].includes(state)).length;
          const action = nextAction(
            facts(states, { maxParallel, waves: [{ soakMs: 0, budget: { count: 99, percent: 0 }, approval: false }] }),
          );
          if (action.kind === "assign") expect(exposed + action.targets.length).toBeLessThanOrEqual(maxParallel);
        },
      ),
    ));
});
