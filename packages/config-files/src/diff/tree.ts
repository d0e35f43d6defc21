import { valueOfDocument } from "../tree.ts";
import type { Change, Document, Op, Path, Value } from "../types.ts";
import { equal, isList, isMap } from "../values.ts";

/** Above this many items lists are compared as a whole. */
const LONGEST_LIST = 2_000;

/** What differs between two documents, leaf by leaf; lists by their items. */
export const diffTree = (a: Document, b: Document): readonly Change[] =>
  diffValues(valueOfDocument(a), valueOfDocument(b));

/** What differs between two values. Equal values give nothing. */
export function diffValues(a: Value, b: Value): readonly Change[] {
  const out: Change[] = [];
  compare([], a, b, out);
  return out;
}

function compare(path: Path, a: Value, b: Value, out: Change[]): void {
  if (isMap(a) && isMap(b) && (a.size > 0 || path.length === 0) && (b.size > 0 || path.length === 0)) {
    for (const [key, before] of a) {
      const after = b.get(key);
      if (after === undefined) spread("removed", [...path, key], before, out);
      else compare([...path, key], before, after, out);
    }
    for (const [key, after] of b) if (!a.has(key)) spread("added", [...path, key], after, out);
    return;
  }
  if (equal(a, b)) return;
  if (isList(a) && isList(b)) {
    out.push({ kind: isReordered(a, b) ? "list_reordered" : "list_changed", path, before: a, after: b });
    return;
  }
  const kind = kindOf(a) === kindOf(b) ? "changed" : "type_changed";
  out.push({ kind, path, before: a, after: b });
}

/** A whole section that came or went is told by its leaves. */
function spread(kind: "added" | "removed", path: Path, value: Value, out: Change[]): void {
  if (isMap(value) && value.size > 0) {
    for (const [key, item] of value) spread(kind, [...path, key], item, out);
    return;
  }
  out.push({ kind, path, ...(kind === "added" ? { after: value } : { before: value }) });
}

const kindOf = (value: Value): string =>
  value === null
    ? "null"
    : isMap(value)
      ? "map"
      : isList(value)
        ? "list"
        : typeof value === "bigint"
          ? "number"
          : typeof value;

function isReordered(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length || a.length > LONGEST_LIST) return false;
  const left = [...b];
  for (const item of a) {
    const at = left.findIndex((other) => equal(item, other));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}

/** Ops that turn `a` into `b`. */
export const opsOf = (changes: readonly Change[]): readonly Op[] =>
  changes.map((change): Op => {
    if (change.kind === "removed") return { op: "remove", path: change.path };
    return { op: "set", path: change.path, value: change.after ?? null, create: true };
  });
