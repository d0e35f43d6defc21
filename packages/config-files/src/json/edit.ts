import { atDuplicate, missing, refuse } from "../edit/refuse.ts";
import { commentAbove, createMissing } from "../edit/siblings.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { eolNear, lineStart, nextLine } from "../text/lines.ts";
import { type Found, find } from "../tree.ts";
import type { Document, EditError, ListNode, MapNode, Op, Path, Result, Value } from "../types.ts";
import { equal } from "../values.ts";
import { quoted, type Shape, shapeOf, tokenInPlace, valueText } from "./write.ts";

type Edited = Result<TextEdit, EditError>;
/** Where a member of a collection stands. */
interface Member {
  readonly start: number;
  readonly end: number;
}

/** A line that is a comment. */
const COMMENT = /^[ \t]*\/\//;
const done = (...splices: readonly TextSplice[]): Edited => ({ ok: true, value: { splices, notes: [] } });
const unsaid = (path: Path) => refuse("unrepresentable", path, `JSON cannot say what ${showPath(path)} should be.`);

/** Edits JSON and its relatives token by token. */
export function editJson(doc: Document, op: Exclude<Op, { op: "text" }>, five: boolean): Edited {
  switch (op.op) {
    case "set":
      return set(doc, op, five);
    case "add":
      return add(doc, op, five);
    case "rename":
      return rename(doc, op);
    case "insert":
      return insert(doc, op.path, op.index, op.value, five);
    case "list_add":
      return insert(doc, op.path, undefined, op.value, five);
    case "remove":
      return remove(doc, op.path, op.comments === "attached");
    case "list_remove":
      return remove(doc, [...op.path, op.index], false);
    case "comment":
      return comment(doc, op);
  }
}

const shapeAt = (doc: Document, node: MapNode | ListNode): Shape => shapeOf(doc, node, eolNear(doc.text, node.start));

function set(doc: Document, op: Extract<Op, { op: "set" }>, five: boolean): Edited {
  const { path, value } = op;
  const found = find(doc, path);
  if (!found) return op.create ? createMissing(doc, path, value, (one) => add(doc, one, five)) : missing(doc, path);
  if (found.duplicated) return atDuplicate(path);
  const { node, parent } = found;
  if (node.kind === "scalar" && equal(node.value, value)) return done();
  const shape = shapeAt(doc, parent ?? { ...EMPTY, start: node.start });
  const text = node.kind === "scalar" ? tokenInPlace(value, node, shape, five) : valueText(value, shape, five);
  return text === undefined ? unsaid(path) : done({ start: node.start, end: node.end, text });
}

const EMPTY: MapNode = { kind: "map", flow: true, column: 0, entries: [], start: 0, end: 0, slot: 0 };

function add(doc: Document, op: Extract<Op, { op: "add" }>, five: boolean): Edited {
  const { path } = op;
  const key = path.at(-1);
  if (typeof key !== "string")
    return refuse("type_unsupported", path, "Only keys of a map can be added; lists take items.");
  if (doc.roots[0] === null && path.length === 1) {
    const shape = { ...shapeAt(doc, EMPTY), isTall: true, indent: "" };
    const text = valueText(new Map([[key, op.value]]), shape, five);
    return text === undefined
      ? unsaid(path)
      : done({ start: doc.text.length, end: doc.text.length, text: text + shape.eol });
  }
  const above = find(doc, path.slice(0, -1));
  if (!above) return missing(doc, path);
  if (above.duplicated) return atDuplicate(path);
  const parent = above.node;
  if (parent.kind === "scalar" && parent.type === "null")
    return set(doc, { op: "set", path: path.slice(0, -1), value: new Map([[key, op.value]]) }, five);
  if (parent.kind !== "map") return refuse("type_unsupported", path, `${showPath(path.slice(0, -1))} is no map.`);
  if (parent.entries.some((entry) => entry.key === key))
    return refuse("path_exists", path, `${showPath(path)} is there already.`);
  const shape = shapeAt(doc, parent);
  const text = valueText(op.value, shape, five);
  if (text === undefined) return unsaid(path);
  if (op.comment !== undefined && (!shape.isTall || doc.detected.format === "json"))
    return refuse("unrepresentable", path, "A comment cannot be written here.");
  const above2 =
    op.comment
      ?.split("\n")
      .map((line) => `// ${line}`.trimEnd() + shape.eol + shape.indent)
      .join("") ?? "";
  const members = parent.entries.map((entry): Member => ({ start: entry.keyStart, end: entry.value.end }));
  return done(placed(doc, parent, members, neighbourOf(parent, op), above2 + quoted(key) + shape.colon + text, shape));
}

/** Index the new member gets. */
function neighbourOf(map: MapNode, op: Extract<Op, { op: "add" }>): number {
  const of = (key: string | undefined) =>
    key === undefined ? -1 : map.entries.findIndex((entry) => entry.key === key);
  if (of(op.before) >= 0) return of(op.before);
  if (of(op.after) >= 0) return of(op.after) + 1;
  const own = op.order?.indexOf(String(op.path.at(-1))) ?? -1;
  for (let i = own - 1; i >= 0; i -= 1) if (of(op.order?.[i]) >= 0) return of(op.order?.[i]) + 1;
  return map.entries.length;
}

