import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STATS } from "../levels.ts";
import { allocate, cheapestPath, frontier, refundRefusal, refusalOf } from "./allocate.ts";
import { applyEffects, BASE_STATS } from "./effects.ts";
import { fromNodeMap, loadTree } from "./load.ts";
import type { Tree, TreeNode } from "./types.ts";
import { effectWords, SKILLS, wheel } from "./wheel.ts";

const { tree: WHEEL, findings } = loadTree(wheel());
const RICH = Object.fromEntries(STATS.map((stat) => [stat, 60])) as unknown as typeof BASE_STATS;
const taken = (...codes: readonly string[]) => new Set(["ORIGIN", ...codes]);
const aNode = (code: string, differs: Partial<TreeNode> = {}): TreeNode => ({
  code,
  name: code,
  branch: "",
  cost: 1,
  x: 0,
  y: 0,
  needs: [],
  needsStats: {},
  effects: [],
  description: "",
  ...differs,
});

describe("the Wheel", () => {
  test("has 52 nodes, 66 edges, 87 points, and nothing wrong with it", () => {
    const edges = [...WHEEL.neighbours.values()].reduce((sum, list) => sum + list.length, 0) / 2;
    const points = [...WHEEL.nodes.values()].reduce((sum, { cost }) => sum + cost, 0);
    expect([WHEEL.nodes.size, edges, points, findings]).toEqual([52, 66, 87, []]);
    expect(WHEEL.nodes.get("ORIGIN")?.cost).toBe(0);
  });

  test("can be taken whole in one go by somebody who may", () => {
    const all = [...WHEEL.nodes.keys()].filter((code) => code !== "ORIGIN");
    const made = allocate(WHEEL, { taken: taken(), points: 87, base: RICH }, all);
    expect(made).toMatchObject({ ok: true, cost: 87 });
  });

  test("a batch is all or nothing", () => {
    const poor = { taken: taken(), points: 2, base: BASE_STATS };
    expect(allocate(WHEEL, poor, ["STR_1", "STR_2", "STR_3"])).toMatchObject({
      ok: false,
      refusals: [{ why: "not_enough_points", cost: 3, points: 2 }],
    });
    expect(allocate(WHEEL, poor, ["STR_2", "STR_1"])).toMatchObject({ ok: true, order: ["STR_1", "STR_2"] });
    expect(allocate(WHEEL, poor, ["STR_2"])).toMatchObject({ ok: false, refusals: [{ why: "not_reachable" }] });
  });

  test("LF-22: each of the six kinds of effect changes a number somebody can see", () => {
    const before = applyEffects(WHEEL, taken(), BASE_STATS);
    const after = (...codes: readonly string[]) => applyEffects(WHEEL, taken(...codes), { ...BASE_STATS, STR: 40 });
    expect(applyEffects(WHEEL, taken("STR_1"), BASE_STATS).stats.STR).toBe(before.stats.STR + 3);
    expect(after("STR_1", "STR_3").stats.STR).toBe(44);
    expect(applyEffects(WHEEL, taken("STR_4"), BASE_STATS).derived["POWER"]).toBe((before.derived["POWER"] ?? 0) + 4);
    expect([before.xpPercent("physical"), after("STR_N", "STR_K", "LCK_N").xpPercent("physical")]).toEqual([0, 38]);
    expect(after("STR_S").skills).toEqual(["second_set"]);
    expect(after("R_1").specials.has("hold_three_freezes")).toBe(true);
  });

  test("every skill and every effect has words", () => {
    for (const node of WHEEL.nodes.values())
      for (const effect of node.effects) {
        expect(effectWords(effect)).toMatch(/\S/);
        if (effect.kind === "unlock_skill") expect(SKILLS[effect.skill]).toBeDefined();
      }
  });

  test("what others stand on cannot be given back", () => {
    const character = { taken: taken("STR_1", "STR_2", "STR_3"), points: 0, base: BASE_STATS };
    expect(refundRefusal(WHEEL, character, "STR_2")).toMatchObject({ why: "would_disconnect", others: ["STR_3"] });
    expect(refundRefusal(WHEEL, character, "STR_3")).toBeUndefined();
    expect(refundRefusal(WHEEL, character, "STA_1")).toMatchObject({ why: "not_taken" });
  });
});

/** A random connected graph with costs and stats that some nodes need and some lower. */
const anyTree = fc
  .record({
    size: fc.integer({ min: 2, max: 7 }),
    extra: fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 5 }),
    parents: fc.array(fc.nat(6), { minLength: 7, maxLength: 7 }),
    gives: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 7, maxLength: 7 }),
    needs: fc.array(fc.option(fc.integer({ min: 9, max: 14 })), { minLength: 7, maxLength: 7 }),
  })
  .map(({ size, extra, parents, gives, needs }) => {
    const nodes = Array.from({ length: size }, (_, n) =>
      aNode(`n${n}`, {
        cost: n === 0 ? 0 : 1 + (n % 2),
        effects: [{ kind: "stat_bonus", stat: "STR", amount: gives[n] ?? 0 }],
        needsStats: n > 0 && needs[n] != null ? { STR: needs[n] } : {},
      }),
    );
    const spanning = nodes.slice(1).map((_, n) => [`n${n + 1}`, `n${(parents[n] ?? 0) % (n + 1)}`] as const);
    const more = extra.map(([a, b]) => [`n${a % size}`, `n${b % size}`] as const);
    return loadTree({ version: "t", nodes, edges: [...spanning, ...more], starts: ["n0"] }).tree;
  });

