import type { ScalarNode, Value } from "../types.ts";
import { isList, isMap, isTimestamp } from "../values.ts";
import { isStringEverywhere } from "./scalars.ts";

/** Where new text goes. */
export interface Layout {
  /** Columns per level. */
  readonly step: number;
  readonly listIndent: "flush" | "indented";
  readonly eol: "\n" | "\r\n";
}

const STARTS_SPECIAL = /^[?:,[\]{}#&*!|>'"%@`]|^- |^-$|^---|^\.\.\.|^=$|^<<$/;
// Controls, line ends of any kind, the mark of byte order, half pairs.
const UNPRINTABLE =
  /[^\t\x20-\x7e\u00a0-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]|[\u2028\u2029]/u;

/** Whether a string may stand without quotes and every reader takes it for this string. */
export function isPlainSafe(text: string, flow: boolean): boolean {
  if (text === "" || text !== text.trim() || UNPRINTABLE.test(text) || text.includes("\t")) return false;
  if (STARTS_SPECIAL.test(text) || text.includes(": ") || text.includes(" #") || text.endsWith(":")) return false;
  if (flow && /[,[\]{}:]/.test(text)) return false;
  return isStringEverywhere(text);
}

/** In single quotes, or `undefined` where those cannot say it. */
export const singleQuoted = (text: string): string | undefined =>
  UNPRINTABLE.test(text) || text.includes("\t") ? undefined : `'${text.replaceAll("'", "''")}'`;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\" };

/** In double quotes; says anything. */
export function doubleQuoted(text: string): string {
  let out = "";
  for (const char of text) {
    const short = SHORT[char];
    if (short) out += short;
    else if (!UNPRINTABLE.test(char)) out += char;
    else {
      const code = char.codePointAt(0) ?? 0;
      const hex = code.toString(16);
      out +=
        code <= 0xff
          ? `\\x${hex.padStart(2, "0")}`
          : code <= 0xffff
            ? `\\u${hex.padStart(4, "0")}`
            : `\\U${hex.padStart(8, "0")}`;
    }
  }
  return `"${out}"`;
}

const stringToken = (text: string, flow: boolean): string =>
  isPlainSafe(text, flow) ? text : (singleQuoted(text) ?? doubleQuoted(text));

/** A key. */
export const keyToken = (key: string, flow: boolean): string => stringToken(key, flow);

/** A new scalar in the plainest safe form. */
export function scalarToken(value: Value, flow: boolean): string {
  if (typeof value === "string") return stringToken(value, flow);
  if (value === null) return "null";
  if (isTimestamp(value)) return value.$timestamp;
  if (typeof value === "number") return numberToken(value);
  return String(value);
}

function numberToken(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  if (Object.is(value, -0)) return "-0.0";
  // Beyond 2^53 the shortest digits of a number are not its exact value, and a reader takes all digits.
  const text = Number.isInteger(value) && Math.abs(value) < 1e21 ? String(BigInt(value)) : String(value);
  // SnakeYAML reads an exponent only behind a point and with a sign of its own.
  const exponent = /^(-?\d+)(\.\d+)?e([+-])(\d+)$/.exec(text);
  return exponent ? `${exponent[1]}${exponent[2] ?? ".0"}e${exponent[3]}${exponent[4]}` : text;
}

/** A value on one line. */
export function flowText(value: Value): string {
  if (isMap(value))
    return `{${[...value].map(([key, item]) => `${keyToken(key, true)}: ${flowText(item)}`).join(", ")}}`;
  if (isList(value)) return `[${value.map(flowText).join(", ")}]`;
  return scalarToken(value, true);
}

/**
 * What follows `key:` or `-`: a space and a scalar, or the lines of a map or list. Ends without a line end.
 *
 * @param column Where the key or dash stands.
 */
export function afterIndicator(value: Value, column: number, owner: "key" | "dash", layout: Layout): string {
  if (isMap(value) && value.size > 0) {
    const inner = column + (owner === "dash" ? 2 : layout.step);
    const lines = [...value].map(([key, item]) => entryText(key, item, inner, layout));
    if (owner === "dash") return ` ${lines.join(layout.eol).trimStart()}`;
    return layout.eol + lines.join(layout.eol);
  }
  if (isList(value) && value.length > 0) {
    const inner = column + (owner === "dash" ? 2 : layout.listIndent === "flush" ? 0 : layout.step);
    const lines = value.map((item) => itemText(item, inner, layout));
    if (owner === "dash") return ` ${lines.join(layout.eol).trimStart()}`;
    return layout.eol + lines.join(layout.eol);
  }
  return ` ${isMap(value) ? "{}" : isList(value) ? "[]" : scalarToken(value, false)}`;
}

/** Lines of one entry, without a line end. */
export const entryText = (key: string, value: Value, column: number, layout: Layout): string =>
  `${" ".repeat(column)}${keyToken(key, false)}:${afterIndicator(value, column, "key", layout)}`;

/** Lines of one list item, without a line end. */
export const itemText = (value: Value, column: number, layout: Layout): string =>
  `${" ".repeat(column)}-${afterIndicator(value, column, "dash", layout)}`;

/** A scalar in place of another one: quote style, word family and number kind stay where they can. */
export function replacementToken(
  value: Value,
  old: ScalarNode,
  oldText: string,
  flow: boolean,
): { readonly token: string; readonly note?: "style_changed" | "number_rewritten" } {
  if (typeof value === "string") {
    const single = singleQuoted(value);
    if (old.style === "single" && single) return { token: single };
    if (old.style === "double") return { token: doubleQuoted(value) };
    const token = stringToken(value, flow);
    const changed = old.style !== "empty" && old.type === "string" && !(old.style === "plain" && token === value);
    return changed ? { token, note: "style_changed" } : { token };
  }
  if (typeof value === "boolean") return { token: booleanToken(value, old.style === "plain" ? oldText : "") };
  if (value === null && (oldText === "~" || /^null$/i.test(oldText))) return { token: oldText };
  const token = scalarToken(value, flow);
  if (typeof value === "number" || typeof value === "bigint") {
    const keepsFloat = old.type === "float" && Number.isInteger(value) && !/[.e]/.test(token);
    const odd = old.type === "int" && !/^[-+]?(?:0|[1-9]\d*)$/.test(oldText) && old.style === "plain";
    return { token: keepsFloat ? `${token}.0` : token, ...(odd ? { note: "number_rewritten" as const } : {}) };
  }
  return { token };
}

const FAMILIES = [
  ["yes", "no"],
  ["on", "off"],
  ["true", "false"],
] as const;

function booleanToken(value: boolean, old: string): string {
  const family = FAMILIES.find((words) => words.some((word) => word === old.toLowerCase())) ?? FAMILIES[2];
  const word = value ? family[0] : family[1];
  if (old !== "" && old === old.toUpperCase()) return word.toUpperCase();
  return old !== "" && old[0] !== old[0]?.toLowerCase() ? word[0]?.toUpperCase() + word.slice(1) : word;
}

/**
 * A block scalar with the indicator and indentation of the old one.
 *
 * @param old Text of the old scalar from its indicator to its last line end.
 * @returns `undefined` where a block cannot say this value exactly.
 */
export function blockToken(value: string, old: string, parentColumn: number, layout: Layout): string | undefined {
  const header = /^([|>])([-+0-9]*)([ \t]+#[^\r\n]*)?[ \t]*\r?\n/.exec(old);
  if (!header || UNPRINTABLE.test(value.replaceAll("\n", "")) || value.includes("\t") || value.trim() === "")
    return undefined;
  if (/\d/.test(header[2] ?? "") || value.startsWith(" ") || value.startsWith("\n")) return undefined;
  const first = old
    .slice(header[0].length)
    .split("\n")
    .find((line) => line.trim() !== "");
  const indent = first === undefined ? parentColumn + layout.step : (/^ */.exec(first)?.[0].length ?? 0);
  const body = value.replace(/\n+$/, "");
  const breaks = value.length - body.length;
  const folded = header[1] === ">";
  if (folded && /(^|\n)[ \t]/.test(body)) return undefined;
  const pad = " ".repeat(Math.max(indent, 1));
  const lines = folded ? body.replace(/\n+/g, (run) => `\n${run}`).split("\n") : body.split("\n");
  const chomp = breaks === 0 ? "-" : breaks === 1 ? "" : "+";
  const written = lines.map((line) => (line === "" ? "" : pad + line));
  const tail = Array.from({ length: Math.max(breaks - 1, 0) }, () => "");
  return [`${header[1]}${chomp}${header[3] ?? ""}`, ...written, ...tail].join(layout.eol) + layout.eol;
}
