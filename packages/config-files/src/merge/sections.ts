import { lineStart, nextLine } from "../text/lines.ts";
import type { Document, Entry, MapNode, Node } from "../types.ts";
import { isFirstOnLine, lineAfter } from "../yaml/place.ts";
import { lastPart } from "../yaml/set.ts";

/** One entry of a map: its lines and what stands above them. All parts of a section together are its text. */
export interface Part {
  readonly key: string;
  /** Comments and blank lines above. */
  readonly lead: string;
  /** The entry's own lines, from its key on. */
  readonly text: string;
  readonly node: Node;
  /** Of an entry that holds a map in lines of its own: the line of the key, and the map. */
  readonly nested?: { readonly head: string; readonly section: Section };
}

/** A map as lines. */
export interface Section {
  readonly parts: readonly Part[];
  /** Comments and blank lines below the last entry. */
  readonly tail: string;
  /** Column of its keys. */
  readonly column: number;
}

/** Cuts a document into sections; `undefined` where it is no map of lines. */
export function sectionsOf(doc: Document): Section | undefined {
  const [root] = doc.roots;
  if (doc.roots.length !== 1) return undefined;
  if (root === null || root === undefined) return { parts: [], tail: doc.text, column: 0 };
  return root.kind === "map" ? sectionOf(doc.text, root, 0, doc.text.length) : undefined;
}

function sectionOf(text: string, map: MapNode, from: number, to: number): Section | undefined {
  if (map.flow || new Set(map.entries.map(({ key }) => key)).size < map.entries.length) return undefined;
  const parts: Part[] = [];
  let at = from;
  for (const entry of map.entries) {
    const line = lineStart(text, entry.keyStart);
    if (entry.opaque || entry.merge || line < at || !isFirstOnLine(text, entry.keyStart)) return undefined;
    const end = lineAfter(text, lastPart(entry.value));
    const nested = nestedOf(text, entry, end);
    parts.push({
      key: entry.key,
      lead: text.slice(at, line),
      text: text.slice(line, end),
      node: entry.value,
      ...(nested ? { nested } : {}),
    });
    at = end;
  }
  const first = map.entries[0];
  return { parts, tail: text.slice(at, to), column: first ? first.keyStart - lineStart(text, first.keyStart) : 0 };
}

function nestedOf(text: string, entry: Entry, end: number): Part["nested"] {
  const { value } = entry;
  if (
    value.kind !== "map" ||
    value.flow ||
    value.anchor !== undefined ||
    value.tag !== undefined ||
    value.entries.length === 0
  )
    return undefined;
  const below = nextLine(text, entry.keyEnd);
  if (below > lineStart(text, value.entries[0]?.keyStart ?? 0)) return undefined;
  const section = sectionOf(text, value, below, end);
  return section && { head: text.slice(lineStart(text, entry.keyStart), below), section };
}

/** Moves lines to another column; blank lines stay. */
export function indented(lines: string, by: number): string {
  if (by === 0) return lines;
  return lines
    .split("\n")
    .map((line) =>
      line.trim() === "" ? line : by > 0 ? " ".repeat(by) + line : line.replace(new RegExp(`^ {0,${-by}}`), ""),
    )
    .join("\n");
}
