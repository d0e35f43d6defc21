import fc from "fast-check";
import { expect, test } from "vitest";
import { blockersOf, rootCauses } from "./blame.ts";
import { createGraph, graphProblem, type Node } from "./graph.ts";

const nameOf = (index: number) => `c${index}`;

/** A graph without cycles: a check needs only some of those before it. */
const dags = fc
  .array(fc.array(fc.nat(11), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map((rows): readonly Node[] =>
    rows.map((needs, index) => ({
      name: nameOf(index),
      needs: [...new Set(needs)].filter((need) => need < index).map((need) => ({ check: nameOf(need), kind: "hard" })),
    })),
  );

/** Everything reachable, by repeating until nothing is added. */
function ancestorsByForce(nodes: readonly Node[], name: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const node of nodes)
      if (node.name === name || found.has(node.name)) for (const need of node.needs) found.add(need.check);
  }
  return found;
}

test("S11: roots and blocked checks of any graph and any failures equal those found by brute force", () => {
  fc.assert(
    fc.property(dags, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (nodes, broken) => {
      const fails = new Set(nodes.filter((_, index) => broken[index]).map(({ name }) => name));
      const graph = createGraph(nodes);
      const newest = (name: string) =>
        ({ result: fails.has(name) ? "fail" : "pass", root: [], norunReason: null }) as const;
      const roots = nodes
        .map(({ name }) => name)
        .filter((name) => fails.has(name) && ![...ancestorsByForce(nodes, name)].some((one) => fails.has(one)));
      expect(rootCauses(graph, newest)).toEqual([...roots].sort());
      for (const { name } of nodes) {
        const expected = [...ancestorsByForce(nodes, name)].filter((one) => roots.includes(one)).sort();
        expect(blockersOf(name, graph, newest)).toEqual(expected);
      }
    }),
  );
});

test("whoever needs another comes in a later round, and every name in exactly one", () => {
  fc.assert(
    fc.property(dags, (nodes) => {
      const graph = createGraph(nodes);
      const rounds = graph.levels(graph.names);
      const place = new Map(rounds.flatMap((round, index) => round.map((name) => [name, index] as const)));
      expect(place.size).toBe(nodes.length);
      for (const { name, needs } of nodes)
        for (const need of needs) expect(place.get(need.check)).toBeLessThan(place.get(name)!);
    }),
  );
});

test("a cycle is named, and an unknown need too", () => {
  const hard = (...checks: string[]) => checks.map((check) => ({ check, kind: "hard" as const }));
  expect(
    graphProblem([
      { name: "a", needs: hard("b") },
      { name: "b", needs: hard("c") },
      { name: "c", needs: hard("a") },
    ]),
  ).toEqual({
    kind: "cycle",
    cycle: ["a", "b", "c", "a"],
  });
  expect(graphProblem([{ name: "a", needs: hard("ghost") }])).toEqual({ kind: "unknown", check: "a", needs: "ghost" });
  expect(graphProblem([{ name: "a", needs: hard("a") }])).toEqual({ kind: "cycle", cycle: ["a", "a"] });
});

test("a chain of two thousand checks is no trouble", () => {
  const nodes = Array.from(
    { length: 2_000 },
    (_, index): Node => ({
      name: nameOf(index),
      needs: index === 0 ? [] : [{ check: nameOf(index - 1), kind: "hard" }],
    }),
  );
  expect(graphProblem(nodes)).toBeUndefined();
  expect(createGraph(nodes).hardAncestors(nameOf(1_999))).toHaveLength(1_999);
});
