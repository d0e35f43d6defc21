import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPack } from "../packs/index.ts";
import type { Base, GameState, Move, Table } from "../types.ts";
import { readLegionOptions } from "./legion-options.ts";
import { checkLimit } from "./limits.ts";
import { measureOn } from "./measure.ts";
import { isSimple, segmentToPolygon } from "./plane.ts";
import { bandOf, gapBetween } from "./range.ts";
import { sightBetween } from "./sight.ts";
import { findWay } from "./walk.ts";

const legion = findPack("star_wars_legion") ?? expect.unreachable();
const players = [
  { seat: 1, name: "Rebels", color: "red" },
  { seat: 2, name: "Empire", color: "blue" },
];
const tools = [1, 2, 3].map((speed) => ({ speed, mm: [76, 130, 185][speed - 1], sigma_mm: 0 }));
const unit = { id: "troop", name: "Troopers", player: 1, base_ids: ["a", "b"], leader: "a", speed: 2 };
const withOptions = (options: Record<string, unknown>): Table => ({ players, options });
const base = (id: string, x: number, y: number, differs: Partial<Base> = {}): Base => ({
  id,
  type: "mini_27",
  player: 1,
  x,
  y,
  baseMm: 27,
  sigmaMm: 1,
  ...differs,
});
const on = (...bases: readonly Base[]): GameState => ({
  ...legion.rules.initial(withOptions({})),
  bases,
});
const relocate = (id: string, x: number, y: number): Move => ({
  kind: "relocate",
  player: 1,
  base_id: id,
  to: { x, y },
});
const wall = { id: "wall", name: "Wall", kind: "impassable", height_mm: 50 };
const disc = (x: number, y: number, baseMm = 27, sigmaMm = 0) => ({ x, y, baseMm, sigmaMm });

/** A normal deviate from two uniform ones. */
const gauss = (u: number, v: number) => Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
function createUniform(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return (state + 0.5) / 4_294_967_296;
  };
}

