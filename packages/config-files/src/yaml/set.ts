import { atAlias, atDuplicate, missing } from "../edit/refuse.ts";
import { createMissing } from "../edit/siblings.ts";
import type { TextEdit } from "../format.ts";
import { showPath } from "../paths.ts";
import { type Found, find } from "../tree.ts";
import type { Document, EditError, Note, Op, Result, ScalarNode, Value } from "../types.ts";
import { equal, isList, isMap } from "../values.ts";
import { addEntry } from "./add.ts";
import { isFlow, layoutNear, replaceValue } from "./replace.ts";
import { blockToken, replacementToken } from "./write.ts";

/** `set`: replaces a value, or adds it with its parents when `create` says so. */
export function setValue(doc: Document, op: Extract<Op, { op: "set" }>): Result<TextEdit, EditError> {
  const { path, value } = op;
  const found = find(doc, path);
  if (!found) return op.create ? createMissing(doc, path, value, (one) => addEntry(doc, one)) : missing(doc, path);
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

export { lastPart } from "./replace.ts";
