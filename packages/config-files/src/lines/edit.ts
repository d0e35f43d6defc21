import { atDuplicate, missing, refuse } from "../edit/refuse.ts";
import { neighbourOf } from "../edit/siblings.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { eolNear, lineStart, nextLine } from "../text/lines.ts";
import { find } from "../tree.ts";
import type { Document, EditError, Entry, MapNode, Op, Path, Result, Value } from "../types.ts";
import { equal, isList, isMap, isTimestamp } from "../values.ts";
import { mapOf } from "./record.ts";

type Edited = Result<TextEdit, EditError>;
type LineOp = Exclude<Op, { op: "text" }>;

/** How a format of lines writes what it is told. */
export interface LineStyle {
  /** Characters a comment line begins with; the first is written where no neighbour has one. */
  readonly comment: string;
  /** Between key and value where no neighbour shows it. */
  readonly separator: string;
  /** Depth of paths to values: 1 without sections, 2 with. */
  readonly depth: 1 | 2;
  /** Text of a key; `undefined` when it cannot be written. */
  key(key: string, doc: Document): string | undefined;
  /** Text of a value beside the one it replaces; `undefined` when it cannot be written. */
  value(value: string, old: string | undefined, doc: Document): string | undefined;
  /** Line that opens a section; formats without sections never ask. */
  heading(section: string): string | undefined;
}

const done = (...splices: readonly TextSplice[]): Edited => ({ ok: true, value: { splices, notes: [] } });

/** Values of an op as the texts they will be. Lists stay what they are, to be refused. */
export function prepareLines(doc: Document, op: Op): Op {
  const textOf = (value: Value, path: Path): Value => {
    if (isMap(value)) return new Map([...value].map(([key, one]) => [key, textOf(one, [...path, key])]));
    const old = find(doc, path)?.node;
    return asText(value, old?.kind === "scalar" ? String(old.value) : undefined) ?? value;
  };
  const { expect } = op;
  const expected = expect && "value" in expect && op.op !== "text" ? { value: textOf(expect.value, op.path) } : expect;
  const values = "value" in op ? { value: textOf(op.value, op.path) } : {};
  return { ...op, ...values, ...(expected ? { expect: expected } : {}) } as Op;
}

/** What a value is once it stands in a file of texts: numbers and booleans are written as words. */
function asText(value: Value, old?: string): string | undefined {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (isMap(value) || isList(value)) return undefined;
  if (isTimestamp(value)) return value.$timestamp;
  const text = String(value);
  if (typeof value !== "boolean" || old === undefined) return text;
  if (/^(?:True|False)$/.test(old)) return value ? "True" : "False";
  return /^(?:TRUE|FALSE)$/.test(old) ? text.toUpperCase() : text;
}

/** Edits files that are a line per value. */
export function editLines(doc: Document, op: LineOp, style: LineStyle): Edited {
  switch (op.op) {
    case "set":
      return set(doc, op, style);
    case "add":
      return add(doc, op, style);
    case "remove":
      return remove(doc, op, style);
    case "rename":
      return rename(doc, op, style);
    case "comment":
      return comment(doc, op, style);
    default:
      return refuse("type_unsupported", op.path, "This format has no lists.");
  }
}

function unrepresentable(path: Path): Edited {
  return refuse("unrepresentable", path, `${showPath(path)} cannot be written in this format as it is.`);
}

function set(doc: Document, op: Extract<Op, { op: "set" }>, style: LineStyle): Edited {
  const { path, value } = op;
  const found = find(doc, path);
  if (!found) return op.create ? add(doc, { op: "add", path, value }, style) : missing(doc, path);
  if (found.duplicated) return atDuplicate(path);
  const { node, entry } = found;
  if (node.kind !== "scalar" || !entry)
    return refuse("type_unsupported", path, `${showPath(path)} is a section; set its values one by one.`);
  const old = doc.text.slice(node.start, node.end);
  const text = asText(value, String(node.value));
  if (text === undefined) return refuse("type_unsupported", path, "This format has no lists and maps as values.");
  if (equal(node.value, text)) return done();
  const token = style.value(text, old, doc);
  if (token === undefined) return unrepresentable(path);
  const isBare = node.start === entry.keyEnd;
  return done({ start: node.start, end: node.end, text: (isBare ? style.separator : "") + token });
}

