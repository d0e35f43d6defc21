import type { Document, Node, Op, Path, Value, ValueMap } from "../types.ts";
import { equal, isList, isMap } from "../values.ts";

/**
 * What a document says where every node stands for itself: aliases are marks, merge keys and equal keys are entries. Ops
 * change it exactly as they change the file, so it tells whether an edit did what it should and nothing else.
 */
export function modelOf(doc: Document): readonly Value[] {
  return doc.roots.map((root) => (root === null ? null : rawValue(root)));
}

function rawValue(node: Node): Value {
  switch (node.kind) {
    case "scalar":
      return node.tag
        ? new Map<string, Value>([
            ["\u0000tag", node.tag],
            ["\u0000value", node.value],
          ])
        : node.value;
    case "alias":
      return new Map([["\u0000alias", node.name]]);
    case "list":
      return node.items.map(({ value }) => rawValue(value));
    case "map": {
      const out = new Map<string, Value>();
      for (const { key, value, merge } of node.entries) {
        let name = merge ? "\u0000<<" : key;
        while (out.has(name)) name += "\u0000";
        out.set(name, rawValue(value));
      }
      return out;
    }
  }
}

/** Applies one op to a model. Only what the op names is new; the rest is shared. */
export function applyToModel(roots: readonly Value[], op: Exclude<Op, { op: "text" | "comment" }>): readonly Value[] {
  const [first] = op.path;
  const at = typeof first === "object" ? first.doc : 0;
  const path = typeof first === "object" ? op.path.slice(1) : op.path;
  return roots.map((root, i) => (i === at ? change(root, path, op) : root));
}

function change(value: Value, path: Path, op: Exclude<Op, { op: "text" | "comment" }>): Value {
  const [step, ...rest] = path;
  const isEntryOp = op.op === "add" || op.op === "remove" || op.op === "rename";
  if (step === undefined) return isEntryOp ? value : changeHere(value, op);
  if (typeof step === "number") {
    if (!isList(value)) return value;
    return value.map((item, i) => (i === step ? change(item, rest, op) : item));
  }
  if (typeof step === "object") return value;
  const map: ValueMap = isMap(value) ? value : new Map();
  if (rest.length === 0 && op.op === "remove") return new Map([...map].filter(([key]) => key !== step));
  if (rest.length === 0 && op.op === "rename")
    return new Map([...map].map(([key, item]) => [key === step ? op.key : key, item]));
  const inner = rest.length === 0 && op.op === "add" ? op.value : change(map.get(step) ?? null, rest, op);
  return new Map([...map, [step, inner]]);
}

function changeHere(value: Value, op: Exclude<Op, { op: "text" | "comment" }>): Value {
  const list = isList(value) ? value : [];
  switch (op.op) {
    case "set":
      return isMap(value) && value.has("\u0000tag") ? new Map([...value, ["\u0000value", op.value]]) : op.value;
    case "insert":
      return [...list.slice(0, op.index), op.value, ...list.slice(op.index)];
    case "list_add":
      return [...list, op.value];
    case "list_remove":
      return list.filter((_, i) => i !== op.index);
    default:
      return value;
  }
}

/** Whether two models say the same. */
export const sameModel = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((root, i) => equal(root, b[i] ?? null));
