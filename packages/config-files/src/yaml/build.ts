import { isAlias, isMap, isScalar, isSeq, type Document as LibDocument, type Pair, type ParsedNode } from "yaml";
import { placer } from "../text/lines.ts";
import type { Dialect, Entry, Limits, MapNode, Node, Path, Problem, ScalarStyle, Warning } from "../types.ts";
import { meaningOf } from "./scalars.ts";

/** A document that is well formed and still cannot be used. */
export class TreeProblem extends Error {
  override readonly name = "TreeProblem";
  readonly code: Problem["code"];
  readonly offset: number;
  constructor(code: Problem["code"], offset: number, message: string) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

interface Token {
  readonly type: string;
  readonly offset: number;
  readonly source?: string;
}
interface Item {
  readonly start: readonly Token[];
  readonly sep?: readonly Token[];
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};
const CORE_TAG = "tag:yaml.org,2002:";
const BOOL_LIKE = /^(?:yes|no|on|off|true|false)$/i;

/**
 * Turns what the library read into our own tree: values by the tables of the dialect, ranges of the text.
 *
 * @throws {TreeProblem}
 */
export function buildTree(
  text: string,
  docs: readonly LibDocument.Parsed[],
  how: { readonly dialect: Dialect; readonly limits: Limits; readonly values: ReadonlyMap<number, string> },
): { readonly roots: readonly (Node | null)[]; readonly warnings: readonly Warning[] } {
  const { dialect, limits } = how;
  const warnings: Warning[] = [];
  const place = placer(text);
  let nodes = 0;
  let anchors = new Map<string, Node>();
  const warn = (kind: Warning["kind"], offset: number, path: Path, sentence: string) =>
    warnings.push({ kind, line: place(offset).line, path, text: sentence });

  function node(from: ParsedNode | null | undefined, slot: number, path: Path, depth: number): Node {
    nodes += 1;
    const at = from?.range?.[0] ?? slot;
    if (nodes > limits.nodes) throw new TreeProblem("too_many", at, `It has more than ${limits.nodes} values.`);
    if (depth > limits.depth) throw new TreeProblem("too_deep", at, `It is nested deeper than ${limits.depth} levels.`);
    if (!from) return { kind: "scalar", style: "empty", type: "null", value: null, start: slot, end: slot, slot };
    if (isAlias(from)) {
      const target = anchors.get(from.source);
      if (!target) throw new TreeProblem("syntax", at, `The alias *${from.source} names no anchor before it.`);
      return { kind: "alias", name: from.source, target, start: at, end: from.range[1], slot };
    }
    const tag = from.tag ? { tag: from.tag } : {};
    const anchor = from.anchor ? { anchor: from.anchor } : {};
    const built = { ...inner(from, slot, path, depth), ...tag, ...anchor } as Node;
    if (from.anchor) anchors.set(from.anchor, built);
    if (from.tag && !from.tag.startsWith(CORE_TAG))
      warn("unknown_tag", at, path, `The tag ${from.tag} is kept as it is.`);
    return built;
  }

  function inner(from: ParsedNode, slot: number, path: Path, depth: number): Node {
    const [start, end] = from.range;
    if (isScalar(from)) return scalar(from as never, start, end, slot, path);
    if (isMap(from)) return map(from as never, slot, path, depth);
    if (isSeq(from)) {
      const token = from.srcToken as unknown as { readonly type: string; readonly items: readonly Item[] };
      const flow = token.type === "flow-collection";
      const written = flow ? undefined : token.items.filter(({ start: s }) => s.some(isDash));
      const items = (from.items as readonly ParsedNode[]).map((item, i) => {
        const tokens = written?.[i]?.start ?? [];
        const dash = tokens.find(isDash)?.offset ?? -1;
        const itemSlot = flow ? (item?.range?.[0] ?? start) : lastProp(tokens, dash + 1);
        return { dash, value: node(item, itemSlot, [...path, i], depth + 1) };
      });
      const first = items[0]?.dash ?? start;
      const column = flow ? 0 : place(first).column - 1;
      const own = flow ? { start, end } : { start: first, end: endOf(items.at(-1)?.value, start) };
      return { kind: "list", flow, column, items, ...own, slot };
    }
    throw new TreeProblem("unsupported", start, "This part is neither a value, a list nor a map.");
  }

  function map(
    from: {
      readonly range: readonly [number, number, number];
      readonly items: readonly Pair<ParsedNode, ParsedNode>[];
      readonly srcToken?: unknown;
    },
    slot: number,
    path: Path,
    depth: number,
  ): MapNode {
    const [start, end] = from.range;
    const flow = (from.srcToken as { readonly type?: string } | undefined)?.type === "flow-collection";
    const seen = new Map<string, number>();
    const entries = from.items.map((pair): Entry => {
      const { key: keyNode } = pair;
      const token = (pair as unknown as { readonly srcToken?: Item }).srcToken;
      const [keyStart, keyEnd] = keyNode?.range ?? [start, start];
      const key = isScalar(keyNode) ? String(keyNode.value ?? "") : text.slice(keyStart, keyEnd);
      if (key.length > limits.keyLength)
        throw new TreeProblem("key_too_long", keyStart, `This key is longer than ${limits.keyLength} characters.`);
      const opaque = !isScalar(keyNode) || (token?.start.some(({ type }) => type === "explicit-key-ind") ?? false);
      const here = [...path, key];
      const isPlain = isScalar(keyNode) && keyNode.type === "PLAIN";
      const merge = isPlain && key === "<<";
      const before = seen.get(key);
      if (before !== undefined && !merge)
        warn(
          "duplicate_key",
          keyStart,
          here,
          `"${key}" stands here and in line ${place(before).line}; the last one counts.`,
        );
      else if (isPlain && BOOL_LIKE.test(key) && dialect === "snake")
        warn("bool_like_key", keyStart, here, `The game reads the key ${key} as a truth value.`);
      seen.set(key, keyStart);
      const colon = token?.sep?.find(({ type }) => type === "map-value-ind")?.offset;
      const valueSlot = colon === undefined ? keyEnd : lastProp(token?.sep ?? [], colon + 1);
      return { key, keyStart, keyEnd, value: node(pair.value, valueSlot, here, depth + 1), opaque, merge };
    });
    const first = entries[0]?.keyStart ?? start;
    const own = flow ? { start, end } : { start: first, end: endOf(entries.at(-1)?.value, start) };
    return { kind: "map", flow, column: flow ? 0 : place(first).column - 1, entries, ...own, slot };
  }

  function scalar(
    from: {
      readonly type?: string;
      readonly value: unknown;
      readonly source?: string;
      readonly tag?: string;
      readonly anchor?: string;
    },
    start: number,
    end: number,
    slot: number,
    path: Path,
  ): Node {
    const written = STYLES[from.type ?? "PLAIN"] ?? "plain";
    const empty = written === "plain" && start === end;
    const said = how.values.get(start) ?? String(from.value ?? "");
    const span = empty ? { start: slot, end: slot } : { start, end };
    const style: ScalarStyle = empty ? "empty" : written;
    if (empty && from.anchor)
      warn(
        "looks_like_colour_code",
        start,
        path,
        `&${from.anchor} is an anchor without a value. Quote it if it is text.`,
      );
    const meaning =
      written === "plain" && !forcesString(from.tag) ? meaningOf(said, dialect) : { type: "string", value: said };
    if (dialect === "core12" && style === "plain" && /^(?:yes|no|on|off|y|n)$/i.test(said))
      warn(
        "yaml11_boolean",
        start,
        path,
        `"${said}" is text here; programs that read YAML 1.1 take it for a truth value.`,
      );
    return { kind: "scalar", style, ...(meaning as { type: "string"; value: string }), ...span, slot };
  }

  const roots = docs.map((doc, i): Node | null => {
    anchors = new Map();
    if (!doc.contents) return null;
    const root = node(doc.contents as ParsedNode, -1, docs.length > 1 ? [{ doc: i }] : [], 0);
    return root.kind === "scalar" && root.style === "empty" ? null : root;
  });
  return { roots: roots.length === 0 ? [null] : roots, warnings };
}

const isDash = ({ type }: Token) => type === "seq-item-ind";
const TYPED = new Set(["int", "float", "bool", "null", "timestamp"].map((name) => CORE_TAG + name));
const forcesString = (tag: string | undefined) => tag !== undefined && !TYPED.has(tag);
const isProp = ({ type }: Token) => type === "anchor" || type === "tag";

/** Behind the last tag or anchor, at least `from`. */
function lastProp(tokens: readonly Token[], from: number): number {
  return tokens.filter(isProp).reduce((at, { offset, source }) => Math.max(at, offset + (source?.length ?? 0)), from);
}

/** Where a node ends in the text; blank lines and comments behind it do not count. */
const endOf = (node: Node | undefined, otherwise: number): number =>
  node === undefined ? otherwise : Math.max(node.end, node.slot);
