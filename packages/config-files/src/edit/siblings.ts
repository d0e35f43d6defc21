import type { TextEdit } from "../format.ts";
import { lineStart } from "../text/lines.ts";
import { find } from "../tree.ts";
import type { Document, EditError, Entry, Op, Path, Result, Value } from "../types.ts";
import { missing } from "./refuse.ts";

type Add = Extract<Op, { op: "add" }>;

/** Adds the deepest missing part of a path in one piece. */
export function createMissing(
  doc: Document,
  path: Path,
  value: Value,
  add: (op: Add) => Result<TextEdit, EditError>,
): Result<TextEdit, EditError> {
  for (let length = path.length; length > 0; length -= 1) {
    if (length > 1 && !find(doc, path.slice(0, length - 1))) continue;
    const nested = path.slice(length).reduceRight<Value>((inner, step) => new Map([[String(step), inner]]), value);
    return add({ op: "add", path: path.slice(0, length), value: nested });
  }
  return missing(doc, path);
}

/** Beside which entry a new one goes: explicit, else by the order of a template, else last. */
export function neighbourOf(
  entries: readonly Entry[],
  op: Add,
): { readonly entry: Entry | undefined; readonly where: "before" | "after" } {
  const of = (key: string | undefined) => entries.find((entry) => entry.key === key);
  if (of(op.before)) return { entry: of(op.before), where: "before" };
  if (of(op.after)) return { entry: of(op.after), where: "after" };
  const own = op.order?.indexOf(String(op.path.at(-1))) ?? -1;
  for (let i = own - 1; i >= 0; i -= 1) if (of(op.order?.[i])) return { entry: of(op.order?.[i]), where: "after" };
  return { entry: entries.at(-1), where: "after" };
}

/** A comment as lines that begin with `#`; nothing where there is none. */
export const commentLines = (comment: string | undefined, pad: string, eol: string): string =>
  comment === undefined
    ? ""
    : comment
        .split("\n")
        .map((one) => `${pad}# ${one}`.trimEnd() + eol)
        .join("");

/** Start of the lines directly above the line of an offset that are comments by `isComment`; that line without any. */
export function commentAbove(text: string, offset: number, isComment: RegExp): number {
  let at = lineStart(text, offset);
  while (at > 0) {
    const before = lineStart(text, at - 1);
    if (!isComment.test(text.slice(before, at))) break;
    at = before;
  }
  return at;
}