function add(doc: Document, op: Extract<Op, { op: "add" }>, style: LineStyle): Edited {
  const { path } = op;
  if (path.some((segment) => typeof segment !== "string") || path.length > style.depth || path.length === 0)
    return refuse(
      "type_unsupported",
      path,
      `Paths of this format have ${style.depth === 1 ? "one name" : "a section and a name"}.`,
    );
  if (find(doc, path)) return refuse("path_exists", path, `${showPath(path)} is there already.`);
  if (path.length < style.depth) return addSection(doc, op, style);
  const parent = path.length === 1 ? rootOf(doc) : find(doc, path.slice(0, -1))?.node;
  if (parent === undefined) {
    const nested = new Map([[String(path[1]), op.value]]);
    return addSection(doc, { ...op, path: path.slice(0, 1), value: nested }, style);
  }
  if (parent.kind !== "map") return missing(doc, path);
  const line = lineOf(doc, op, String(path.at(-1)), siblingOf(parent, op), style);
  if (line === undefined) return unrepresentable(path);
  return done(placed(doc, parent, op, line));
}

const rootOf = (doc: Document): MapNode => {
  const root = doc.roots[0];
  return root?.kind === "map" ? root : mapOf([], 0, doc.text.length);
};

/** A new line with its comment above, without a line end. */
function lineOf(
  doc: Document,
  op: Extract<Op, { op: "add" }>,
  name: string,
  sibling: Entry | undefined,
  style: LineStyle,
): string | undefined {
  const text = asText(op.value);
  const key = style.key(name, doc);
  const token = text === undefined ? undefined : style.value(text, undefined, doc);
  if (key === undefined || token === undefined) return undefined;
  const eol = eolNear(doc.text, sibling?.keyStart ?? doc.text.length);
  const indent = sibling ? doc.text.slice(lineStart(doc.text, sibling.keyStart), sibling.keyStart) : "";
  const above =
    op.comment === undefined ? [] : op.comment.split("\n").map((one) => `${style.comment[0]} ${one}`.trimEnd());
  return [...above, `${key}${separatorOf(doc, sibling) ?? style.separator}${token}`]
    .map((one) => indent + one)
    .join(eol);
}

/** What stands between key and value of an entry; `undefined` when it has no value to tell by. */
function separatorOf(doc: Document, entry: Entry | undefined): string | undefined {
  if (!entry) return undefined;
  const between = doc.text.slice(entry.keyEnd, entry.value.start);
  return between === "" || /[\r\n]/.test(between) ? undefined : between;
}

function siblingOf(map: MapNode, op: Extract<Op, { op: "add" }>): Entry | undefined {
  const { entry } = neighbourOf(map.entries, op);
  return entry ?? map.entries.at(-1);
}

function placed(doc: Document, map: MapNode, op: Extract<Op, { op: "add" }>, line: string): TextSplice {
  const { text } = doc;
  const { entry, where } = neighbourOf(map.entries, op);
  const eol = eolNear(text, entry?.keyStart ?? text.length);
  if (entry && where === "before") {
    const at = commentFrom(text, entry.keyStart, "#!;");
    return { start: at, end: at, text: line + eol };
  }
  const behind = entry ? entry.value.end : map.slot;
  const at = behind < 0 ? text.length : nextLine(text, behind);
  const isOpen = at > 0 && text[at - 1] !== "\n";
  return { start: at, end: at, text: isOpen ? eol + line : line + eol };
}

