import type { Path, Value } from "../types.ts";
import { equal, isList, isMap } from "../values.ts";

/** What became of one key in a three-way merge (config-files.md 6.11). */
export type DecisionKind =
  | "default_taken"
  | "kept"
  | "kept_default_changed"
  | "added"
  | "own"
  | "both_added"
  | "removed_unused"
  | "obsolete_custom"
  | "kept_removed"
  | "restored"
  | "type_conflict"
  | "list_merged"
  | "list_conflict"
  | "comments_combined";

/** A decision with what it was made from. */
export interface MergeDecision {
  readonly kind: DecisionKind;
  readonly path: Path;
  readonly base?: Value;
  readonly ours?: Value;
  readonly theirs?: Value;
}

/** Decisions that a person must make before the result may be used. */
export const BLOCKING: ReadonlySet<DecisionKind> = new Set(["obsolete_custom", "type_conflict", "list_conflict"]);

/** A person's answer to a blocking decision: which side counts. */
export type Answer = "ours" | "theirs";

/** Whose text a key gets. `merged` is a list that is written anew. */
export type Choice =
  | { readonly take: "ours" | "theirs" | "none" | "recurse"; readonly kind?: DecisionKind }
  | { readonly take: "merged"; readonly kind: "list_merged"; readonly items: readonly Value[] };

/** Values of one key on the three sides; `undefined` where it is absent. */
export interface Sides {
  readonly base: Value | undefined;
  readonly ours: Value | undefined;
  readonly theirs: Value | undefined;
}

/** Decides for one key. Maps on both sides are gone into. Pure. */
export function decide({ base, ours, theirs }: Sides, answer: Answer | undefined): Choice {
  if (ours === undefined && theirs === undefined) return { take: "none" };
  if (theirs === undefined) return withoutTheirs(base, ours, answer);
  if (ours === undefined) {
    if (base === undefined) return { take: "theirs", kind: "added" };
    return equal(base, theirs) ? { take: "none", kind: "kept_removed" } : { take: "theirs", kind: "restored" };
  }
  if (isFilled(ours) && isFilled(theirs)) return { take: "recurse" };
  if (equal(ours, theirs)) return { take: base !== undefined && equal(base, theirs) ? "ours" : "theirs" };
  if (base === undefined) return { take: "ours", kind: "both_added" };
  if (equal(base, ours)) return { take: "theirs", kind: "default_taken" };
  if (equal(base, theirs)) return { take: "ours", kind: "kept" };
  if (isMap(ours) !== isMap(theirs)) return { take: answer ?? "theirs", kind: "type_conflict" };
  if (isList(ours) && isList(theirs) && isList(base)) return mergeLists(base, ours, theirs, answer);
  return { take: "ours", kind: "kept_default_changed" };
}

function withoutTheirs(base: Value | undefined, ours: Value | undefined, answer: Answer | undefined): Choice {
  if (base === undefined || ours === undefined) return { take: "ours", kind: "own" };
  if (equal(base, ours)) return { take: "none", kind: "removed_unused" };
  return { take: answer === "ours" ? "ours" : "none", kind: "obsolete_custom" };
}

const isFilled = (value: Value): boolean => isMap(value) && value.size > 0;

/** Joins two lists whose items were only added and removed; anything else is for a person. */
function mergeLists(
  base: readonly Value[],
  ours: readonly Value[],
  theirs: readonly Value[],
  answer: Answer | undefined,
): Choice {
  const has = (list: readonly Value[], item: Value) => list.some((one) => equal(one, item));
  const isSet = [base, ours, theirs].every((list) =>
    list.every((item, i) => list.findIndex((one) => equal(one, item)) === i),
  );
  const inOrder = (list: readonly Value[]) => {
    const common = list.filter((item) => has(base, item));
    const wanted = base.filter((item) => has(list, item));
    return common.every((item, i) => equal(item, wanted[i] ?? null));
  };
  if (!isSet || !inOrder(ours) || !inOrder(theirs)) return { take: answer ?? "ours", kind: "list_conflict" };
  const kept = ours.filter((item) => has(theirs, item) || !has(base, item));
  const items = [...kept, ...theirs.filter((item) => !has(base, item) && !has(kept, item))];
  return { take: "merged", kind: "list_merged", items };
}
