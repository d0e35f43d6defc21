import { atAlias, atDuplicate, missing, refuse } from "../edit/refuse.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { lineStart } from "../text/lines.ts";
import { type Found, find } from "../tree.ts";
import type { Document, EditError, ListNode, Op, Path, Result, Value } from "../types.ts";
import { attachedFrom, endOfValue, isFirstOnLine, lineAfter, wholeLines } from "./place.ts";
import { lastPart, layoutNear, replaceValue } from "./replace.ts";
import { flowText, itemText } from "./write.ts";

/** `insert` and `list_add`: one more item, at `index` or at the end. */
export function insertItem(
  doc: Document,
  path: Path,
  index: number | undefined,
  value: Value,
): Result<TextEdit, EditError> {
  const at = listAt(doc, path);
  if (!at.ok) return at;
  const { found, list } = at.value;
  if (!list) return done(replaceValue(doc, found, [value]));
  const place = index ?? list.items.length;
  if (place < 0 || place > list.items.length)
    return refuse("path_missing", [...path, place], `${showPath(path)} has ${list.items.length} items.`);
  if (list.flow) return done([inFlow(list, place, value)]);
  const splice = inBlock(doc, list, place, value);
  return splice
    ? done([splice])
    : refuse("unrepresentable", path, "Nothing can be written before the first item of a list in a list.");
}

/** `list_remove`: an item with its lines; an emptied list says `[]`. */
export function removeItem(doc: Document, op: Extract<Op, { op: "list_remove" }>): Result<TextEdit, EditError> {
  const at = listAt(doc, op.path);
  if (!at.ok) return at;
  const { list } = at.value;
  const item = list?.items[op.index];
  if (!list || !item)
    return refuse("path_missing", [...op.path, op.index], `${showPath(op.path)} has no item ${op.index}.`);
  return done(list.flow ? [fromFlow(doc.text, list, op.index)] : fromBlock(doc.text, list, op.index));
}

const done = (splices: readonly TextSplice[]): Result<TextEdit, EditError> => ({
  ok: true,
  value: { splices, notes: [] },
});

function listAt(
  doc: Document,
  path: Path,
): Result<{ readonly found: Found; readonly list: ListNode | undefined }, EditError> {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  if (found.duplicated) return atDuplicate(path);
  if (found.inherited || found.node.kind === "alias") return atAlias(path);
  const { node } = found;
  if (node.kind === "list") return { ok: true, value: { found, list: node } };
  if (node.kind === "scalar" && node.type === "null") return { ok: true, value: { found, list: undefined } };
  return refuse("type_unsupported", path, `${showPath(path)} is no list.`);
}

function inFlow(list: ListNode, place: number, value: Value): TextSplice {
  const written = flowText(value);
  const next = list.items[place];
  if (next) return { start: next.value.start, end: next.value.start, text: `${written}, ` };
  const last = list.items.at(-1);
  const at = last ? endOfValue(last.value) : list.start + 1;
  return { start: at, end: at, text: last ? `, ${written}` : written };
}

function inBlock(doc: Document, list: ListNode, place: number, value: Value): TextSplice | undefined {
  const { text } = doc;
  const layout = layoutNear(doc, list.start);
  const lines = itemText(value, list.column, layout);
  const before = list.items[place - 1];
  if (before) {
    const at = lineAfter(text, lastPart(before.value));
    const open = at > 0 && text[at - 1] !== "\n";
    return { start: at, end: at, text: open ? layout.eol + lines : lines + layout.eol };
  }
  const first = list.items[0];
  if (!first || !isFirstOnLine(text, first.dash)) return undefined;
  const at = attachedFrom(text, first.dash);
  return { start: at, end: at, text: lines + layout.eol };
}

function fromFlow(text: string, list: ListNode, index: number): TextSplice {
  const item = list.items[index]?.value;
  const next = list.items[index + 1]?.value;
  const before = list.items[index - 1]?.value;
  const start = item?.start ?? list.start;
  if (next) return { start, end: next.start, text: "" };
  const end = item ? endOfValue(item) : start;
  if (before) return { start: endOfValue(before), end, text: "" };
  const comma = /^\s*,/.exec(text.slice(end));
  return { start, end: end + (comma?.[0].length ?? 0), text: "" };
}

function fromBlock(text: string, list: ListNode, index: number): readonly TextSplice[] {
  const item = list.items[index];
  if (!item) return [];
  const after = lineAfter(text, lastPart(item.value));
  const isOnly = list.items.length === 1;
  if (!isFirstOnLine(text, item.dash)) {
    const next = list.items[index + 1];
    if (next) return [{ start: item.dash, end: next.dash, text: "" }];
    const ending = /\r?\n$/.exec(text.slice(item.dash, after))?.[0] ?? "";
    return [{ start: item.dash, end: after, text: `[]${ending}` }];
  }
  const from = lineStart(text, item.dash);
  if (!isOnly) return [{ ...wholeLines(text, from, after), text: "" }];
  if (list.slot >= 0)
    return [
      { start: list.slot, end: list.slot, text: " []" },
      { ...wholeLines(text, from, after), text: "" },
    ];
  const ending = /\r?\n$/.exec(text.slice(from, after))?.[0] ?? "";
  return [{ start: from, end: after, text: `[]${ending}` }];
}