/** A section at the end of the file. */
function addSection(doc: Document, op: Extract<Op, { op: "add" }>, style: LineStyle): Edited {
  const heading = style.heading(String(op.path[0]));
  if (heading === undefined) return unrepresentable(op.path);
  if (!isMap(op.value)) return refuse("type_unsupported", op.path, "A section takes a map of values.");
  const { text } = doc;
  const eol = eolNear(text, text.length);
  const sibling = rootOf(doc)
    .entries.flatMap(({ value }) => (value.kind === "map" ? value.entries : []))
    .at(-1);
  const lines: string[] = [];
  for (const [key, value] of op.value) {
    const line = lineOf(doc, { op: "add", path: [...op.path, key], value }, key, sibling, style);
    if (line === undefined) return unrepresentable([...op.path, key]);
    lines.push(line);
  }
  const above =
    op.comment === undefined ? [] : op.comment.split("\n").map((one) => `${style.comment[0]} ${one}`.trimEnd());
  const open = text !== "" && !text.endsWith("\n") ? eol : "";
  const gap = text.trim() === "" ? "" : eol;
  const added = `${open}${gap}${[...above, heading, ...lines].join(eol)}${open ? "" : eol}`;
  return done({ start: text.length, end: text.length, text: added });
}

function remove(doc: Document, op: Extract<Op, { op: "remove" }>, style: LineStyle): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  if (found.duplicated) return atDuplicate(op.path);
  const { entry } = found;
  if (!entry) return refuse("type_unsupported", op.path, "The whole file cannot be removed.");
  const { text } = doc;
  const parts = entry.value.kind === "map" ? entry.value.entries : [];
  if (entry.value.kind === "map" && parts.some((part, i) => i > 0 && part.keyStart < (parts[i - 1]?.keyStart ?? 0)))
    return atDuplicate(op.path);
  const from =
    op.comments === "attached" ? commentFrom(text, entry.keyStart, style.comment) : lineStart(text, entry.keyStart);
  const end = Math.max(entry.value.end, entry.value.slot);
  return done(linesFrom(text, from, nextLine(text, end)));
}

/** Whole lines; when the last line has no end, that of the line before goes. */
function linesFrom(text: string, from: number, to: number): TextSplice {
  const isLastOpen = to === text.length && !text.endsWith("\n") && from > 0;
  const start = isLastOpen ? from - (text[from - 2] === "\r" ? 2 : 1) : from;
  return { start, end: to, text: "" };
}

function rename(doc: Document, op: Extract<Op, { op: "rename" }>, style: LineStyle): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  if (found.duplicated) return atDuplicate(op.path);
  const { entry, parent } = found;
  if (!entry || parent?.kind !== "map") return refuse("type_unsupported", op.path, "Only keys have names.");
  if (entry.key === op.key) return done();
  if (parent.entries.some(({ key }) => key === op.key))
    return refuse("path_exists", op.path, `${showPath([...op.path.slice(0, -1), op.key])} is there already.`);
  const isSection = entry.value.kind === "map";
  const text = isSection ? style.heading(op.key)?.slice(1, -1) : style.key(op.key, doc);
  return text === undefined ? unrepresentable(op.path) : done({ start: entry.keyStart, end: entry.keyEnd, text });
}

/** Start of the comment block directly above a line; the line itself when there is none. */
function commentFrom(text: string, offset: number, marks: string): number {
  let at = lineStart(text, offset);
  while (at > 0) {
    const before = lineStart(text, at - 1);
    const first = text.slice(before, at).trimStart()[0];
    if (first === undefined || !marks.includes(first)) break;
    at = before;
  }
  return at;
}

function comment(doc: Document, op: Extract<Op, { op: "comment" }>, style: LineStyle): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  if (found.duplicated) return atDuplicate(op.path);
  if (op.where === "inline" || !found.entry)
    return refuse("unrepresentable", op.path, "A comment has a line of its own in this format.");
  const { text } = doc;
  const line = lineStart(text, found.entry.keyStart);
  const from = commentFrom(text, line, style.comment);
  const mark = text.slice(from, line).trimStart()[0] ?? style.comment[0] ?? "#";
  const eol = eolNear(text, line);
  const lines = op.text === null ? [] : op.text.split("\n").map((one) => `${mark} ${one}`.trimEnd() + eol);
  return done({ start: from, end: line, text: lines.join("") });
}
