import type { Domain } from "../activities.ts";
import type { Stat } from "../levels.ts";

/** What a node does once it is taken. */
export type Effect =
  | { readonly kind: "stat_bonus"; readonly stat: Stat; readonly amount: number }
  /** After all bonuses, rounded down. */
  | { readonly kind: "stat_percent"; readonly stat: Stat; readonly percent: number }
  | { readonly kind: "derived_bonus"; readonly derived: string; readonly amount: number }
  | { readonly kind: "xp_multiplier"; readonly domain: Domain | "all"; readonly percent: number }
  | { readonly kind: "unlock_skill"; readonly skill: string }
  | { readonly kind: "special"; readonly special: string };

/** One node of a tree. */
export interface TreeNode {
  readonly code: string;
  readonly name: string;
  readonly branch: string;
  /** Points; 0 is 0, not 1. */
  readonly cost: number;
  readonly x: number;
  readonly y: number;
  /** Nodes that must be taken before. */
  readonly needs: readonly string[];
  /** Totals, bonuses included, that must be reached before. */
  readonly needsStats: Readonly<Partial<Record<Stat, number>>>;
  readonly effects: readonly Effect[];
  readonly description: string;
}

/** A tree as it was written down; anything may be wrong with it. */
export interface TreeFile {
  readonly version: string;
  readonly nodes: readonly TreeNode[];
  readonly edges: readonly (readonly [string, string])[];
  /** Where a character may begin. */
  readonly starts: readonly string[];
}

/** Something that was found in a tree file. */
export interface TreeFinding {
  readonly kind:
    | "unknown_end"
    | "one_sided"
    | "duplicate_code"
    | "self_edge"
    | "unreachable"
    | "unknown_start"
    | "unknown_need";
  readonly code: string;
  /** Whether the tree can be used all the same. */
  readonly repaired: boolean;
}

/** A tree that can be walked. */
export interface Tree {
  readonly version: string;
  readonly nodes: ReadonlyMap<string, TreeNode>;
  readonly neighbours: ReadonlyMap<string, readonly string[]>;
  readonly starts: readonly string[];
}
