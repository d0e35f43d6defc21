import { Stop } from "../text/stop.ts";
import type { LeafType, ScalarStyle, Value } from "../types.ts";

/** A scalar as it was read. */
export interface Scanned {
  readonly end: number;
  readonly style: ScalarStyle;
  readonly type: LeafType;
  readonly value: Value;
}

const LETTERS: Readonly<Record<string, string>> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" };
const DATE =
  /(?:\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)?|\d{2}:\d{2}:\d{2}(?:\.\d+)?)/y;
const WHOLE = /^(?:[+-]?(?:0|[1-9](?:_?\d)*)|0x[0-9a-fA-F](?:_?[0-9a-fA-F])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*)$/;
const FRACTION = /^[+-]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?$/;
const WORD = /[A-Za-z0-9_+.:-]+/y;

/** Reads the scalar at an offset. @throws {Stop} */
export function scanScalar(text: string, at: number): Scanned {
  const char = text[at];
  if (char === '"' || char === "'") return scanString(text, at, char);
  DATE.lastIndex = at;
  const date = DATE.exec(text);
  if (date) {
    const end = at + date[0].length;
    if (!isDate(date[0])) throw new Stop("syntax", at, "There is no such date or time.");
    return { end, style: "plain", type: "timestamp", value: { $timestamp: date[0] } };
  }
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0] ?? "";
  const value = valueOfWord(word);
  if (value === undefined)
    throw new Stop(
      "syntax",
      at,
      word === "" ? "A value is expected here." : "This value is neither a number nor a word that TOML knows.",
      "Quote this value.",
    );
  const type: LeafType = typeof value === "boolean" ? "bool" : WHOLE.test(word) ? "int" : "float";
  return { end: at + word.length, style: "plain", type, value };
}

function valueOfWord(word: string): Value | undefined {
  if (word === "true" || word === "false") return word === "true";
  const special = /^([+-]?)(inf|nan)$/.exec(word);
  if (special)
    return special[2] === "nan" ? Number.NaN : special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const digits = word.replaceAll("_", "");
  if (WHOLE.test(word)) {
    const plain = digits.replace(/^\+/, "");
    const value = Number(plain);
    if (Number.isSafeInteger(value)) return value;
    return plain.startsWith("-") ? -BigInt(plain.slice(1)) : BigInt(plain);
  }
  return FRACTION.test(word) ? Number(digits) : undefined;
}

function isDate(text: string): boolean {
  const date = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (date) {
    const [year, month, day] = date.slice(1).map(Number) as [number, number, number];
    const days = [
      31,
      (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28,
      31,
      30,
      31,
      30,
      31,
      31,
      30,
      31,
      30,
      31,
    ];
    if (day < 1 || day > (days[month - 1] ?? 0)) return false;
  }
  const time = /(\d{2}):(\d{2}):(\d{2})/.exec(text);
  const zone = /[+-](\d{2}):(\d{2})$/.exec(text);
  if (zone && (Number(zone[1]) > 23 || Number(zone[2]) > 59)) return false;
  return !time || (Number(time[1]) < 24 && Number(time[2]) < 60 && Number(time[3]) < 60);
}

/** Reads a string with its quotes. @throws {Stop} */
export function scanString(text: string, at: number, quote: '"' | "'"): Scanned {
  const triple = quote.repeat(3);
  if (text.startsWith(triple, at)) return scanLong(text, at, quote);
  let out = "";
  for (let i = at + 1; ; ) {
    const char = text[i];
    if (char === undefined || char === "\n" || char === "\r")
      throw new Stop("syntax", at, "This text is never closed on its line.");
    if (char === quote) return { end: i + 1, style: quote === '"' ? "double" : "single", type: "string", value: out };
    if (isControl(char)) throw new Stop("syntax", i, "A control character in a text must be escaped.");
    if (char === "\\" && quote === '"') {
      const escaped = scanEscape(text, i);
      out += escaped.char;
      i = escaped.end;
    } else {
      out += char;
      i += 1;
    }
  }
}

/** Characters that stand in no text and no comment. */
export const isControl = (char: string) => (char < " " && char !== "\t") || char === "\u007f";

function scanLong(text: string, at: number, quote: '"' | "'"): Scanned {
  const triple = quote.repeat(3);
  let out = "";
  let i = at + 3;
  if (text.startsWith("\r\n", i)) i += 2;
  else if (text[i] === "\n") i += 1;
  for (;;) {
    if (i >= text.length) throw new Stop("syntax", at, "This text is never closed.");
    if (text.startsWith(triple, i)) {
      // Up to two quotes may stand directly before the closing three.
      let extra = 0;
      while (extra < 2 && text[i + 3 + extra] === quote) extra += 1;
      const style = quote === '"' ? "folded" : "literal";
      return { end: i + 3 + extra, style, type: "string", value: out + quote.repeat(extra) };
    }
    const char = text[i] as string;
    if (text.startsWith("\r\n", i)) {
      out += "\n";
      i += 2;
    } else if (char === "\\" && quote === '"') {
      const joined = /^\\[ \t]*\r?\n[ \t\r\n]*/.exec(text.slice(i, i + 4_096));
      const escaped = joined ? { char: "", end: i + joined[0].length } : scanEscape(text, i);
      out += escaped.char;
      i = escaped.end;
    } else {
      if (isControl(char) && char !== "\n")
        throw new Stop("syntax", i, "A control character in a text must be escaped.");
      out += char;
      i += 1;
    }
  }
}

function scanEscape(text: string, at: number): { readonly char: string; readonly end: number } {
  const kind = text[at + 1] ?? "";
  const letter = LETTERS[kind];
  if (letter !== undefined) return { char: letter, end: at + 2 };
  const length = kind === "u" ? 4 : kind === "U" ? 8 : 0;
  const digits = text.slice(at + 2, at + 2 + length);
  const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    throw new Stop("syntax", at, "This is no escape that TOML knows.");
  return { char: String.fromCodePoint(code), end: at + 2 + length };
}
