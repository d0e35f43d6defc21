import { Stop } from "../text/stop.ts";
import type { LeafType, ScalarStyle, Value } from "../types.ts";

/** One piece of a value: pieces that follow each other on a line are joined. */
export interface Piece {
  readonly kind: "unquoted" | "quoted" | "long" | "reference";
  readonly start: number;
  readonly end: number;
  /** What it says; of a reference the path between its braces. */
  readonly text: string;
  /** `${?path}`: nothing when there is no such path. */
  readonly isOptional?: boolean;
}

const LETTERS: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
  "/": "/",
};
/** Characters that end unquoted text (HOCON, "Unquoted strings"). */
const FORBIDDEN = '$"{}[]:=,+#`^?!@*&\\';

/** Whether an unquoted text goes on at an offset. */
export function isUnquoted(text: string, at: number): boolean {
  const char = text[at];
  return char !== undefined && !FORBIDDEN.includes(char) && !/\s/.test(char) && !text.startsWith("//", at);
}

/** The piece at an offset; `undefined` where none begins. @throws {Stop} */
export function scanPiece(text: string, at: number): Piece | undefined {
  if (text.startsWith('"""', at)) return scanLong(text, at);
  if (text[at] === '"') return scanQuoted(text, at);
  if (text.startsWith("${", at)) {
    const end = text.indexOf("}", at);
    if (end < 0 || /[\r\n]/.test(text.slice(at, end)))
      throw new Stop("syntax", at, "This substitution is never closed on its line.");
    const isOptional = text[at + 2] === "?";
    return {
      kind: "reference",
      start: at,
      end: end + 1,
      text: text.slice(at + (isOptional ? 3 : 2), end).trim(),
      isOptional,
    };
  }
  let end = at;
  while (isUnquoted(text, end)) end += 1;
  return end > at ? { kind: "unquoted", start: at, end, text: text.slice(at, end) } : undefined;
}

function scanLong(text: string, at: number): Piece {
  let end = text.indexOf('"""', at + 3);
  if (end < 0) throw new Stop("syntax", at, "This text is never closed.");
  while (text[end + 3] === '"') end += 1;
  return { kind: "long", start: at, end: end + 3, text: text.slice(at + 3, end) };
}

function scanQuoted(text: string, at: number): Piece {
  let out = "";
  for (let i = at + 1; ; i += 1) {
    const char = text[i];
    if (char === undefined || char === "\n" || char === "\r")
      throw new Stop("syntax", at, "This text is never closed on its line.");
    if (char === '"') return { kind: "quoted", start: at, end: i + 1, text: out };
    if (char !== "\\") {
      out += char;
      continue;
    }
    const kind = text[i + 1] ?? "";
    const digits = /^[0-9a-fA-F]{4}/.exec(text.slice(i + 2, i + 6))?.[0];
    if (kind === "u" && digits) {
      out += String.fromCharCode(Number.parseInt(digits, 16));
      i += 5;
    } else {
      const letter = LETTERS[kind];
      if (letter === undefined) throw new Stop("syntax", i, `\\${kind} is no escape.`);
      out += letter;
      i += 1;
    }
  }
}

/** What a whole value of unquoted text is: a word that JSON knows, a number, or text. */
export function plainValue(text: string): { readonly type: LeafType; readonly value: Value } {
  if (text === "null") return { type: "null", value: null };
  if (text === "true" || text === "false") return { type: "bool", value: text === "true" };
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return { type: "string", value: text };
  const isWhole = /^-?\d+$/.test(text);
  const value = Number(text);
  return isWhole && !Number.isSafeInteger(value)
    ? { type: "int", value: BigInt(text) }
    : { type: isWhole ? "int" : "float", value };
}

/** Style of a value that is one piece. */
export const styleOf = (piece: Piece): ScalarStyle =>
  piece.kind === "quoted" ? "double" : piece.kind === "long" ? "literal" : "plain";
