import { atAlias, atDuplicate, missing } from "../edit/refuse.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { eolNear, lineStart } from "../text/lines.ts";
import { type Found, find, resolved } from "../tree.ts";
import type { Document, EditError, Node, Note, Op, Path, Result, ScalarNode, Value } from "../types.ts";
import { equal, isList, isMap } from "../values.ts";
import { addEntry } from "./add.ts";
import { lineAfter, wholeLines } from "./place.ts";
import { afterIndicator, blockToken, flowText, type Layout, replacementToken } from "./write.ts";

/** How new text looks near an offset. */
export const layoutNear = (doc: Document, offset: number): Layout => ({
  step: doc.detected.indentStep,
  listIndent: doc.detected.listIndent,
  eol: eolNear(doc.text, offset),
});

/** `set`: replaces a value, or adds it with its parents when `create` says so. */
export function setValue(doc: Document, op: Extract<Op, { op: "set" }>): Result<TextEdit, EditError> {
  const { path, value } = op;
  const found = find(doc, path);
  if (!found) return op.create ? create(doc, path, value) : missing(doc, path);
  if (found.duplicated) return atDuplicate(path);
  if (found.inherited) {
    // A key that a merge brings is overridden in the map itself; below an alias there is nothing of one's own.
    const above = find(doc, path.slice(0, -1));
    const overridable = above && !above.inherited && above.node.kind !== "alias" && typeof path.at(-1) === "string";
    return overridable ? addEntry(doc, { op: "add", path, value }) : atAlias(path);
  }
  if (found.node.kind === "alias") return atAlias(path);
  const notes: Note[] = [];
  if (found.node.anchor !== undefined)
    notes.push({
      kind: "shared_value",
      path,
      text: `${showPath(path)} is shared by everybody who refers to *${found.node.anchor}.`,
    });
  if (found.node.kind === "scalar" && !isMap(value) && !isList(value)) {
    if (found.node.style !== "empty" || value !== null) {
      if (equal(found.node.value, value)) return { ok: true, value: { splices: [], notes: [] } };
      const written = scalarSplice(doc, found, found.node, value);
      if (written.note) notes.push({ kind: written.note, path, text: NOTES[written.note] });
      return { ok: true, value: { splices: [written.splice], notes } };
    }
    return { ok: true, value: { splices: [], notes: [] } };
  }
  return { ok: true, value: { splices: replaceValue(doc, found, value), notes } };
}

const NOTES = {
  style_changed: "The value needs other quotes than the old one had.",
  number_rewritten: "The number was not written as a decimal; now it is.",
} as const;

/** Adds the deepest missing part in one piece. */
function create(doc: Document, path: Path, value: Value): Result<TextEdit, EditError> {
  for (let length = path.length; length > 0; length -= 1) {
    if (length > 1 && !find(doc, path.slice(0, length - 1))) continue;
    const nested = path
      .slice(length)
      .reduceRight<Value>((inner, segment) => new Map([[String(segment), inner]]), value);
    return addEntry(doc, { op: "add", path: path.slice(0, length), value: nested });
  }
  return missing(doc, path);
}

const isFlow = (found: Found) => found.parent?.flow ?? false;

function scalarSplice(doc: Document, found: Found, old: ScalarNode, value: Value) {
  const { text } = doc;
  const flow = isFlow(found);
  const oldText = text.slice(old.start, old.end);
  if (old.style === "empty") {
    const bare = found.entry !== undefined && found.entry.keyEnd === old.slot;
    const { token } = replacementToken(value, old, "", flow);
    return { splice: { start: old.slot, end: old.slot, text: `${bare ? ":" : ""} ${token}` } };
  }
  const isBlock = old.style === "literal" || old.style === "folded";
  if (!isBlock) {
    const { token, note } = replacementToken(value, old, oldText, flow);
    return { splice: { start: old.start, end: old.end, text: token }, ...(note ? { note } : {}) };
  }
  const layout = layoutNear(doc, old.start);
  const column = found.parent && !found.parent.flow ? found.parent.column : 0;
  const block = typeof value === "string" ? blockToken(value, oldText, column, layout) : undefined;
  const endsLine = oldText.endsWith("\n");
  if (block !== undefined && endsLine) return { splice: { start: old.start, end: old.end, text: block } };
  const { token } = replacementToken(value, old, oldText, flow);
  const splice = { start: old.start, end: old.end, text: token + (endsLine ? layout.eol : "") };
  return { splice, note: "style_changed" as const };
}

/** A value of another kind in place of the old one. */
export function replaceValue(doc: Document, found: Found, value: Value): readonly TextSplice[] {
  const { text } = doc;
  const { node } = found;
  const layout = layoutNear(doc, node.start);
  if (isFlow(found)) {
    if (node.start === node.end) {
      const bare = found.entry !== undefined && found.entry.keyEnd === node.slot;
      return [{ start: node.slot, end: node.slot, text: `${bare ? ":" : ""} ${flowText(value)}` }];
    }
    return [{ start: node.start, end: node.end, text: flowText(value) }];
  }
  const owner = found.index === undefined ? "key" : "dash";
  const column = found.parent?.column ?? 0;
  const written = node.slot < 0 ? rootText(value, layout) : afterIndicator(value, column, owner, layout);
  if (node.slot < 0) return [{ start: node.start, end: node.end, text: written }];
  const onOtherLine = isBlockCollection(node) && lineStart(text, node.start) > node.slot;
  if (!onOtherLine) {
    const endsLine = node.end > node.start && text[node.end - 1] === "\n";
    return [{ start: node.slot, end: Math.max(node.end, node.slot), text: written + (endsLine ? layout.eol : "") }];
  }
  const lines = wholeLines(text, lineStart(text, node.start), lineAfter(text, lastPart(node)));
  return [
    { start: node.slot, end: node.slot, text: written },
    { ...lines, text: "" },
  ];
}

const isBlockCollection = (node: Node) => (node.kind === "map" || node.kind === "list") && !node.flow;

/** The value that ends a block, to know where its last line ends. */
export function lastPart(node: Node): Node {
  const target = node.kind === "alias" ? node : resolved(node);
  if (target.kind === "map" && !target.flow) {
    const last = target.entries.at(-1);
    return last ? lastPart(last.value) : node;
  }
  if (target.kind === "list" && !target.flow) {
    const last = target.items.at(-1);
    return last ? lastPart(last.value) : node;
  }
  return node;
}

function rootText(value: Value, layout: Layout): string {
  const text = afterIndicator(value, -layout.step, "key", layout);
  return text.replace(/^(?:\r?\n| )/, "");
}