/** A member as the `index`-th of a collection. */
function placed(
  doc: Document,
  node: MapNode | ListNode,
  members: readonly Member[],
  index: number,
  text: string,
  shape: Shape,
): TextSplice {
  const outer = /^[ \t]*/.exec(doc.text.slice(lineStart(doc.text, node.start)))?.[0] ?? "";
  if (members.length === 0) {
    const inside = shape.isTall ? shape.eol + shape.indent + text + shape.eol + outer : text;
    return { start: node.start + 1, end: node.end - 1, text: inside };
  }
  const next = members[index];
  const between = shape.isTall ? shape.eol + shape.indent : shape.gap;
  if (next && index === 0) return { start: next.start, end: next.start, text: `${text},${between}` };
  const before = members[index - 1] ?? members.at(-1)!;
  return { start: before.end, end: before.end, text: `,${between}${text}` };
}

function insert(doc: Document, path: Path, index: number | undefined, value: Value, five: boolean): Edited {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  if (found.duplicated) return atDuplicate(path);
  const { node } = found;
  if (node.kind !== "list") return refuse("type_unsupported", path, `${showPath(path)} is no list.`);
  const place = index ?? node.items.length;
  if (place < 0 || place > node.items.length) return missing(doc, [...path, place]);
  const shape = shapeAt(doc, node);
  const text = valueText(value, shape, five);
  const members = node.items.map(({ value: { start, end } }): Member => ({ start, end }));
  return text === undefined ? unsaid(path) : done(placed(doc, node, members, place, text, shape));
}

function remove(doc: Document, path: Path, attached: boolean): Edited {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  if (found.duplicated) return atDuplicate(path);
  const { parent } = found;
  if (!parent) return refuse("type_unsupported", path, "The whole document cannot be removed.");
  const members: readonly Member[] =
    parent.kind === "map"
      ? parent.entries.map((entry) => ({ start: entry.keyStart, end: entry.value.end }))
      : parent.items.map(({ value: { start, end } }) => ({ start, end }));
  const index = parent.kind === "map" ? parent.entries.indexOf(found.entry!) : found.index!;
  return done(...withoutMember(doc.text, parent, members, index, attached));
}

/** A member goes with the comma that is its own: the one behind it, or before it when it is the last. */
function withoutMember(
  text: string,
  node: MapNode | ListNode,
  members: readonly Member[],
  index: number,
  attached: boolean,
): readonly TextSplice[] {
  const own = members[index]!;
  const line = lineStart(text, own.start);
  const isOnOwnLine = /^[ \t]*$/.test(text.slice(line, own.start));
  const start = isOnOwnLine && line > node.start ? (attached ? commentAbove(text, line, COMMENT) : line) : own.start;
  const comma = commaAfter(text, own.end, node.end);
  const tail = comma < 0 ? own.end : comma + 1;
  const rest = text.slice(tail, nextLine(text, tail));
  const endsLine = /^[ \t]*(?:\/\/[^\r\n]*)?\r?\n$/.test(rest) && start !== own.start;
  const end = endsLine
    ? tail + rest.length
    : own.start === start
      ? tail + (/^[ \t]*/.exec(rest)?.[0].length ?? 0)
      : tail;
  if (members.length === 1) {
    const hasComments = /\S/.test(text.slice(node.start + 1, start) + text.slice(end, node.end - 1));
    return hasComments ? [{ start, end, text: "" }] : [{ start: node.start + 1, end: node.end - 1, text: "" }];
  }
  const isLast = index === members.length - 1;
  if (!isLast || comma >= 0) return [{ start, end, text: "" }];
  // The comma before a last member would be left over.
  const before = members[index - 1]!;
  const left = commaAfter(text, before.end, own.start);
  if (start === own.start) return [{ start: left, end: own.end, text: "" }];
  return [
    { start: left, end: left + 1, text: "" },
    { start, end, text: "" },
  ];
}

/** The comma between two offsets, comments passed over; −1 without one. */
function commaAfter(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    if (text.startsWith("//", at)) at = nextLine(text, at) - 1;
    else if (text.startsWith("/*", at)) at = text.indexOf("*/", at) + 1;
    else if (text[at] === ",") return at;
  }
  return -1;
}

function rename(doc: Document, op: Extract<Op, { op: "rename" }>): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  if (found.duplicated) return atDuplicate(op.path);
  const { entry, parent } = found;
  if (!entry || parent?.kind !== "map") return refuse("type_unsupported", op.path, "Only keys have names.");
  if (entry.key === op.key) return done();
  if (parent.entries.some(({ key }) => key === op.key))
    return refuse("path_exists", op.path, `${showPath([...op.path.slice(0, -1), op.key])} is there already.`);
  const quote = doc.text[entry.keyStart];
  const isBare = quote !== '"' && quote !== "'" && /^[A-Za-z_$][\w$]*$/.test(op.key);
  return done({
    start: entry.keyStart,
    end: entry.keyEnd,
    text: isBare ? op.key : quoted(op.key, quote === "'" ? "'" : '"'),
  });
}

function comment(doc: Document, op: Extract<Op, { op: "comment" }>): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  if (found.duplicated) return atDuplicate(op.path);
  const start = beginOf(found);
  const { text } = doc;
  const line = lineStart(text, start ?? 0);
  if (
    start === undefined ||
    doc.detected.format === "json" ||
    op.where === "inline" ||
    !/^[ \t]*$/.test(text.slice(line, start))
  )
    return refuse("unrepresentable", op.path, `${showPath(op.path)} cannot have a comment here.`);
  const indent = text.slice(line, start);
  const eol = eolNear(text, line);
  const lines = op.text === null ? [] : op.text.split("\n").map((one) => `${indent}// ${one}`.trimEnd() + eol);
  return done({ start: commentAbove(text, line, COMMENT), end: line, text: lines.join("") });
}

const beginOf = ({ entry, node, parent }: Found) => entry?.keyStart ?? (parent ? node.start : undefined);
