import { datesOf, LEVEL_THRESHOLDS, levelOf, parseRule, type Rule } from "@wopr/life";
import { BASE_STATS, loadTree, refundRefusal, type Tree, type TreeNode } from "@wopr/life/tree";
import rrule from "rrule";
import { timePair } from "../median.ts";
import type { BenchRow } from "../row.ts";

/** Rows of life.md 10 that need no server. */
export const rows: readonly BenchRow[] = [
  {
    source: "life.md 10",
    what: "weekly dates over 33 years",
    peer: "rrule 2.8.1",
    target: { kind: "at most", value: 0.2, of: "ratio" },
    unit: "ms",
    async measure() {
      const rule = parseRule("FREQ=WEEKLY;BYDAY=MO,WE,FR") as Rule;
      const theirs = new rrule.RRule({
        freq: rrule.RRule.WEEKLY,
        byweekday: [rrule.RRule.MO, rrule.RRule.WE, rrule.RRule.FR],
        dtstart: new Date("1997-09-02T09:00:00Z"),
        until: new Date("2030-09-02T09:00:00Z"),
      });
      const ours = () =>
        datesOf({ rule, start: "1997-09-02", rdates: [], exdates: [] }, "1997-09-02", "2030-09-02").length;
      return timePair(ours, () => theirs.clone().all().length, 9);
    },
  },
  {
    source: "life.md 10",
    what: "legality of a refund on a tree of 2,735 nodes",
    peer: "a path searched for every node that is left",
    target: { kind: "at most", value: 0.02, of: "ratio" },
    unit: "ms",
    async measure() {
      const tree = largeTree();
      const taken = new Set([...tree.nodes.keys()].slice(0, 1_400));
      const ours = () => refundRefusal(tree, { taken, points: 0, base: BASE_STATS }, "n700");
      return timePair(ours, () => bruteForce(tree, taken, "n700"), 5);
    },
  },
  {
    source: "life.md 10",
    what: "level of 100,000 amounts of XP",
    peer: "a walk over the table",
    target: { kind: "at most", value: 0.5, of: "ratio" },
    unit: "ms",
    async measure() {
      const amounts = Array.from({ length: 100_000 }, (_, n) => n * 4);
      const ours = () => amounts.reduce((sum, xp) => sum + levelOf(xp).value, 0);
      return timePair(
        ours,
        () => amounts.reduce((sum, xp) => sum + LEVEL_THRESHOLDS.filter((least) => least <= xp).length, 0),
        7,
      );
    },
  },
];

function largeTree(): Tree {
  const side = 52;
  const nodes = Array.from(
    { length: 2_735 },
    (_, n): TreeNode => ({
      code: `n${n}`,
      name: "",
      branch: "",
      cost: 1,
      x: 0,
      y: 0,
      needs: [],
      needsStats: {},
      effects: [],
      description: "",
    }),
  );
  const edges = nodes.flatMap((_, n): [string, string][] => [
    ...(n % side < side - 1 && n + 1 < nodes.length ? [[`n${n}`, `n${n + 1}`] as [string, string]] : []),
    ...(n + side < nodes.length ? [[`n${n}`, `n${n + side}`] as [string, string]] : []),
  ]);
  return loadTree({ version: "bench", nodes, edges, starts: ["n0"] }).tree;
}

/** For each node that would be left: is there a way from the start? */
function bruteForce(tree: Tree, taken: ReadonlySet<string>, code: string): boolean {
  const rest = new Set(taken);
  rest.delete(code);
  return [...rest].every((goal) => {
    const seen = new Set(["n0"]);
    const waiting = ["n0"];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (at === goal) return true;
      for (const next of tree.neighbours.get(at) ?? []) {
        if (seen.has(next) || !rest.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
    return false;
  });
}
