import { STATS } from "../levels.ts";
import { type Stats, statsWith } from "./effects.ts";
import { reachableFrom } from "./load.ts";
import type { Tree, TreeNode } from "./types.ts";

/** Why a node cannot be taken or given back. */
export type Refusal =
  | { readonly why: "unknown_node"; readonly code: string }
  | { readonly why: "taken_already"; readonly code: string }
  | { readonly why: "not_taken"; readonly code: string }
  | { readonly why: "not_reachable"; readonly code: string }
  | { readonly why: "needs_node"; readonly code: string; readonly needs: string }
  | {
      readonly why: "needs_stat";
      readonly code: string;
      readonly stat: string;
      readonly needed: number;
      readonly have: number;
    }
  | { readonly why: "not_enough_points"; readonly code: string; readonly cost: number; readonly points: number }
  | { readonly why: "would_disconnect"; readonly code: string; readonly others: readonly string[] }
  | { readonly why: "is_start"; readonly code: string };

/** What a character brings. */
export interface Character {
  readonly taken: ReadonlySet<string>;
  /** Points not spent; may be below 0 after an undo. */
  readonly points: number;
  /** From XP alone, without the tree. */
  readonly base: Stats;
}

/** Whether one node can be taken now; `undefined` when it can. */
export function refusalOf(tree: Tree, character: Character, code: string): Refusal | undefined {
  const node = tree.nodes.get(code);
  if (!node) return { why: "unknown_node", code };
  if (character.taken.has(code)) return { why: "taken_already", code };
  const near = tree.neighbours.get(code) ?? [];
  if (!tree.starts.includes(code) && !near.some((other) => character.taken.has(other)))
    return { why: "not_reachable", code };
  const need = unmetNeed(tree, node, character.taken, character.base);
  if (need) return need;
  if (character.points < node.cost)
    return { why: "not_enough_points", code, cost: node.cost, points: character.points };
  return undefined;
}

function unmetNeed(tree: Tree, node: TreeNode, taken: ReadonlySet<string>, base: Stats): Refusal | undefined {
  const needs = node.needs.find((other) => !taken.has(other));
  if (needs !== undefined) return { why: "needs_node", code: node.code, needs };
  const wanted = STATS.filter((stat) => node.needsStats[stat] !== undefined);
  if (wanted.length === 0) return undefined;
  const stats = statsOf(tree, taken, base);
  const short = wanted.find((stat) => stats[stat] < (node.needsStats[stat] ?? 0));
  if (!short) return undefined;
  return { why: "needs_stat", code: node.code, stat: short, needed: node.needsStats[short] ?? 0, have: stats[short] };
}

const statsOf = (tree: Tree, taken: ReadonlySet<string>, base: Stats): Stats =>
  statsWith(
    [...taken].flatMap((code) => tree.nodes.get(code)?.effects ?? []),
    base,
  );

/** A batch that works, in the order it was taken, or every reason why not. */
export type Allocation =
  | { readonly ok: true; readonly order: readonly string[]; readonly cost: number }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Takes several nodes in any order that works, all or nothing. */
export function allocate(tree: Tree, character: Character, codes: readonly string[]): Allocation {
  const wanted = [...new Set(codes)];
  const early = wanted.flatMap((code) => {
    const refusal = refusalOf(tree, character, code);
    return refusal?.why === "unknown_node" || refusal?.why === "taken_already" ? [refusal] : [];
  });
  if (early.length > 0) return { ok: false, refusals: early };
  const cost = wanted.reduce((sum, code) => sum + (tree.nodes.get(code)?.cost ?? 0), 0);
  const rich: Character = { ...character, points: Math.max(character.points, cost) };
  const order = orderOf(tree, rich, wanted);
  if (order.left.length > 0) {
    const then = { ...rich, taken: new Set([...character.taken, ...order.taken]) };
    return { ok: false, refusals: order.left.map((code) => refusalOf(tree, then, code)!).filter(Boolean) };
  }
  if (character.points < cost) {
    const code = order.taken.at(-1) ?? "";
    return { ok: false, refusals: [{ why: "not_enough_points", code, cost, points: character.points }] };
  }
  return { ok: true, order: order.taken, cost };
}

interface Order {
  readonly taken: readonly string[];
  readonly left: readonly string[];
}

/**
 * Nodes that take nothing away are taken as soon as they can be: that never hurts. Only the order of those that lower a
 * stat is searched.
 */
