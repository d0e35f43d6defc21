import { atAlias, atDuplicate, missing, refuse } from "../edit/refuse.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { lineStart, nextLine } from "../text/lines.ts";
import { find } from "../tree.ts";
import type { Document, EditError, Op, Result } from "../types.ts";
import { attachedFrom, endOfValue, isFirstOnLine } from "./place.ts";
import { layoutNear } from "./replace.ts";

/** `comment`: the block above an entry, or what stands behind its value. */
export function editComment(doc: Document, op: Extract<Op, { op: "comment" }>): Result<TextEdit, EditError> {
  const { text } = doc;
  const found = find(doc, op.path);
  if (!found) return missing(doc, op.path);
  if (found.duplicated) return atDuplicate(op.path);
  if (found.inherited) return atAlias(op.path);
  const begin =
    found.entry?.keyStart ?? (found.parent?.kind === "list" ? found.parent.items[found.index ?? 0]?.dash : undefined);
  if (begin === undefined || found.parent?.flow || !isFirstOnLine(text, begin))
    return refuse("unrepresentable", op.path, `${showPath(op.path)} has no line of its own for a comment.`);
  const { eol } = layoutNear(doc, begin);
  if (op.where === "before") {
    const line = lineStart(text, begin);
    const pad = text.slice(line, begin);
    const lines = (op.text === null ? [] : op.text.split("\n")).map((one) => `${pad}# ${one}`.trimEnd() + eol);
    return done({ start: attachedFrom(text, begin), end: line, text: lines.join("") });
  }
  const { node } = found;
  const isOneLine =
    node.kind === "alias" || node.kind === "scalar" ? !/[\r\n]/.test(text.slice(node.start, node.end)) : node.flow;
  const from = isOneLine ? endOfValue(node) : node.slot;
  if (op.text?.includes("\n") || from < 0)
    return refuse("unrepresentable", op.path, "A comment beside a value has one line.");
  const rest = text.slice(from, nextLine(text, from));
  const old = /^[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(rest);
  if (!old) return refuse("unrepresentable", op.path, "Something else stands behind this value on its line.");
  return done({ start: from, end: from + old[0].length, text: op.text === null ? "" : ` # ${op.text}`.trimEnd() });
}

const done = (splice: TextSplice): Result<TextEdit, EditError> => ({
  ok: true,
  value: { splices: [splice], notes: [] },
});