describe("TT21: a measured move", () => {
  test("500 moves with noise: a planted over-long one is a violation, near the limit nothing is claimed, wrong side ≤ 1 %", () => {
    const next = createUniform(7);
    const table = withOptions({ tools, units: [unit] });
    const limit = 130 + 27;
    const sigma = 1.5;
    let wrong = 0;
    for (let trial = 0; trial < 500; trial += 1) {
      const length = limit - 40 + 80 * next();
      const angle = 2 * Math.PI * next();
      const state = on(
        base("a", 900 + sigma * gauss(next(), next()), 450 + sigma * gauss(next(), next()), { sigmaMm: sigma }),
        base("b", 900, 450),
      );
      const [x, y] = [900 + length * Math.cos(angle), 450 + length * Math.sin(angle)];
      const to = [x + sigma * gauss(next(), next()), y + sigma * gauss(next(), next())] as const;
      const move: Move = {
        kind: "composite",
        player: 1,
        parts: [
          { kind: "relocate", player: 1, base_id: "a", to: { x: to[0], y: to[1] } },
          { kind: "relocate", player: 1, base_id: "b", to: { x: to[0] + 30, y: to[1] } },
        ],
      };
      const verdict = legion.rules.check(state, move, table).find(({ rule }) => rule === "move_distance");
      const { result, measured = 0, sigma: bar = 0 } = verdict ?? expect.unreachable();
      const isOver = length > limit;
      if ((result === "ok" && isOver) || (result === "violation" && !isOver)) wrong += 1;
      if (Math.abs(measured - limit) <= 2 * bar - 0.2) expect(result).toBe("cannot_tell");
      if (length > limit + 25) expect(result).toBe("violation");
      if (length < limit - 25) expect(result).toBe("ok");
    }
    expect(wrong).toBeLessThanOrEqual(5);
  });

  test("with tools nobody measured keeps 8 mm clear on both sides", () => {
    const table = withOptions({ units: [{ ...unit, base_ids: ["a"] }] });
    const resultOf = (x: number) =>
      legion.rules.check(on(base("a", 100, 100, { sigmaMm: 0 })), relocate("a", 100 + x, 100), table)[0]?.result;
    expect([140, 148, 150, 160, 166, 170].map(resultOf)).toEqual([
      "ok",
      "ok",
      "cannot_tell",
      "cannot_tell",
      "violation",
      "violation",
    ]);
  });

  test("of a unit nobody gave a speed is measured and not judged", () => {
    const [verdict] = legion.rules.check(on(base("a", 100, 100)), relocate("a", 200, 100), withOptions({}));
    expect(verdict).toMatchObject({ result: "not_checked", text: /say how fast/ });
  });

  test("names the piece in the way where no bend goes around it, and finds the bend where one does", () => {
    const small = {
      ...wall,
      polygon: [
        [160, 90],
        [170, 90],
        [170, 110],
        [160, 110],
      ],
    };
    const long = {
      ...wall,
      polygon: [
        [160, 0],
        [170, 0],
        [170, 400],
        [160, 400],
      ],
    };
    const answer = (terrain: unknown) => {
      const { options } = readLegionOptions({ tools, terrain: [terrain] });
      const from = { baseId: "a" };
      const to = { x: 225, y: 100, baseMm: 27 };
      return measureOn(on(base("a", 100, 100)), options, { kind: "move", from, to, speed: 2 });
    };
    expect(answer(small)).toMatchObject({ verdict: { result: "ok" }, path: [{}, {}, {}] });
    expect(answer(long)).toMatchObject({ verdict: { rule: "move_way", result: "cannot_tell", text: /Wall/ } });
  });

  test("leaves a mini behind: cohesion is measured from the leader", () => {
    const table = withOptions({ tools, units: [unit] });
    const state = on(base("a", 100, 100), base("b", 140, 100));
    const [, cohesion] = legion.rules.check(state, relocate("a", 242, 100), table);
    expect(cohesion).toMatchObject({ rule: "cohesion", result: "cannot_tell" });
    const [, far] = legion.rules.check(state, relocate("a", 250, 100), table);
    expect(far).toMatchObject({ rule: "cohesion", result: "violation", limit: 76 });
  });

  test("is said with its length", () => {
    const table = withOptions({ units: [unit] });
    expect(legion.rules.describe(on(base("a", 100, 100)), relocate("a", 231, 100), table)).toBe(
      "Red: Troopers moves 131 mm",
    );
  });
});

