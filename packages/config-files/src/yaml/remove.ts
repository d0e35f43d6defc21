import { atAlias, atDuplicate, missing, refuse } from "../edit/refuse.ts";
import type { TextEdit, TextSplice } from "../format.ts";
import { showPath } from "../paths.ts";
import { lineStart } from "../text/lines.ts";
import { find } from "../tree.ts";
import type { Document, EditError, Entry, MapNode, Op, Path, Result } from "../types.ts";
import { attachedFrom, endOfValue, isFirstOnLine, lineAfter, wholeLines } from "./place.ts";
import { lastPart } from "./replace.ts";
import { doubleQuoted, keyToken, singleQuoted } from "./write.ts";

/** `remove`: an entry's own lines; comments above it stay unless they are `attached`. */
export function removeEntry(doc: Document, op: Extract<Op, { op: "remove" }>): Result<TextEdit, EditError> {
  const at = entryAt(doc, op.path);
  if (!at.ok) return at;
  const { map, entry } = at.value;
  const splices = map.flow
    ? [fromFlow(doc.text, map, entry)]
    : fromBlock(doc.text, map, entry, op.comments === "attached");
  return { ok: true, value: { splices, notes: [] } };
}

/** `rename`: the key alone, in its quotes where they fit. */
export function renameEntry(doc: Document, op: Extract<Op, { op: "rename" }>): Result<TextEdit, EditError> {
  const at = entryAt(doc, op.path);
  if (!at.ok) return at;
  const { map, entry } = at.value;
  if (entry.key === op.key) return { ok: true, value: { splices: [], notes: [] } };
  if (map.entries.some(({ key, merge }) => key === op.key && !merge))
    return refuse("path_exists", op.path, `${showPath([...op.path.slice(0, -1), op.key])} is there already.`);
  const quote = doc.text[entry.keyStart];
  const kept = quote === '"' ? doubleQuoted(op.key) : quote === "'" ? singleQuoted(op.key) : undefined;
  const text = kept ?? keyToken(op.key, map.flow);
  return { ok: true, value: { splices: [{ start: entry.keyStart, end: entry.keyEnd, text }], notes: [] } };
}

function entryAt(doc: Document, path: Path): Result<{ readonly map: MapNode; readonly entry: Entry }, EditError> {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  if (found.duplicated) return atDuplicate(path);
  if (found.inherited) return atAlias(path);
  const { parent, entry } = found;
  if (!entry || parent?.kind !== "map")
    return refuse("type_unsupported", path, `${showPath(path)} is no key of a map.`);
  if (entry.opaque)
    return refuse("unrepresentable", path, `The key ${showPath(path)} is written in a form that is not edited.`);
  return { ok: true, value: { map: parent, entry } };
}

function fromFlow(text: string, map: MapNode, entry: Entry): TextSplice {
  const i = map.entries.indexOf(entry);
  const next = map.entries[i + 1];
  if (next) return { start: entry.keyStart, end: next.keyStart, text: "" };
  const before = map.entries[i - 1];
  const end = endOfValue(entry.value);
  if (before) return { start: endOfValue(before.value), end, text: "" };
  const comma = /^\s*,/.exec(text.slice(end));
  return { start: entry.keyStart, end: end + (comma?.[0].length ?? 0), text: "" };
}

function fromBlock(text: string, map: MapNode, entry: Entry, attached: boolean): readonly TextSplice[] {
  const first = isFirstOnLine(text, entry.keyStart);
  const after = lineAfter(text, lastPart(entry.value));
  const isOnly = map.entries.length === 1;
  if (!first) {
    if (isOnly) return [{ start: entry.keyStart, end: endOfBlock(text, entry), text: "{}" }];
    const next = map.entries[map.entries.indexOf(entry) + 1];
    const gap = next ? text.slice(endOfBlock(text, entry), next.keyStart) : "";
    // The next key moves up behind the dash, unless a comment stands between them.
    if (next && gap.trim() === "") return [{ start: entry.keyStart, end: next.keyStart, text: "" }];
    return [{ start: entry.keyStart, end: endOfBlock(text, entry), text: "" }];
  }
  const from = attached ? attachedFrom(text, entry.keyStart) : lineStart(text, entry.keyStart);
  if (!isOnly) return [{ ...wholeLines(text, from, after), text: "" }];
  if (map.slot >= 0)
    return [
      { start: map.slot, end: map.slot, text: " {}" },
      { ...wholeLines(text, from, after), text: "" },
    ];
  const ending = /\r?\n$/.exec(text.slice(from, after))?.[0] ?? "";
  return [{ start: from, end: after, text: `{}${ending}` }];
}

/** End of an entry's text without the line end that a block scalar brings. */
function endOfBlock(text: string, entry: Entry): number {
  const end = endOfValue(lastPart(entry.value));
  const ending = end > entry.value.slot ? /\r?\n$/.exec(text.slice(entry.keyStart, end)) : null;
  return end - (ending?.[0].length ?? 0);
}
