import { find, nodeValue, typeOf } from "../tree.ts";
import type { Document, Op, Path, Value } from "../types.ts";
import { equal, isList, isMap } from "../values.ts";

type Simple = Exclude<Op, { op: "text" | "comment" }>;

/**
 * Setting a map or list that is there means changing what differs in it, so that comments and order of the rest stay.
 *
 * @returns The ops to do instead; the op itself where its value is replaced as a whole.
 */
export function expandSet(doc: Document, op: Extract<Op, { op: "set" }>): readonly Simple[] {
  const found = find(doc, op.path);
  if (!found || found.inherited || found.duplicated || found.node.kind === "alias") return [op];
  return differences(op.path, nodeValue(found.node), op.value, (path) => typeOf(find(doc, path)?.node ?? found.node));
}

function differences(path: Path, before: Value, after: Value, type: (path: Path) => string): readonly Simple[] {
  if (isMap(before) && isMap(after) && before.size > 0 && after.size > 0) {
    const ops: Simple[] = [];
    for (const [key, value] of after) {
      const old = before.get(key);
      if (old === undefined) ops.push({ op: "add", path: [...path, key], value });
      else ops.push(...differences([...path, key], old, value, type));
    }
    // Last: a map that lost all its keys in between would have to be written anew.
    for (const key of before.keys()) if (!after.has(key)) ops.push({ op: "remove", path: [...path, key] });
    return ops;
  }
  if (isMap(before) && isMap(after) && after.size > 0)
    return [...after].map(([key, value]) => ({ op: "add", path: [...path, key], value }));
  if (isMap(before) && isMap(after)) return [...before.keys()].map((key) => ({ op: "remove", path: [...path, key] }));
  if (isList(before) && isList(after)) return listDifferences(path, before, after, type);
  return equal(before, after) ? [] : [{ op: "set", path, value: after }];
}

function listDifferences(
  path: Path,
  before: readonly Value[],
  after: readonly Value[],
  type: (path: Path) => string,
): readonly Simple[] {
  let head = 0;
  const most = Math.min(before.length, after.length);
  while (head < most && equal(before[head] as Value, after[head] as Value)) head += 1;
  let tail = 0;
  while (tail < most - head && equal(before.at(-1 - tail) as Value, after.at(-1 - tail) as Value)) tail += 1;
  const shared = most - head - tail;
  const ops: Simple[] = [];
  for (let i = head; i < head + shared; i += 1)
    ops.push(...differences([...path, i], before[i] as Value, after[i] as Value, type));
  for (let i = head + shared; i < after.length - tail; i += 1)
    ops.push({ op: "insert", path, index: i, value: after[i] as Value });
  for (let i = before.length - tail - 1; i >= head + shared; i -= 1) ops.push({ op: "list_remove", path, index: i });
  return ops;
}