function orderOf(tree: Tree, character: Character, wanted: readonly string[], tried = new Set<string>()): Order {
  const taken = new Set(character.taken);
  const order: string[] = [];
  let left = [...wanted];
  for (let moved = true; moved; ) {
    moved = false;
    for (const code of left) {
      if (lowers(tree, code) || refusalOf(tree, { ...character, taken }, code)) continue;
      taken.add(code);
      order.push(code);
      moved = true;
    }
    left = left.filter((code) => !taken.has(code));
  }
  let best: Order = { taken: order, left };
  for (const code of left.filter((candidate) => lowers(tree, candidate))) {
    if (refusalOf(tree, { ...character, taken }, code)) continue;
    const next = new Set([...taken, code]);
    const state = [...next].sort().join(" ");
    if (tried.has(state)) continue;
    tried.add(state);
    const rest = orderOf(
      tree,
      { ...character, taken: next },
      left.filter((other) => other !== code),
      tried,
    );
    const whole = { taken: [...order, code, ...rest.taken], left: rest.left };
    if (whole.left.length === 0) return whole;
    if (whole.left.length < best.left.length) best = whole;
  }
  return best;
}

const lowers = (tree: Tree, code: string): boolean =>
  tree.nodes
    .get(code)
    ?.effects.some(
      (effect) =>
        (effect.kind === "stat_bonus" && effect.amount < 0) || (effect.kind === "stat_percent" && effect.percent < 0),
    ) ?? false;

/** Whether one node can be given back; `undefined` when it can. */
export function refundRefusal(tree: Tree, character: Character, code: string): Refusal | undefined {
  if (!tree.nodes.has(code)) return { why: "unknown_node", code };
  if (!character.taken.has(code)) return { why: "not_taken", code };
  const rest = new Set(character.taken);
  rest.delete(code);
  const starts = tree.starts.filter((start) => rest.has(start));
  if (tree.starts.includes(code) && rest.size > 0 && starts.length === 0) return { why: "is_start", code };
  const kept = reachableFrom(tree, starts, (other) => rest.has(other));
  const lost = [...rest].filter((other) => !kept.has(other));
  if (lost.length > 0) return { why: "would_disconnect", code, others: lost };
  return brokenNeed(tree, character, rest);
}

function brokenNeed(tree: Tree, character: Character, rest: ReadonlySet<string>): Refusal | undefined {
  let before: Stats | undefined;
  let after: Stats | undefined;
  for (const other of rest) {
    const node = tree.nodes.get(other);
    if (!node) continue;
    const needs = node.needs.find((need) => !rest.has(need));
    if (needs !== undefined) return { why: "needs_node", code: other, needs };
    for (const stat of STATS) {
      const needed = node.needsStats[stat];
      if (needed === undefined) continue;
      before ??= statsOf(tree, character.taken, character.base);
      after ??= statsOf(tree, rest, character.base);
      // What a keystone elsewhere has lowered already is not this refund's doing.
      if (before[stat] >= needed && after[stat] < needed)
        return { why: "needs_stat", code: other, stat, needed, have: after[stat] };
    }
  }
  return undefined;
}

/** Nodes that can be taken next, points aside. */
export function frontier(tree: Tree, taken: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  for (const code of taken) for (const next of tree.neighbours.get(code) ?? []) if (!taken.has(next)) found.add(next);
  if (taken.size === 0) for (const start of tree.starts) found.add(start);
  return [...found];
}

/** The cheapest way to a node that is not taken: codes in order, the node last. `undefined` when nothing leads there. */
export function cheapestPath(tree: Tree, taken: ReadonlySet<string>, goal: string): readonly string[] | undefined {
  if (!tree.nodes.has(goal) || taken.has(goal)) return undefined;
  const from = new Map<string, string | null>();
  const price = new Map<string, number>();
  // Costs are small whole numbers: buckets by price need no heap.
  const buckets: string[][] = [];
  const put = (code: string, cost: number, before: string | null) => {
    if ((price.get(code) ?? Number.POSITIVE_INFINITY) <= cost) return;
    price.set(code, cost);
    from.set(code, before);
    const bucket = buckets[cost] ?? [];
    bucket.push(code);
    buckets[cost] = bucket;
  };
  const costOf = (code: string) => tree.nodes.get(code)?.cost ?? 0;
  for (const code of frontier(tree, taken)) put(code, costOf(code), null);
  for (let cost = 0; cost < buckets.length; cost += 1)
    for (const code of buckets[cost] ?? []) {
      if (price.get(code) !== cost) continue;
      if (code === goal) return walkBack(from, goal);
      for (const next of tree.neighbours.get(code) ?? []) if (!taken.has(next)) put(next, cost + costOf(next), code);
    }
  return undefined;
}

function walkBack(from: ReadonlyMap<string, string | null>, goal: string): readonly string[] {
  const path: string[] = [];
  for (let code: string | null = goal; code !== null; code = from.get(code) ?? null) path.unshift(code);
  return path;
}
