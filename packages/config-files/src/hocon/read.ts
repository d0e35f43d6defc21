import { placer } from "../text/lines.ts";
import { Stop, stoppable } from "../text/stop.ts";
import type {
  AliasNode,
  Entry,
  Limits,
  ListNode,
  MapNode,
  Node,
  Problem,
  Result,
  ScalarNode,
  Warning,
} from "../types.ts";
import { type Piece, plainValue, scanPiece, styleOf } from "./scan.ts";

/** Mark of a value that is put together from several pieces: read, never written in place. */
export const JOINED = "!joined";

interface OpenMap extends MapNode {
  entries: Entry[];
  end: number;
}

interface KeyPart {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A reference that is looked up once everything was read. */
interface Pending {
  readonly entry: Entry;
  readonly map: OpenMap;
  readonly piece: Piece;
}

/**
 * Reads HOCON as typesafe-config does within one file: paths as keys, joined values, objects that are merged, lists that
 * are added to. References inside the file are resolved; others stay as they are written. Includes are passed over.
 */
export function readHocon(
  text: string,
  limits: Limits,
): Result<{ readonly roots: readonly (Node | null)[]; readonly warnings: readonly Warning[] }, Problem> {
  const place = placer(text);
  const warnings: Warning[] = [];
  const pending: Pending[] = [];
  let at = 0;
  let count = 0;

  const expected = (what: string) =>
    new Stop("syntax", at, at >= text.length ? `The file ends where ${what} should be.` : `${what} is expected here.`);
  const blanks = () => {
    while (at < text.length && text[at] !== "\n" && /[\s\ufeff]/.test(text[at] ?? "")) at += 1;
  };
  const comment = (): boolean => {
    if (text[at] !== "#" && !text.startsWith("//", at)) return false;
    const end = text.indexOf("\n", at);
    at = end < 0 ? text.length : end;
    return true;
  };
  /** White space, comments and line ends. */
  const gap = () => {
    for (;;) {
      blanks();
      if (text[at] === "\n") at += 1;
      else if (!comment()) return;
    }
  };

  const mapAt = (start: number, flow: boolean): OpenMap => ({
    kind: "map",
    flow,
    column: 0,
    entries: [],
    start,
    end: start,
    slot: flow ? start : -1,
  });

  function key(): KeyPart[] {
    const parts: KeyPart[] = [];
    let name = "";
    let start = -1;
    let last = at;
    const close = (end: number) => {
      if (start < 0) throw new Stop("syntax", at, "A part of this key is missing.");
      parts.push({ name, start, end });
      name = "";
      start = -1;
    };
    for (;;) {
      const piece = scanPiece(text, at);
      if (!piece || piece.kind === "reference") break;
      if (piece.kind === "unquoted") {
        let from = piece.start;
        for (const [i, part] of piece.text.split(".").entries()) {
          if (i > 0) {
            close(from - 1);
          }
          if (part !== "") {
            if (start < 0) start = from;
            else name += text.slice(last, from === piece.start ? from : last);
            name += part;
          } else if (i > 0 && i === piece.text.split(".").length - 1 && name === "") start = -1;
          from += part.length + 1;
        }
      } else {
        if (start < 0) start = piece.start;
        else name += text.slice(last, piece.start);
        name += piece.text;
      }
      at = piece.end;
      last = at;
      blanks();
    }
    close(last);
    return parts;
  }

  /** All values up to a comma, a line end or a closing bracket, joined. */
  function value(depth: number): { readonly node: Node; readonly reference?: Piece } {
    count += 1;
    if (count > limits.nodes) throw new Stop("too_many", at, `It holds more than ${limits.nodes} values.`);
    if (depth > limits.depth) throw new Stop("too_deep", at, `It is nested deeper than ${limits.depth} levels.`);
    const start = at;
    const collections: (MapNode | ListNode)[] = [];
    const pieces: Piece[] = [];
    let end = at;
    for (;;) {
      if (text[at] === "{") collections.push(object(depth));
      else if (text[at] === "[") collections.push(list(depth));
      else {
        const piece = scanPiece(text, at);
        if (!piece) break;
        pieces.push(piece);
        at = piece.end;
      }
      end = at;
      blanks();
    }
    if (collections.length + pieces.length === 0) throw expected("a value");
    if (collections.length > 0) return { node: joinedCollections(collections, pieces.length > 0, start, end) };
    const [only] = pieces;
    if (pieces.length === 1 && only!.kind === "reference") return { node: asWritten(start, end), reference: only! };
    return { node: joinedPieces(pieces, start, end) };
  }

  function joinedPieces(pieces: readonly Piece[], start: number, end: number): ScalarNode {
    const facts = { kind: "scalar" as const, start, end, slot: start };
    const [only] = pieces;
    if (pieces.length === 1 && only!.kind !== "unquoted")
      return { ...facts, style: styleOf(only!), type: "string", value: only!.text };
    if (pieces.every(({ kind }) => kind === "unquoted"))
      return { ...facts, style: "plain", ...plainValue(text.slice(start, end)) };
    if (pieces.some(({ kind }) => kind === "reference")) return asWritten(start, end);
    let out = "";
    let last = start;
    for (const piece of pieces) {
      out += text.slice(last, piece.start) + piece.text;
      last = piece.end;
    }
    return { ...facts, tag: JOINED, style: "plain", type: "string", value: out };
  }

  const asWritten = (start: number, end: number): ScalarNode => ({
    kind: "scalar",
    tag: JOINED,
    style: "plain",
    type: "string",
    value: text.slice(start, end),
    start,
    end,
    slot: start,
  });

  function joinedCollections(all: readonly (MapNode | ListNode)[], hasText: boolean, start: number, end: number): Node {
    const [first] = all;
    if (all.length === 1 && !hasText) return first!;
    if (hasText || all.some(({ kind }) => kind !== first!.kind)) return asWritten(start, end);
    if (first!.kind === "list") {
      const items = all.flatMap((one) => (one.kind === "list" ? one.items : []));
      return { ...first!, items, end, tag: JOINED } as ListNode;
    }
    const out = { ...mapAt(start, true), end, tag: JOINED };
    for (const one of all) if (one.kind === "map") for (const entry of one.entries) put(out, entry);
    return out;
  }

  function list(depth: number): ListNode {
    const start = at;
    const items: { readonly dash: number; readonly value: Node }[] = [];
    at += 1;
    for (;;) {
      gap();
      if (text[at] === "]") break;
      items.push({ dash: at, value: value(depth + 1).node });
      separator("]");
    }
    at += 1;
    return { kind: "list", flow: true, column: 0, items, start, end: at, slot: start };
  }

  /** A comma or a line end behind a member, unless the collection ends. */
  function separator(close: string): void {
    blanks();
    comment();
    if (text[at] === "\n") gap();
    if (text[at] === ",") {
      at += 1;
      gap();
      if (text[at] === ",") throw expected("a value");
      return;
    }
    const before = text.slice(0, at).trimEnd().length;
    if (text[at] === close || (close === "" && at >= text.length) || text.slice(before, at).includes("\n")) return;
    if (
      /\n/.test(text.slice(Math.max(0, text.lastIndexOf("\n", at - 1)), at)) &&
      /^\s*$/.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at))
    )
      return;
    throw expected(close === "" ? "the end of the line" : `a comma, a line end or ${close}`);
  }

  function object(depth: number): OpenMap {
    const map = mapAt(at, true);
    at += 1;
    members(map, "}", depth + 1);
    at += 1;
    map.end = at;
    return map;
  }

  function members(map: OpenMap, close: "}" | "", depth: number): void {
    for (;;) {
      gap();
      if (text[at] === "}" && close !== "") return;
      if (at >= text.length) {
        if (close === "") return;
        throw expected("}");
      }
      const include = /^include(?=[\s"(])[^\r\n]*/.exec(text.slice(at, at + 1_000));
      if (include && !/^include\s*[=:{+]/.test(include[0])) at += include[0].length;
      else member(map, depth);
      separator(close);
    }
  }

  function member(map: OpenMap, depth: number): void {
    const parts = key();
    blanks();
    const isAdded = text.startsWith("+=", at);
    if (isAdded) at += 2;
    else if (text[at] === "=" || text[at] === ":") at += 1;
    else if (text[at] !== "{") throw expected("=, : or {");
    gap();
    const { node, reference } = value(depth);
    let here = map;
    for (const part of parts.slice(0, -1)) {
      const known = here.entries.findLast((entry) => entry.key === part.name)?.value;
      if (known?.kind === "map") here = known as OpenMap;
      else {
        const made = mapAt(part.start, false);
        put(here, entryOf(part, made));
        here = made;
      }
    }
    const last = parts.at(-1)!;
    const entry = entryOf(last, isAdded ? appended(here, last.name, node) : node);
    put(here, entry);
    if (reference) pending.push({ entry, map: here, piece: reference });
    here.end = Math.max(here.end, node.end);
  }

  const entryOf = (part: KeyPart, node: Node): Entry => ({
    key: part.name,
    keyStart: part.start,
    keyEnd: part.end,
    opaque: false,
    merge: false,
    value: node,
  });

  function appended(map: OpenMap, name: string, node: Node): ListNode {
    const known = map.entries.findLast((entry) => entry.key === name)?.value;
    const items = known?.kind === "list" ? known.items : [];
    map.entries = map.entries.filter((entry) => entry.key !== name || entry.value.kind !== "list");
    return {
      kind: "list",
      flow: true,
      column: 0,
      items: [...items, { dash: node.start, value: node }],
      start: node.start,
      end: node.end,
      slot: node.start,
      tag: JOINED,
    };
  }

  /** Objects of the same key are merged, everything else counts last. */
  function put(map: OpenMap, entry: Entry): void {
    const known = map.entries.findLast(({ key: name }) => name === entry.key);
    if (known?.value.kind === "map" && entry.value.kind === "map") {
      for (const inner of entry.value.entries) put(known.value as OpenMap, inner);
      return;
    }
    if (known) {
      const said = `"${entry.key}" stands more than once; the last one counts.`;
      warnings.push({ kind: "duplicate_key", line: place(entry.keyStart).line, path: [entry.key], text: said });
    }
    map.entries.push(entry);
  }

  /** Puts what references stand for in their places; optional ones without a target go. */
  function resolve(root: OpenMap): void {
    for (const { entry, map, piece } of pending) {
      const target = lookUp(root, piece.text, entry);
      const index = map.entries.indexOf(entry);
      if (index < 0) continue;
      if (target) {
        const { start, end, slot } = entry.value;
        const alias: AliasNode = { kind: "alias", name: piece.text, target, start, end, slot };
        map.entries[index] = { ...entry, value: alias };
      } else if (piece.isOptional) map.entries.splice(index, 1);
    }
  }

  function lookUp(root: OpenMap, path: string, from: Entry): Node | undefined {
    let here: Node = root;
    for (const part of path.split(".").map((one) => one.trim().replace(/^"(.*)"$/, "$1"))) {
      if (here.kind !== "map") return undefined;
      const found: Entry | undefined = here.entries.findLast((entry) => entry.key === part && entry !== from);
      if (!found) return undefined;
      here = found.value;
    }
    // What refers to something else again, or to what it is part of, stays as it is written.
    return here.kind === "scalar" && here.tag === undefined
      ? here
      : here.kind === "list" || here.kind === "map"
        ? contains(here, from)
          ? undefined
          : here
        : undefined;
  }

  function contains(node: Node, entry: Entry): boolean {
    if (node.kind === "map") return node.entries.some((one) => one === entry || contains(one.value, entry));
    return node.kind === "list" && node.items.some((item) => contains(item.value, entry));
  }

  return stoppable(text, () => {
    gap();
    let root: OpenMap;
    if (text[at] === "{") {
      root = object(0);
      gap();
      if (at < text.length) throw new Stop("syntax", at, "Something stands behind the end of the document.");
    } else {
      root = mapAt(0, false);
      members(root, "", 1);
    }
    resolve(root);
    root.end = text.length;
    return { roots: [root.entries.length > 0 || root.flow ? root : null], warnings };
  });
}