/** Whether some order works, by trying them all. */
function anyOrder(tree: Tree, have: ReadonlySet<string>, left: readonly string[], points: number): boolean {
  if (left.length === 0) return true;
  return left.some((code) => {
    if (refusalOf(tree, { taken: have, points, base: BASE_STATS }, code)) return false;
    const rest = left.filter((other) => other !== code);
    return anyOrder(tree, new Set([...have, code]), rest, points - (tree.nodes.get(code)?.cost ?? 0));
  });
}

test("LF-21: taking a batch agrees with trying every order, on 1,000 random graphs", () => {
  fc.assert(
    fc.property(anyTree, fc.nat(8), fc.nat(127), (tree, points, mask) => {
      const wanted = [...tree.nodes.keys()].filter((code, n) => code !== "n0" && (mask >> n) & 1);
      const made = allocate(tree, { taken: new Set(["n0"]), points, base: BASE_STATS }, wanted);
      expect(made.ok).toBe(anyOrder(tree, new Set(["n0"]), wanted, points));
    }),
    { numRuns: 1_000, seed: 11 },
  );
});

test("LF-21: giving back agrees with walking from the start over what is left", () => {
  fc.assert(
    fc.property(anyTree, fc.nat(127), fc.nat(6), (tree, mask, which) => {
      const codes = [...tree.nodes.keys()];
      const have = new Set(["n0"]);
      for (let grown = true; grown; ) {
        grown = false;
        for (const code of frontier(tree, have))
          if ((mask >> codes.indexOf(code)) & 1 && !have.has(code)) {
            have.add(code);
            grown = true;
          }
      }
      const code = codes[which % codes.length]!;
      if (code === "n0") return;
      const refusal = refundRefusal(tree, { taken: have, points: 0, base: BASE_STATS }, code);
      const rest = [...have].filter((other) => other !== code);
      const walk = (at: string, seen: Set<string>): Set<string> => {
        for (const next of tree.neighbours.get(at) ?? [])
          if (rest.includes(next) && !seen.has(next)) walk(next, seen.add(next));
        return seen;
      };
      const connected = walk("n0", new Set(["n0"])).size === rest.length;
      if (!have.has(code)) expect(refusal?.why).toBe("not_taken");
      else if (!connected) expect(refusal?.why).toBe("would_disconnect");
      else expect(refusal === undefined || refusal.why === "needs_stat").toBe(true);
    }),
    { numRuns: 1_000, seed: 12 },
  );
});

test("a broken tree is named finding by finding and cannot be used", () => {
  const { findings: found, usable } = loadTree({
    version: "x",
    nodes: [aNode("a"), aNode("a"), aNode("b"), aNode("c", { needs: ["q"] }), aNode("far")],
    edges: [
      ["a", "b"],
      ["b", "b"],
      ["b", "ghost"],
      ["b", "c"],
    ],
    starts: ["a"],
  });
  expect(found.map(({ kind, code }) => `${kind} ${code}`).sort()).toEqual([
    "duplicate_code a",
    "self_edge b",
    "unknown_end ghost",
    "unknown_need q",
    "unreachable far",
  ]);
  expect(usable).toBe(false);
});

test("an edge named at one end only is made mutual and reported", () => {
  const { file, findings: found } = fromNodeMap(
    { nodes: { "1": { out: ["2"], in: [], classStartIndex: 0 }, "2": { out: [], in: [] } } },
    "m",
  );
  expect(found).toMatchObject([{ kind: "one_sided", repaired: true }]);
  expect(loadTree(file).tree.neighbours.get("2")).toEqual(["1"]);
});

const published = new URL("../../../../../shared/data/life/skilltree/poe-royale-3.18.min.json", import.meta.url);
const present = existsSync(published);
test.skipIf(!present)(
  `LF-21: a published tree loads and every node is priced${present ? "" : " (not run: ../shared/data/life is absent)"}`,
  () => {
    const { file } = fromNodeMap(JSON.parse(readFileSync(published, "utf8")), "royale");
    const { tree, usable, findings: found } = loadTree(file);
    expect(usable).toBe(true);
    const lonely = new Set(found.filter(({ kind }) => kind === "unreachable").map(({ code }) => code));
    const start = new Set(file.starts);
    for (const code of tree.nodes.keys()) {
      const path = cheapestPath(tree, start, code);
      if (start.has(code) || lonely.has(code)) continue;
      expect([code, path?.at(-1)]).toEqual([code, code]);
    }
  },
);

test("a tree of 2,735 nodes answers in milliseconds", () => {
  const side = 52;
  const nodes = Array.from({ length: 2_735 }, (_, n) => aNode(`n${n}`, { cost: n === 0 ? 0 : 1 }));
  const edges = nodes.flatMap((_, n): [string, string][] => [
    ...(n % side < side - 1 && n + 1 < nodes.length ? [[`n${n}`, `n${n + 1}`] as [string, string]] : []),
    ...(n + side < nodes.length ? [[`n${n}`, `n${n + side}`] as [string, string]] : []),
  ]);
  const { tree } = loadTree({ version: "big", nodes, edges, starts: ["n0"] });
  const half = new Set(nodes.slice(0, 1_400).map(({ code }) => code));
  expect(refundRefusal(tree, { taken: half, points: 0, base: BASE_STATS }, "n700")).toBeUndefined();
  expect(cheapestPath(tree, new Set(["n0"]), "n2734")).toHaveLength(30 + 52);
});