describe("range bands", () => {
  test.each([
    [0, "melee"],
    [76.2, "½"],
    [152.4, "1"],
    [152.5, "2"],
    [762, "5"],
    [762.1, "beyond"],
  ])("%f mm without an error bar is band %s", (mm, band) => {
    expect(bandOf({ mm, sigma: 0 })).toEqual({ band, sure: true });
  });

  test("are sure only where the error bar touches no limit", () => {
    expect(bandOf({ mm: 150, sigma: 1 }).sure).toBe(true);
    expect(bandOf({ mm: 150, sigma: 2 }).sure).toBe(false);
  });

  test("distance is from edge to edge, the same both ways, never negative", () => {
    const anyDisc = fc.record({
      x: fc.double({ min: 0, max: 1829, noNaN: true }),
      y: fc.double({ min: 0, max: 914, noNaN: true }),
      baseMm: fc.constantFrom(27, 50, 70, 100),
      sigmaMm: fc.double({ min: 0, max: 5, noNaN: true }),
    });
    fc.assert(
      fc.property(anyDisc, anyDisc, (a, b) => {
        expect(gapBetween(a, b)).toEqual(gapBetween(b, a));
        expect(gapBetween(a, b).mm).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("line of sight", () => {
  const screen = (polygon: [number, number][]) => ({ id: "w", name: "Wall", polygon });

  test("is clear, partial or blocked by what stands between", () => {
    const [from, to] = [disc(100, 100), disc(300, 100)];
    const high = screen([
      [195, 0],
      [205, 0],
      [205, 400],
      [195, 400],
    ]);
    const corner = screen([
      [290, 100],
      [310, 60],
      [285, 60],
    ]);
    expect(sightBetween(from, to, [])).toMatchObject({ result: "clear", visible: 1, sure: true });
    expect(sightBetween(from, to, [high])).toMatchObject({ result: "blocked", visible: 0, blockedBy: ["Wall"] });
    expect(sightBetween(from, to, [corner]).visible).toBeGreaterThan(0);
  });

  test("is not sure where the error bar decides", () => {
    const edge = screen([
      [195, 92],
      [205, 92],
      [205, 400],
      [195, 400],
    ]);
    const shaky = sightBetween(disc(100, 100, 27, 4), disc(300, 100, 27, 4), [edge]);
    const steady = sightBetween(disc(100, 100), disc(300, 100), [edge]);
    expect([steady.sure, shaky.sure]).toEqual([true, false]);
  });

  test("is the same both ways", () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 400 }) });
    const box = screen([
      [150, 150],
      [250, 160],
      [240, 260],
      [140, 250],
    ]);
    fc.assert(
      fc.property(place, place, (a, b) => {
        const [there, back] = [
          sightBetween(disc(a.x, a.y), disc(b.x, b.y), [box]),
          sightBetween(disc(b.x, b.y), disc(a.x, a.y), [box]),
        ];
        expect(there.result === "blocked").toBe(back.result === "blocked");
      }),
      { numRuns: 50 },
    );
  });
});

describe("a way", () => {
  test("never leads through what stands there, and never longer than the tool", () => {
    const polygon: [number, number][] = [
      [140, 60],
      [200, 70],
      [190, 140],
      [150, 130],
    ];
    const place = fc.record({ x: fc.integer({ min: 0, max: 350 }), y: fc.integer({ min: 0, max: 250 }) });
    fc.assert(
      fc.property(place, place, (from, to) => {
        const way = findWay({ from, to, baseMm: 27, toolMm: 130, obstacles: [{ id: "o", name: "O", polygon }] });
        if (!way.found) return;
        let length = 0;
        for (const [at, point] of way.points.slice(1).entries()) {
          const before = way.points[at] ?? point;
          expect(segmentToPolygon(before, point, polygon)).toBeGreaterThanOrEqual(13.5);
          length += Math.hypot(point.x - before.x, point.y - before.y);
        }
        expect(length).toBeLessThanOrEqual(157 + 1e-9);
      }),
      { numRuns: 200 },
    );
  });
});

test("a limit is claimed only where the error bars do not reach it, whatever the numbers", () => {
  const length = fc.double({ min: 0, max: 400, noNaN: true });
  fc.assert(
    fc.property(length, fc.double({ min: 0.1, max: 10, noNaN: true }), length, (mm, sigma, limitMm) => {
      const { result } = checkLimit({ rule: "r", what: "It is", measured: { mm, sigma }, limitMm });
      const reaches = Math.abs(mm - limitMm) < 2 * sigma - 1e-9;
      expect(result === "cannot_tell").toBe(
        reaches || (mm > limitMm ? mm - 2 * sigma <= limitMm : mm + 2 * sigma > limitMm),
      );
      if (result === "ok") expect(mm).toBeLessThanOrEqual(limitMm);
      if (result === "violation") expect(mm).toBeGreaterThan(limitMm);
    }),
  );
});

test("options name every fault: outlines that cross or enclose nothing, leaders of other units, speeds that are none", () => {
  const crossing = {
    ...wall,
    polygon: [
      [0, 0],
      [10, 10],
      [10, 0],
      [0, 10],
    ],
  };
  const flat = {
    ...wall,
    polygon: [
      [0, 0],
      [10, 0],
      [20, 0],
    ],
  };
  const { problems } = readLegionOptions({
    terrain: [crossing, flat, { id: "x" }],
    units: [{ ...unit, leader: "z", speed: 9 }],
    tools: [{ speed: 4, mm: 10, sigma_mm: 1 }],
    weather: "rain",
  });
  expect(problems.map(({ pointer }) => pointer)).toEqual([
    "/weather",
    "/tools/0",
    "/units/0/leader",
    "/units/0/speed",
    "/terrain/0/polygon",
    "/terrain/1/polygon",
    "/terrain/2",
  ]);
  expect(
    isSimple([
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ]),
  ).toBe(true);
});
