import { lineStart } from "../text/lines.ts";
import type { Document, ListNode, MapNode, ScalarNode, Value } from "../types.ts";
import { isList, isMap, isTimestamp } from "../values.ts";

/** How new text of a collection looks. */
export interface Shape {
  /** Each member on a line of its own. */
  readonly isTall: boolean;
  /** White space before a member. */
  readonly indent: string;
  /** White space of one level. */
  readonly step: string;
  readonly eol: string;
  /** Between key and value. */
  readonly colon: string;
  /** Behind a comma on the same line. */
  readonly gap: string;
  readonly quote: '"' | "'";
}

/** The shape of a collection, from its members, else from the lines around it. */
export function shapeOf(doc: Document, node: MapNode | ListNode, eol: string): Shape {
  const { text } = doc;
  const starts =
    node.kind === "map" ? node.entries.map((entry) => entry.keyStart) : node.items.map(({ value }) => value.start);
  const first = starts[0];
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, node.start)))?.[0] ?? "";
  const colon =
    node.kind === "map" && node.entries[0]
      ? text.slice(node.entries[0].keyEnd, node.entries[0].value.start)
      : undefined;
  const isMinified = !/[\r\n]/.test(text.trim()) && !/[:,] /.test(text);
  const common = {
    eol,
    colon: colon !== undefined && /^\s*:[ \t]*$/.test(colon) ? colon : isMinified ? ":" : ": ",
    gap: isMinified ? "" : " ",
    quote: '"' as const,
  };
  const step = outer.includes("\t") || /^\t/m.test(text) ? "\t" : " ".repeat(doc.detected.indentStep);
  if (first === undefined) return { ...common, isTall: /[\r\n]/.test(text.trim()), indent: outer + step, step };
  const indent = text.slice(lineStart(text, first), first);
  const isTall = /^[ \t]*$/.test(indent) && lineStart(text, first) > node.start;
  const inner = isTall ? indent : outer + step;
  return {
    ...common,
    isTall,
    indent: inner,
    step: inner.startsWith(outer) && inner !== outer ? inner.slice(outer.length) : step,
  };
}

/** A text in quotes. */
export function quoted(text: string, quote: '"' | "'" = '"'): string {
  const inner = JSON.stringify(text).slice(1, -1);
  return quote === '"' ? `"${inner}"` : `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A value as text. @param five Whether NaN and infinities can be said. @returns undefined when it cannot be said. */
export function valueText(value: Value, shape: Shape, five: boolean): string | undefined {
  if (isMap(value))
    return collection(
      [...value].map(([key, one]) => [`${quoted(key, shape.quote)}${shape.colon}`, one]),
      "{}",
      shape,
      five,
    );
  if (isList(value))
    return collection(
      value.map((one) => ["", one]),
      "[]",
      shape,
      five,
    );
  if (isTimestamp(value)) return undefined;
  if (typeof value === "string") return quoted(value, shape.quote);
  if (typeof value === "number" && !Number.isFinite(value)) return five ? String(value) : undefined;
  return String(value);
}

function collection(
  members: readonly (readonly [string, Value])[],
  brackets: "{}" | "[]",
  shape: Shape,
  five: boolean,
): string | undefined {
  if (members.length === 0) return brackets;
  const inner = { ...shape, indent: shape.indent + shape.step };
  const texts: string[] = [];
  for (const [before, value] of members) {
    const text = valueText(value, inner, five);
    if (text === undefined) return undefined;
    texts.push(before + text);
  }
  const [open, close] = brackets;
  if (!shape.isTall) return `${open}${texts.join(`,${shape.gap}`)}${close}`;
  return `${open}${texts.map((one) => shape.eol + inner.indent + one).join(",")}${shape.eol}${shape.indent}${close}`;
}

/** A scalar in place of another one: floats stay floats, quotes stay what they are. */
export function tokenInPlace(value: Value, old: ScalarNode, shape: Shape, five: boolean): string | undefined {
  const isFloat = old.type === "float" && typeof value === "number" && Number.isInteger(value);
  if (isFloat && Math.abs(value) < 1e21) return `${Object.is(value, -0) ? "-0" : value}.0`;
  return valueText(value, { ...shape, quote: old.style === "single" ? "'" : '"' }, five);
}
