import type { Document, Entry, Leaf, LeafType, Limits, MapNode, Node, Path, Segment, Value } from "./types.ts";

/** Aliases bring in more than is allowed. */
export class AliasBomb extends Error {
  override readonly name = "AliasBomb";
}

/** What a node says, aliases and merge keys resolved. @throws {AliasBomb} */
export function nodeValue(node: Node | null, budget: { left: number } = { left: Number.POSITIVE_INFINITY }): Value {
  if (node === null) return null;
  budget.left -= 1;
  if (budget.left < 0) throw new AliasBomb("Aliases expand to more than is allowed.");
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "alias":
      return nodeValue(node.target, budget);
    case "list":
      return node.items.map(({ value }) => nodeValue(value, budget));
    case "map": {
      const out = new Map<string, Value>();
      for (const { key, value } of effectiveEntries(node)) {
        out.delete(key);
        out.set(key, nodeValue(value, budget));
      }
      return out;
    }
  }
}

/** What a document says; a stream of several is a list of theirs. */
export function valueOfDocument(doc: Document, limits?: Limits): Value {
  const budget = {
    left: limits?.aliasNodes === undefined ? Number.POSITIVE_INFINITY : limits.nodes + limits.aliasNodes,
  };
  return doc.roots.length === 1
    ? nodeValue(doc.roots[0] ?? null, budget)
    : doc.roots.map((root) => nodeValue(root, budget));
}

/** An entry as the reading program sees it. */
export interface EffectiveEntry {
  readonly key: string;
  readonly value: Node;
  /** Comes from a merge key. */
  readonly inherited: boolean;
  readonly entry: Entry;
}

/** Own entries (the last of equal keys), then what merge keys bring beside them. */
export function effectiveEntries(map: MapNode): readonly EffectiveEntry[] {
  const own = new Map<string, EffectiveEntry>();
  const brought = new Map<string, EffectiveEntry>();
  for (const entry of map.entries) {
    if (!entry.merge) own.set(entry.key, { key: entry.key, value: entry.value, inherited: false, entry });
    else
      for (const source of mergedMaps(entry.value))
        for (const from of effectiveEntries(source))
          if (!brought.has(from.key)) brought.set(from.key, { ...from, inherited: true });
  }
  return [...own.values(), ...[...brought.values()].filter(({ key }) => !own.has(key))];
}

function mergedMaps(node: Node): readonly MapNode[] {
  const target = resolved(node);
  if (target.kind === "map") return [target];
  return target.kind === "list" ? target.items.flatMap(({ value }) => mergedMaps(value)) : [];
}

/** The node itself, or what an alias stands for. */
export const resolved = (node: Node): Exclude<Node, { kind: "alias" }> =>
  node.kind === "alias" ? resolved(node.target) : node;

/** Root a path begins in, and the rest of the path. */
export function rootOf(doc: Document, path: Path): { readonly root: Node | null; readonly rest: Path } | undefined {
  const [first] = path;
  if (typeof first === "object") {
    const root = doc.roots[first.doc];
    return root === undefined ? undefined : { root, rest: path.slice(1) };
  }
  return doc.roots.length === 1 ? { root: doc.roots[0] ?? null, rest: path } : undefined;
}

/** Where a path leads. */
export interface Found {
  readonly node: Node;
  /** The map or list it is in, and the entry or index; absent at the root. */
  readonly parent?: MapNode | Extract<Node, { kind: "list" }>;
  readonly entry?: Entry;
  readonly index?: number;
  /** Reached through an alias or a merge key. */
  readonly inherited: boolean;
  /** A key on the way stands more than once. */
  readonly duplicated: boolean;
}

/** Follows a path; `undefined` where it leads nowhere. */
export function find(doc: Document, path: Path): Found | undefined {
  const start = rootOf(doc, path);
  if (!start?.root) return undefined;
  let at: Found = { node: start.root, inherited: false, duplicated: false };
  for (const segment of start.rest) {
    const next = step(at, segment);
    if (!next) return undefined;
    at = next;
  }
  return at;
}

function step(at: Found, segment: Segment): Found | undefined {
  const through = at.node.kind === "alias";
  const node = resolved(at.node);
  const inherited = at.inherited || through;
  if (node.kind === "map" && typeof segment === "string") {
    const found = effectiveEntries(node).find(({ key }) => key === segment);
    if (!found) return undefined;
    const twice = node.entries.filter(({ key, merge }) => key === segment && !merge).length > 1;
    const { value, entry } = found;
    return {
      node: value,
      parent: node,
      entry,
      inherited: inherited || found.inherited,
      duplicated: at.duplicated || twice,
    };
  }
  if (node.kind === "list" && typeof segment === "number") {
    const item = node.items[segment];
    return item && { node: item.value, parent: node, index: segment, inherited, duplicated: at.duplicated };
  }
  return undefined;
}

/** Type of what a node says. */
export function typeOf(node: Node): LeafType {
  const target = resolved(node);
  return target.kind === "scalar" ? target.type : target.kind;
}

/** All values at the end of a path, in the order of the file. Empty maps and lists are leaves, sections are not. */
export function* leaves(doc: Document): Iterable<Leaf> {
  const place = doc.placeAt;
  for (const [i, root] of doc.roots.entries()) {
    if (root) yield* leavesOf(root, doc.roots.length > 1 ? [{ doc: i }] : [], false);
  }

  function* leavesOf(node: Node, path: Path, inherited: boolean): Iterable<Leaf> {
    const target = resolved(node);
    const isInherited = inherited || node.kind === "alias";
    if (target.kind === "map" && target.entries.length > 0) {
      for (const one of effectiveEntries(target))
        yield* leavesOf(one.value, [...path, one.key], isInherited || one.inherited);
      return;
    }
    if (target.kind === "list" && target.items.length > 0) {
      for (const [i, { value }] of target.items.entries()) yield* leavesOf(value, [...path, i], isInherited);
      return;
    }
    yield {
      path,
      value: nodeValue(target),
      type: typeOf(target),
      ...place(node.start),
      range: { start: doc.byteAt(node.start), end: doc.byteAt(node.end) },
      style: node.kind === "alias" ? "alias" : target.kind === "scalar" ? target.style : target.flow ? "flow" : "block",
      inherited: isInherited,
    };
  }
}
