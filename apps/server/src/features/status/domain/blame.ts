import type { Graph } from "./graph.ts";
import type { Result } from "./types.ts";

/** As much of a newest result as blame needs. */
export interface Newest {
  readonly result: Result;
  readonly root: readonly string[];
  /** Why it was not run, if it was not. */
  readonly norunReason: string | null;
}

/** The newest result of a check, if there is one. */
export type NewestOf = (name: string) => Newest | undefined;

/**
 * Who is to blame that `name` cannot be run: root causes among everything it needs hard, directly or not. Empty: it can be
 * run. A check that did not run because of another passes the blame on; one that is switched off or not configured blames
 * nobody.
 */
export function blockersOf(name: string, graph: Graph, newest: NewestOf): readonly string[] {
  const roots = new Set<string>();
  for (const ancestor of graph.hardAncestors(name)) {
    if (newest(ancestor)?.result === "fail" && !hasFailingAncestor(ancestor, graph, newest)) roots.add(ancestor);
  }
  return [...roots].sort();
}

/** Failing checks without a failing one that they need hard. */
export function rootCauses(graph: Graph, newest: NewestOf): readonly string[] {
  return graph.names
    .filter((name) => newest(name)?.result === "fail" && !hasFailingAncestor(name, graph, newest))
    .sort();
}

/** A soft need that fails, for "probably because of". */
export const suspectsOf = (name: string, graph: Graph, newest: NewestOf): readonly string[] =>
  graph
    .softNeeds(name)
    .filter((need) => newest(need)?.result === "fail" || newest(need)?.norunReason === "dependency_failed");

const hasFailingAncestor = (name: string, graph: Graph, newest: NewestOf): boolean =>
  graph.hardAncestors(name).some((ancestor) => newest(ancestor)?.result === "fail");
