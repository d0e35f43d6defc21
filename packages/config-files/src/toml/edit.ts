import { missing, refuse } from "../edit/refuse.ts";
import { commentAbove, commentLines, createMissing, neighbourOf } from "../edit/siblings.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { eolNear, lineStart, nextLine } from "../text/lines.ts";
import { find } from "../tree.ts";
import type { Document, EditError, Entry, ListNode, MapNode, Node, Op, Path, Result, Value } from "../types.ts";
import { equal, isMap } from "../values.ts";
import { inlineText, keyText, tokenInPlace } from "./write.ts";

type Edited = Result<TextEdit, EditError>;

/** A line that is a comment. */
const COMMENT = /^[ \t]*#/;
const done = (...splices: readonly TextSplice[]): Edited => ({ ok: true, value: { splices, notes: [] } });
const unsaid = (path: Path) => refuse("unrepresentable", path, `TOML cannot say what ${showPath(path)} should be.`);

/** Edits TOML line by line, and inline tables and lists token by token. */
export function editToml(doc: Document, op: Exclude<Op, { op: "text" }>): Edited {
  switch (op.op) {
    case "set":
      return set(doc, op);
    case "add":
      return add(doc, op);
    case "remove":
      return remove(doc, op);
    case "rename":
      return rename(doc, op);
    case "insert":
      return insert(doc, op.path, op.index, op.value);
    case "list_add":
      return insert(doc, op.path, undefined, op.value);
    case "list_remove":
      return removeItem(doc, op.path, op.index);
    case "comment":
      return comment(doc, op);
  }
}

function set(doc: Document, op: Extract<Op, { op: "set" }>): Edited {
  const { path, value } = op;
  const found = find(doc, path);
  if (!found) return op.create ? createMissing(doc, path, value, (one) => add(doc, one)) : missing(doc, path);
  const { node } = found;
  if (node.kind === "scalar" && equal(node.value, value)) return done();
  if (!isInline(node))
    return refuse("type_unsupported", path, `${showPath(path)} is a table; set its values one by one.`);
  const text = node.kind === "scalar" ? tokenInPlace(value, node, eolNear(doc.text, node.start)) : inlineText(value);
  return text === undefined ? unsaid(path) : done({ start: node.start, end: node.end, text });
}

/** Whether a value stands on its own behind a key or in a list. */
const isInline = (node: Node) =>
  node.kind === "scalar" || ((node.kind === "map" || node.kind === "list") && node.flow && node.slot >= 0);

function add(doc: Document, op: Extract<Op, { op: "add" }>): Edited {
  const { path } = op;
  const key = path.at(-1);
  if (typeof key !== "string")
    return refuse("type_unsupported", path, "Only keys of a table can be added; lists take items.");
  if (find(doc, path)) return refuse("path_exists", path, `${showPath(path)} is there already.`);
  const parent = path.length === 1 ? (doc.roots[0] ?? EMPTY) : find(doc, path.slice(0, -1))?.node;
  if (!parent) return missing(doc, path);
  if (parent.kind !== "map") return refuse("type_unsupported", path, `${showPath(path.slice(0, -1))} is no table.`);
  if (parent.flow) return inBraces(parent, op, key);
  const isNamed = path.every((segment) => typeof segment === "string");
  if (isMap(op.value) && op.value.size > 0 && isNamed) return newTable(doc, op);
  const text = inlineText(op.value);
  if (text === undefined) return unsaid(path);
  return line(doc, parent, op, `${keyText(key)}${equalsNear(doc, parent)}${text}`);
}

const EMPTY: MapNode = { kind: "map", flow: false, column: 0, entries: [], start: 0, end: 0, slot: -1 };

/** Entries that are a line of their own in the body of a table. */
const linesOf = (map: MapNode): readonly Entry[] =>
  map.entries.filter(({ value }) => isInline(value) || (value.kind === "map" && value.slot < 0 && isDotted(value)));

/** Tables that dotted keys made have values behind their own key, not below a heading of their own. */
const isDotted = (map: MapNode): boolean =>
  map.start >= 0 && map.entries.some(({ keyStart }) => keyStart > map.start) && map.slot < 0;

const equalsNear = (doc: Document, map: MapNode): string => {
  const entry = map.entries.find(({ value }) => isInline(value));
  const between = entry ? doc.text.slice(entry.keyEnd, entry.value.start) : " = ";
  return /^[ \t]*=[ \t]*$/.test(between) ? between : " = ";
};

