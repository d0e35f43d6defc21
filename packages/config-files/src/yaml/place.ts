import { lineStart, nextLine } from "../text/lines.ts";
import type { Node } from "../types.ts";

/** Where an entry or item ends, its value included. */
export const endOfValue = (node: Node): number => Math.max(node.end, node.slot);

/** Where the line after a value begins; the line end of a block scalar is already its own. */
export const lineAfter = (text: string, node: Node): number => {
  const end = endOfValue(node);
  return end > 0 && text[end - 1] === "\n" && end > node.slot ? end : nextLine(text, end);
};

/** Whether only white space stands before an offset on its line. */
export const isFirstOnLine = (text: string, offset: number): boolean =>
  /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));

/** First line of the comment block directly above the line of `offset`; that line itself when there is none. */
export function attachedFrom(text: string, offset: number): number {
  let at = lineStart(text, offset);
  while (at > 0) {
    const before = lineStart(text, at - 1);
    if (!/^[ \t]*#/.test(text.slice(before, at))) break;
    at = before;
  }
  return at;
}

/**
 * The lines from `from` to `to`, so that a text without a final line end stays one: then the line end before goes
 * instead of the one behind.
 */
export function wholeLines(text: string, from: number, to: number): { readonly start: number; readonly end: number } {
  if (to < text.length || text.endsWith("\n") || from === 0) return { start: from, end: to };
  const start = text[from - 1] === "\n" ? from - (text[from - 2] === "\r" ? 2 : 1) : from;
  return { start, end: to };
}
