import { atAlias, atDuplicate, missing, refuse } from "../edit/refuse.ts";
import { commentAbove, commentLines, createMissing, neighbourOf } from "../edit/siblings.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { eolNear, lineStart, nextLine } from "../text/lines.ts";
import { find } from "../tree.ts";
import type { Document, EditError, Entry, ListNode, MapNode, Node, Op, Path, Result, Value } from "../types.ts";
import { equal } from "../values.ts";
import { inlineText, keyText, tokenInPlace } from "./write.ts";

type Edited = Result<TextEdit, EditError>;

/** A line that is a comment. */
const COMMENT = /^[ \t]*(?:#|\/\/)/;
/** Merged objects bring entries from elsewhere. */
const inFileOrder = (map: MapNode) => map.entries.toSorted((a, b) => a.keyStart - b.keyStart);
const done = (...splices: readonly TextSplice[]): Edited => ({ ok: true, value: { splices, notes: [] } });
const unsaid = (path: Path) => refuse("unrepresentable", path, `HOCON cannot say what ${showPath(path)} should be.`);
const joined = (path: Path) =>
  refuse(
    "in_include",
    path,
    `${showPath(path)} is put together from several parts or a reference. Edit those instead.`,
  );

/** Edits HOCON: literals in place, members line by line. */
export function editHocon(doc: Document, op: Exclude<Op, { op: "text" }>): Edited {
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

/** What keeps a place from being edited. */
function barred(
  path: Path,
  found: { readonly node: Node; readonly duplicated: boolean; readonly inherited: boolean },
): Edited | undefined {
  if (found.duplicated) return atDuplicate(path);
  if (found.inherited) return atAlias(path);
  return found.node.kind === "alias" || found.node.tag !== undefined ? joined(path) : undefined;
}

function set(doc: Document, op: Extract<Op, { op: "set" }>): Edited {
  const { path, value } = op;
  const found = find(doc, path);
  if (!found) return op.create ? createMissing(doc, path, value, (one) => add(doc, one)) : missing(doc, path);
  const bar = barred(path, found);
  if (bar) return bar;
  const { node } = found;
  if (node.kind === "scalar" && equal(node.value, value)) return done();
  if (node.kind === "map" && node.slot < 0)
    return refuse(
      "type_unsupported",
      path,
      `${showPath(path)} is spread over several lines; set its values one by one.`,
    );
  const text = node.kind === "scalar" ? tokenInPlace(value, node) : inlineText(value);
  if (text === undefined) return unsaid(path);
  const needsSign = found.entry !== undefined && !/[=:]/.test(doc.text.slice(found.entry.keyEnd, node.start));
  return done({ start: node.start, end: node.end, text: needsSign ? `= ${text}` : text });
}

const EMPTY: MapNode = { kind: "map", flow: false, column: 0, entries: [], start: 0, end: 0, slot: -1 };

function add(doc: Document, op: Extract<Op, { op: "add" }>): Edited {
  const { path } = op;
  const key = path.at(-1);
  if (typeof key !== "string")
    return refuse("type_unsupported", path, "Only keys of an object can be added; lists take items.");
  if (find(doc, path)) return refuse("path_exists", path, `${showPath(path)} is there already.`);
  const above =
    path.length === 1
      ? { node: doc.roots[0] ?? EMPTY, duplicated: false, inherited: false }
      : find(doc, path.slice(0, -1));
  if (!above) return missing(doc, path);
  const bar = barred(path, above);
  if (bar) return bar;
  const parent = above.node;
  if (parent.kind !== "map") return refuse("type_unsupported", path, `${showPath(path.slice(0, -1))} is no object.`);
  const text = inlineText(op.value);
  return text === undefined
    ? unsaid(path)
    : done(placed(doc, parent, op, `${keyText(key)}${signNear(doc, parent)}${text}`));
}

function signNear(doc: Document, map: MapNode): string {
  const entry = map.entries.findLast(({ value }) => value.kind === "scalar");
  const between = entry ? doc.text.slice(entry.keyEnd, entry.value.start) : " = ";
  return /^[ \t]*[=:][ \t]*$/.test(between) ? between : " = ";
}

/** A new member beside its neighbours, on a line of its own where they have one. */
function placed(doc: Document, map: MapNode, op: Extract<Op, { op: "add" }>, written: string): TextSplice {
  const { text } = doc;
  const { entry, where } = neighbourOf(inFileOrder(map), op);
  const eol = eolNear(text, entry?.keyStart ?? text.length);
  if (!entry) return inEmpty(doc, map, op, written, eol);
  const line = lineStart(text, startOf(entry, text));
  const head = text.slice(line, entry.keyStart);
  const pad = /^[ \t]*/.exec(head)?.[0] ?? "";
  const isOwnLine = /^[ \t]*(?:[\w"-]+[ \t]*\.[ \t]*)*$/.test(head) && (line > map.start || !map.flow);
  const prefix = map.slot < 0 && head.trim() !== "" ? head.slice(pad.length) : "";
  const above = commentLines(op.comment, pad, eol);
  if (where === "before" && isOwnLine) {
    const at = commentAbove(text, line, COMMENT);
    return { start: at, end: at, text: `${above}${pad}${prefix}${written}${hasComma(text, entry) ? "," : ""}${eol}` };
  }
  if (where === "before") return { start: entry.keyStart, end: entry.keyStart, text: `${written}, ` };
  const at = endOf(entry.value);
  if (!isOwnLine) return { start: at, end: at, text: `, ${written}` };
  if (
    hasComma(text, entry) ||
    text.slice(at, nextLine(text, at)).trim() === "" ||
    /^[ \t]*(?:#|\/\/)/.test(text.slice(at))
  ) {
    const after = nextLine(text, at);
    const isOpen = text[after - 1] !== "\n";
    const full = `${above}${pad}${prefix}${written}${hasComma(text, entry) ? "," : ""}`;
    return { start: after, end: after, text: isOpen ? eol + full : full + eol };
  }
  return { start: at, end: at, text: `${eol}${above}${pad}${prefix}${written}` };
}

/** Where the line of an entry begins to be its own: its first key part. */
const startOf = (entry: Entry, text: string): number => {
  const line = lineStart(text, entry.keyStart);
  return line + (/^[ \t]*/.exec(text.slice(line))?.[0].length ?? 0);
};

const hasComma = (text: string, entry: Entry): boolean => /^[ \t]*,/.test(text.slice(endOf(entry.value)));

function inEmpty(
  doc: Document,
  map: MapNode,
  op: Extract<Op, { op: "add" }>,
  written: string,
  eol: string,
): TextSplice {
  const { text } = doc;
  if (!map.flow) {
    const open = text !== "" && !text.endsWith("\n") ? eol : "";
    return {
      start: text.length,
      end: text.length,
      text: `${open}${commentLines(op.comment, "", eol)}${written}${open ? "" : eol}`,
    };
  }
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, map.start)))?.[0] ?? "";
  const inner = outer + " ".repeat(doc.detected.indentStep);
  const body = `${eol}${commentLines(op.comment, inner, eol)}${inner}${written}${eol}${outer}`;
  const isBlank = text.slice(map.start + 1, map.end - 1).trim() === "";
  return isBlank
    ? { start: map.start + 1, end: map.end - 1, text: body }
    : { start: map.start + 1, end: map.start + 1, text: `${eol}${inner}${written}` };
}

const endOf = (node: Node): number =>
  node.kind === "map" && node.slot < 0
    ? Math.max(node.start, ...node.entries.map(({ value }) => endOf(value)))
    : node.end;

function insert(doc: Document, path: Path, index: number | undefined, value: Value): Edited {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  const bar = barred(path, found);
  if (bar) return bar;
  const { node } = found;
  if (node.kind !== "list") return refuse("type_unsupported", path, `${showPath(path)} is no list.`);
  const at = index ?? node.items.length;
  if (at < 0 || at > node.items.length) return missing(doc, [...path, at]);
  const text = inlineText(value);
  if (text === undefined) return unsaid(path);
  const between = separatorOf(doc.text, node);
  const next = node.items[at];
  if (next) return done({ start: next.value.start, end: next.value.start, text: text + between });
  const last = node.items.at(-1);
  const open = last ? last.value.end : node.start + 1;
  return done({ start: open, end: open, text: last ? between + text : text });
}

/** What stands between two items: commas, line ends, or both. */
function separatorOf(text: string, list: ListNode): string {
  const [first, second] = list.items;
  if (!first) return ", ";
  const line = /\r?\n[ \t]*$/.exec(text.slice(list.start + 1, first.value.start))?.[0];
  const between = second ? text.slice(first.value.end, second.value.start) : ",";
  if (line === undefined) return ", ";
  return (between.includes(",") ? "," : "") + line;
}

function removeItem(doc: Document, path: Path, index: number): Edited {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  const bar = barred(path, found);
  if (bar) return bar;
  const { node } = found;
  if (node.kind !== "list") return refuse("type_unsupported", path, `${showPath(path)} is no list.`);
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
  if (found.duplicated) return atDuplicate(op.path);
  if (found.inherited) return atAlias(op.path);
  const { entry, parent } = found;
  if (!entry || parent?.kind !== "map")
    return refuse("type_unsupported", op.path, `${showPath(op.path)} is no key of an object.`);
  const { text } = doc;
  if (entry.value.kind === "map" && entry.value.slot < 0)
    return refuse(
      "type_unsupported",
      op.path,
      `${showPath(op.path)} is spread over several lines; remove its values one by one.`,
    );
  const line = lineStart(text, entry.keyStart);
  const head = text.slice(line, entry.keyStart);
  const end = endOf(entry.value);
  const rest = text.slice(end, nextLine(text, end));
  if (parent.entries.length === 1 && parent.slot < 0 && op.path.length > 1)
    return done({ start: line + head.replace(/[ \t]*\.[ \t]*$/, "").length, end, text: " = {}" });
  const isOwnLine =
    /^[ \t]*(?:[\w"-]+[ \t]*\.[ \t]*)*$/.test(head) && /^[ \t]*,?[ \t]*(?:(?:#|\/\/)[^\n]*)?\r?\n?$/.test(rest);
  if (isOwnLine) {
    const from = op.comments === "attached" ? commentAbove(text, line, COMMENT) : line;
    const to = nextLine(text, end);
    const isLastOpen = to === text.length && !text.endsWith("\n") && from > 0;
    return done({ start: isLastOpen ? from - (text[from - 2] === "\r" ? 2 : 1) : from, end: to, text: "" });
  }
  const i = parent.entries.indexOf(entry);
  const next = parent.entries[i + 1];
  if (next && next.keyStart > end) return done({ start: entry.keyStart, end: next.keyStart, text: "" });
  const before = parent.entries[i - 1];
  return done({
    start: before && endOf(before.value) < entry.keyStart ? endOf(before.value) : entry.keyStart,
    end,
    text: "",
  });
}

function rename(doc: Document, op: Extract<Op, { op: "rename" }>): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  if (found.duplicated) return atDuplicate(op.path);
  if (found.inherited) return atAlias(op.path);
  const { entry, parent } = found;
  if (!entry || parent?.kind !== "map") return refuse("type_unsupported", op.path, "Only keys have names.");
  if (entry.key === op.key) return done();
  if (parent.entries.some(({ key }) => key === op.key))
    return refuse("path_exists", op.path, `${showPath([...op.path.slice(0, -1), op.key])} is there already.`);
  return done({ start: entry.keyStart, end: entry.keyEnd, text: keyText(op.key) });
}

function comment(doc: Document, op: Extract<Op, { op: "comment" }>): Edited {
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  if (found.duplicated) return atDuplicate(op.path);
  if (found.inherited) return atAlias(op.path);
  const { text } = doc;
  const begin = found.entry?.keyStart ?? found.node.start;
  const line = lineStart(text, begin);
  const pad = /^[ \t]*/.exec(text.slice(line, begin))?.[0] ?? "";
  const eol = eolNear(text, line);
  if (!/^[ \t]*(?:[\w"-]+[ \t]*\.[ \t]*)*$/.test(text.slice(line, begin)))
    return refuse("unrepresentable", op.path, `${showPath(op.path)} has no line of its own for a comment.`);
  if (op.where === "before") {
    const lines = op.text === null ? "" : commentLines(op.text, pad, eol);
    return done({ start: commentAbove(text, line, COMMENT), end: line, text: lines });
  }
  const from = endOf(found.node);
  const old = /^([ \t]*,)?([ \t]*(?:(?:#|\/\/)[^\r\n]*)?)(?=\r?\n|$)/.exec(text.slice(from, nextLine(text, from)));
  if (!old || op.text?.includes("\n"))
    return refuse("unrepresentable", op.path, "A comment beside a value has one line.");
  const at = from + (old[1]?.length ?? 0);
  return done({ start: at, end: at + (old[2]?.length ?? 0), text: op.text === null ? "" : ` # ${op.text}`.trimEnd() });
}