/** A new line in the body of a table. */
function line(doc: Document, parent: MapNode, op: Extract<Op, { op: "add" }>, written: string): Edited {
  const { text } = doc;
  const own = linesOf(parent);
  const { entry, where } = neighbourOf(own, op);
  const isRoot = op.path.length === 1;
  if (!entry && parent.slot < 0 && !isRoot)
    return newTable(doc, { ...op, path: op.path.slice(0, -1), value: new Map([[String(op.path.at(-1)), op.value]]) });
  const near = entry?.keyStart ?? Math.max(parent.slot, 0);
  const eol = eolNear(text, near);
  const pad = entry ? (/^[ \t]*/.exec(text.slice(lineStart(text, entry.keyStart)))?.[0] ?? "") : "";
  const above = commentLines(op.comment, pad, eol);
  // Below a dotted key a new key is written with the same names before it.
  const dots = entry ? text.slice(lineStart(text, entry.keyStart) + pad.length, entry.keyStart) : "";
  const full = above + pad + (dots.includes(".") ? dots : "") + written;
  if (entry && where === "before") {
    const at = commentAbove(text, entry.keyStart, COMMENT);
    return done({ start: at, end: at, text: full + eol });
  }
  const behind = entry ? endOf(entry.value) : parent.slot;
  if (behind < 0) {
    const at = text.length === 0 || parent.entries.length === 0 ? text.length : firstHeading(doc);
    const open = at > 0 && text[at - 1] !== "\n" ? eol : "";
    return done({ start: at, end: at, text: `${open}${full}${eol}${at < text.length ? eol : ""}` });
  }
  const at = nextLine(text, behind);
  const isOpen = at > 0 && text[at - 1] !== "\n";
  return done({ start: at, end: at, text: isOpen ? eol + full : full + eol });
}

/** Where the comment of the first heading begins. */
const firstHeading = (doc: Document): number => {
  const heading = /^[ \t]*\[/m.exec(doc.text);
  return heading ? commentAbove(doc.text, heading.index, COMMENT) : doc.text.length;
};

const endOf = (node: Node): number =>
  node.kind === "map" && node.slot < 0
    ? Math.max(node.start, ...node.entries.map(({ value }) => endOf(value)))
    : node.end;

/** A table with its own heading at the end of the file. */
function newTable(doc: Document, op: Extract<Op, { op: "add" }>): Edited {
  const { text } = doc;
  const eol = eolNear(text, text.length);
  const blocks = tableBlocks(op.path.map(String), op.value, eol);
  if (blocks === undefined) return unsaid(op.path);
  const open = text !== "" && !text.endsWith("\n") ? eol : "";
  const gap = text.trim() === "" ? "" : eol;
  const body = commentLines(op.comment, "", eol) + blocks.join(eol);
  return done({ start: text.length, end: text.length, text: open + gap + body });
}

function tableBlocks(path: readonly string[], value: Value, eol: string): readonly string[] | undefined {
  if (!isMap(value)) return undefined;
  const lines = [`[${path.map(keyText).join(".")}]`];
  const below: string[] = [];
  for (const [key, one] of value) {
    if (isMap(one) && one.size > 0) {
      const blocks = tableBlocks([...path, key], one, eol);
      if (blocks === undefined) return undefined;
      below.push(...blocks);
      continue;
    }
    const text = inlineText(one);
    if (text === undefined) return undefined;
    lines.push(`${keyText(key)} = ${text}`);
  }
  return [lines.map((one) => one + eol).join(""), ...below];
}

function inBraces(map: MapNode, op: Extract<Op, { op: "add" }>, key: string): Edited {
  const text = inlineText(op.value);
  if (text === undefined) return unsaid(op.path);
  const written = `${keyText(key)} = ${text}`;
  const last = map.entries.at(-1);
  if (map.slot < 0)
    return refuse("type_unsupported", op.path, "A table made by dotted keys inside braces takes no new key.");
  if (!last) return done({ start: map.start, end: map.end, text: `{ ${written} }` });
  const at = endOf(last.value);
  return done({ start: at, end: at, text: `, ${written}` });
}

function insert(doc: Document, path: Path, index: number | undefined, value: Value): Edited {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  const { node } = found;
  if (node.kind !== "list" || !node.flow)
    return refuse("type_unsupported", path, `${showPath(path)} is no list of values.`);
  const place = index ?? node.items.length;
  if (place < 0 || place > node.items.length) return missing(doc, [...path, place]);
  const text = inlineText(value);
  if (text === undefined) return unsaid(path);
  const between = separatorOf(doc, node);
  const next = node.items[place];
  if (next) return done({ start: next.value.start, end: next.value.start, text: `${text}${between}` });
  const last = node.items.at(-1);
  if (!last) return done({ start: node.start + 1, end: node.start + 1, text });
  return done({ start: last.value.end, end: last.value.end, text: `${between}${text}` });
}

/** What stands between two items: a comma and, in a list of lines, the next line's indentation. */
function separatorOf({ text }: Document, list: ListNode): string {
  const first = list.items[0];
  if (!first) return ", ";
  const before = text.slice(list.start + 1, first.value.start);
  const line = /\r?\n[ \t]*$/.exec(before)?.[0];
  return line === undefined ? ", " : `,${line}`;
}

function removeItem(doc: Document, path: Path, index: number): Edited {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  const { node } = found;
  if (node.kind !== "list" || !node.flow)
    return refuse("type_unsupported", path, `${showPath(path)} is no list of values.`);
  const item = node.items[index];
  if (!item) return missing(doc, [...path, index]);
  const next = node.items[index + 1];
  if (next) return done({ start: item.value.start, end: next.value.start, text: "" });
  const before = node.items[index - 1];
  return done({ start: before ? before.value.end : item.value.start, end: item.value.end, text: "" });
}

function remove(doc: Document, op: Extract<Op, { op: "remove" }>): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  const { entry, parent } = found;
  if (!entry || parent?.kind !== "map")
    return refuse("type_unsupported", op.path, `${showPath(op.path)} is no key of a table.`);
  const { text } = doc;
  if (!isInline(entry.value))
    return refuse("type_unsupported", op.path, `${showPath(op.path)} is a table; remove its values one by one.`);
  if (parent.flow) return done(fromBraces(parent, entry));
  const line = lineStart(text, entry.keyStart);
  if (parent.entries.length === 1 && parent.slot < 0 && op.path.length > 1) {
    // The table lives by this dotted key alone: it stays as an empty one.
    const names = text.slice(line, entry.keyStart).replace(/[ \t]*\.[ \t]*$/, "");
    return done({ start: line, end: entry.value.end, text: `${names} = {}` });
  }
  const from = op.comments === "attached" ? commentAbove(text, entry.keyStart, COMMENT) : line;
  const to = nextLine(text, entry.value.end);
  const isLastOpen = to === text.length && !text.endsWith("\n") && from > 0;
  return done({ start: isLastOpen ? from - (text[from - 2] === "\r" ? 2 : 1) : from, end: to, text: "" });
}

