import { missing } from "./edit/refuse.ts";
import { effectiveEntries, find, nodeValue, resolved, typeOf } from "./tree.ts";
import type { Document, EditError, LeafType, Path, Result, Value } from "./types.ts";

/** Where a value stands, in bytes and for people. */
export interface Located {
  readonly value: Value;
  readonly type: LeafType;
  /** Bytes of the value. */
  readonly range: { readonly start: number; readonly end: number };
  /** UTF-16 offsets in the text, for editors. */
  readonly textRange: { readonly start: number; readonly end: number };
  /** Bytes of the key; absent for list items and the root. */
  readonly keyRange?: { readonly start: number; readonly end: number };
  readonly line: number;
  readonly column: number;
  readonly inherited: boolean;
}

/** Finds a value by its path. */
export function locate(doc: Document, path: Path): Result<Located, EditError> {
  const found = find(doc, path);
  if (!found) return missing(doc, path);
  const { node, entry } = found;
  const at = Math.max(entry?.keyStart ?? node.start, 0);
  return {
    ok: true,
    value: {
      value: nodeValue(node),
      type: typeOf(node),
      range: { start: doc.byteAt(node.start), end: doc.byteAt(node.end) },
      textRange: { start: node.start, end: node.end },
      ...(entry ? { keyRange: { start: doc.byteAt(entry.keyStart), end: doc.byteAt(entry.keyEnd) } } : {}),
      ...doc.placeAt(at),
      inherited: found.inherited,
    },
  };
}

/** Path of the innermost value whose key or value covers a UTF-16 offset of the text. */
export function pathAt(doc: Document, offset: number): Path {
  const path: (string | number)[] = [];
  let node = doc.roots[0] ?? null;
  while (node) {
    const target = resolved(node);
    if (target.kind === "map" && node.kind !== "alias") {
      const hit = effectiveEntries(target).findLast(({ entry, inherited }) => !inherited && entry.keyStart <= offset);
      if (!hit) break;
      path.push(hit.key);
      node = hit.value;
    } else if (target.kind === "list" && node.kind !== "alias") {
      const at = target.items.findLastIndex(({ dash, value }) => (dash >= 0 ? dash : value.start) <= offset);
      if (at < 0) break;
      path.push(at);
      node = target.items[at]?.value ?? null;
    } else break;
  }
  return path;
}
