import type { Need } from "./types.ts";

/** A node of the graph "A needs B". */
export interface Node {
  readonly name: string;
  readonly needs: readonly Need[];
}

/** What is wrong with a graph. */
export type GraphProblem =
  | { readonly kind: "unknown"; readonly check: string; readonly needs: string }
  | { readonly kind: "cycle"; readonly cycle: readonly string[] };

/** Finds the first need of something unknown, or the first cycle. Pure. */
export function graphProblem(nodes: readonly Node[]): GraphProblem | undefined {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  for (const node of nodes) {
    const missing = node.needs.find((need) => !byName.has(need.check));
    if (missing) return { kind: "unknown", check: node.name, needs: missing.check };
  }
  const done = new Set<string>();
  for (const { name } of nodes) {
    const cycle = cycleFrom(name, byName, done);
    if (cycle) return { kind: "cycle", cycle };
  }
  return undefined;
}

/** A walk in depth without recursion: chains of two thousand checks are allowed. */
function cycleFrom(start: string, byName: ReadonlyMap<string, Node>, done: Set<string>): readonly string[] | undefined {
  if (done.has(start)) return undefined;
  const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
  const onPath = new Set([start]);
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const need = byName.get(top.name)?.needs[top.next];
    top.next += 1;
    if (!need) {
      onPath.delete(top.name);
      done.add(top.name);
      path.pop();
    } else if (onPath.has(need.check)) {
      const names = path.map(({ name }) => name);
      return [...names.slice(names.indexOf(need.check)), need.check];
    } else if (!done.has(need.check)) {
      onPath.add(need.check);
      path.push({ name: need.check, next: 0 });
    }
  }
  return undefined;
}

/** The graph of hard and soft needs, asked many times. */
export interface Graph {
  readonly names: readonly string[];
  hardNeeds(name: string): readonly string[];
  softNeeds(name: string): readonly string[];
  /** Everything below by hard needs, nearest last: those that need nothing come first. */
  hardAncestors(name: string): readonly string[];
  /** Everything that needs it by hard needs, directly or not. */
  hardDependents(name: string): readonly string[];
  /** Splits names into rounds: whoever hard-needs another of them comes in a later round. */
  levels(names: readonly string[]): readonly (readonly string[])[];
}

/** Builds the graph. Needs of unknown checks are left out; the nodes must hold no cycle. */
export function createGraph(nodes: readonly Node[]): Graph {
  const known = new Set(nodes.map(({ name }) => name));
  const of = (kind: Need["kind"]) =>
    new Map(
      nodes.map(({ name, needs }) => [
        name,
        needs.filter((need) => need.kind === kind && known.has(need.check)).map((need) => need.check),
      ]),
    );
  const hard = of("hard");
  const soft = of("soft");
  const dependents = new Map<string, string[]>();
  for (const [name, needs] of hard) {
    for (const need of needs) dependents.set(need, [...(dependents.get(need) ?? []), name]);
  }
  const depths = depthsOf(nodes, hard);
  const reach = (start: string, edges: ReadonlyMap<string, readonly string[]>): readonly string[] => {
    const found = new Set<string>();
    const waiting = [...(edges.get(start) ?? [])];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      waiting.push(...(edges.get(name) ?? []));
    }
    return [...found].sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1));
  };
  return {
    names: nodes.map(({ name }) => name),
    hardNeeds: (name) => hard.get(name) ?? [],
    softNeeds: (name) => soft.get(name) ?? [],
    hardAncestors: (name) => reach(name, hard),
    hardDependents: (name) => reach(name, dependents),
    levels(names) {
      const rounds = new Map<number, string[]>();
      for (const name of names) {
        const depth = depths.get(name) ?? 0;
        rounds.set(depth, [...(rounds.get(depth) ?? []), name]);
      }
      return [...rounds].sort(([a], [b]) => a - b).map(([, round]) => round);
    },
  };
}

/** The longest way down to something that needs nothing. */
function depthsOf(nodes: readonly Node[], needs: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { name } of nodes) {
    const path = [name];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const below = needs.get(top) ?? [];
      const open = below.find((need) => !depths.has(need));
      if (open === undefined) {
        depths.set(top, Math.max(-1, ...below.map((need) => depths.get(need) ?? 0)) + 1);
        path.pop();
      } else path.push(open);
    }
  }
  return depths;
}
