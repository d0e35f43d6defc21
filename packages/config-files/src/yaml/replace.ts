import type { TextSplice } from "../format.ts";
import { eolNear, lineStart } from "../text/lines.ts";
import { type Found, resolved } from "../tree.ts";
import type { Document, Node, Value } from "../types.ts";
import { lineAfter, wholeLines } from "./place.ts";
import { afterIndicator, flowText, type Layout } from "./write.ts";

/** How new text looks near an offset. */
export const layoutNear = (doc: Document, offset: number): Layout => ({
  step: doc.detected.indentStep,
  listIndent: doc.detected.listIndent,
  eol: eolNear(doc.text, offset),
});

/** Whether a value stands in a map or list on one line. */
export const isFlow = (found: Found) => found.parent?.flow ?? false;

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