function fromBraces(map: MapNode, entry: Entry): TextSplice {
  const i = map.entries.indexOf(entry);
  const next = map.entries[i + 1];
  if (next) return { start: entry.keyStart, end: next.keyStart, text: "" };
  const before = map.entries[i - 1];
  return { start: before ? endOf(before.value) : entry.keyStart, end: entry.value.end, text: "" };
}

function rename(doc: Document, op: Extract<Op, { op: "rename" }>): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  const { entry, parent } = found;
  if (!entry || parent?.kind !== "map") return refuse("type_unsupported", op.path, "Only keys have names.");
  if (entry.key === op.key) return done();
  if (parent.entries.some(({ key }) => key === op.key))
    return refuse("path_exists", op.path, `${showPath([...op.path.slice(0, -1), op.key])} is there already.`);
  if (!isInline(entry.value)) return refuse("type_unsupported", op.path, "A table is named in more than one place.");
  return done({ start: entry.keyStart, end: entry.keyEnd, text: keyText(op.key) });
}

function comment(doc: Document, op: Extract<Op, { op: "comment" }>): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  const { entry, parent, node } = found;
  const { text } = doc;
  if (!entry || (parent?.kind === "map" && parent.flow))
    return refuse("unrepresentable", op.path, `${showPath(op.path)} has no line of its own for a comment.`);
  const begin = isInline(node) ? entry.keyStart : node.start;
  const eol = eolNear(text, begin);
  const line = lineStart(text, begin);
  if (op.where === "before") {
    const pad = /^[ \t]*/.exec(text.slice(line))?.[0] ?? "";
    const lines = op.text === null ? "" : commentLines(op.text, pad, eol);
    return done({ start: commentAbove(text, begin, COMMENT), end: line, text: lines });
  }
  if (op.text?.includes("\n")) return refuse("unrepresentable", op.path, "A comment beside a value has one line.");
  const from = isInline(node) ? node.end : node.kind === "alias" ? node.end : node.slot;
  const old = from < 0 ? null : /^[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(from, nextLine(text, from)));
  if (!old) return refuse("unrepresentable", op.path, "Something else stands behind this value on its line.");
  return done({ start: from, end: from + old[0].length, text: op.text === null ? "" : ` # ${op.text}`.trimEnd() });
}
