import { atAlias, atDuplicate, missing, refuse } from "../edit/refuse.ts";
import { commentLines } from "../edit/siblings.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { find, rootOf } from "../tree.ts";
import type { Document, EditError, Entry, MapNode, Op, Result } from "../types.ts";
import { attachedFrom, endOfValue, isFirstOnLine, lineAfter } from "./place.ts";
import { lastPart, layoutNear, replaceValue } from "./replace.ts";
import { entryText, flowText, keyToken } from "./write.ts";

type Add = Extract<Op, { op: "add" }>;

/** `add`: a new key, at the place its neighbours or a template say. */
export function addEntry(doc: Document, op: Add): Result<TextEdit, EditError> {
  const { path } = op;
  const key = path.at(-1);
  if (typeof key !== "string")
    return refuse("type_unsupported", path, "Only keys of a map can be added; lists take items.");
  const above = path.slice(0, -1);
  if (above.length === 0 || (above.length === 1 && typeof above[0] === "object")) {
    const start = rootOf(doc, path);
    if (start && start.root === null)
      return doc.roots.length === 1 ? done(atEndOfText(doc, op, key)) : missing(doc, path);
  }
  const parent = find(doc, above);
  if (!parent) return missing(doc, path);
  if (parent.duplicated) return atDuplicate(path);
  if (parent.inherited || parent.node.kind === "alias") return atAlias(path);
  if (parent.node.kind === "scalar" && parent.node.type === "null")
    return done(replaceValue(doc, parent, new Map([[key, op.value]])));
  if (parent.node.kind !== "map")
    return refuse("type_unsupported", path, `${showPath(above)} is no map, so no key can be added to it.`);
  if (parent.node.entries.some((entry) => entry.key === key && !entry.merge))
    return refuse("path_exists", path, `${showPath(path)} is there already.`);
  if (parent.node.flow) return done([inFlow(parent.node, op, key)]);
  return done([inBlock(doc, parent.node, op, key)]);
}

const done = (splices: readonly TextSplice[]): Result<TextEdit, EditError> => ({
  ok: true,
  value: { splices, notes: [] },
});

function inFlow(map: MapNode, op: Add, key: string): TextSplice {
  const written = `${keyToken(key, true)}: ${flowText(op.value)}`;
  const { entry, where } = neighbour(map, op);
  if (!entry) return { start: map.start + 1, end: map.start + 1, text: written };
  if (where === "before") return { start: entry.keyStart, end: entry.keyStart, text: `${written}, ` };
  const at = endOfValue(entry.value);
  return { start: at, end: at, text: `, ${written}` };
}

function inBlock(doc: Document, map: MapNode, op: Add, key: string): TextSplice {
  const { text } = doc;
  const { entry, where } = neighbour(map, op);
  const layout = layoutNear(doc, entry?.keyStart ?? map.start);
  const pad = " ".repeat(map.column);
  const comment = commentLines(op.comment, pad, layout.eol);
  const lines = comment + entryText(key, op.value, map.column, layout);
  if (entry && where === "before") {
    if (!isFirstOnLine(text, entry.keyStart))
      return { start: entry.keyStart, end: entry.keyStart, text: lines.trimStart() + layout.eol + pad };
    const at = attachedFrom(text, entry.keyStart);
    return { start: at, end: at, text: lines + layout.eol };
  }
  const at = entry ? lineAfter(text, lastPart(entry.value)) : map.end;
  const open = at > 0 && text[at - 1] !== "\n";
  return { start: at, end: at, text: open ? layout.eol + lines : lines + layout.eol };
}

function atEndOfText(doc: Document, op: Add, key: string): readonly TextSplice[] {
  const { text } = doc;
  const layout = layoutNear(doc, text.length);
  const lines = commentLines(op.comment, "", layout.eol) + entryText(key, op.value, 0, layout);
  const open = text !== "" && !text.endsWith("\n");
  return [{ start: text.length, end: text.length, text: open ? layout.eol + lines : lines + layout.eol }];
}

/** Beside which entry a new one goes. */
function neighbour(map: MapNode, op: Add): { readonly entry: Entry | undefined; readonly where: "before" | "after" } {
  const of = (key: string | undefined) => map.entries.find((entry) => entry.key === key);
  if (op.before !== undefined && of(op.before)) return { entry: of(op.before), where: "before" };
  if (op.after !== undefined && of(op.after)) return { entry: of(op.after), where: "after" };
  const own = op.order?.indexOf(String(op.path.at(-1))) ?? -1;
  if (op.order && own >= 0) {
    for (let i = own - 1; i >= 0; i -= 1) {
      const entry = of(op.order[i]);
      if (entry) return { entry, where: "after" };
    }
    const follower = op.order.slice(own + 1).find((key) => of(key));
    if (follower !== undefined) return { entry: of(follower), where: "before" };
  }
  return { entry: map.entries.at(-1), where: "after" };
}
