/** Splits PGN text into tokens with their places. */

/** Why a PGN could not be read as it stands. Codes are stable; `warning`s lose nothing but variations. */
export interface PgnProblem {
  readonly code:
    | "no_game"
    | "bad_tag"
    | "bad_fen"
    | "unclosed_comment"
    | "unclosed_variation"
    | "unexpected_text"
    | "illegal_move"
    | "variation_dropped"
    | "result_differs";
  readonly severity: "error" | "warning";
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** A sentence for a person. */
  readonly text: string;
}

/** A piece of PGN text; `at` is its offset. */
export type PgnToken =
  | { readonly kind: "tag"; readonly at: number; readonly name: string; readonly value: string }
  | { readonly kind: "comment"; readonly at: number; readonly text: string }
  | { readonly kind: "open" | "close"; readonly at: number }
  | { readonly kind: "nag"; readonly at: number; readonly value: number }
  | { readonly kind: "result"; readonly at: number; readonly value: PgnResult }
  | { readonly kind: "san"; readonly at: number; readonly text: string }
  | { readonly kind: "bad"; readonly at: number; readonly code: PgnProblem["code"]; readonly text: string };

/** How a game ended. */
export type PgnResult = "1-0" | "0-1" | "1/2-1/2" | "*";

const TAG = /\[\s*([A-Za-z0-9_]+)\s*"((?:[^"\\]|\\.)*)"\s*\]/y;
const RESULT = /(?:1-0|0-1|1\/2-1\/2|\*)(?=\s|$|[{([;])/y;
const MOVE_NUMBER = /\d+\s*\.+|\d+(?=\s)/y;
const SAN_TEXT = /[A-Za-z][A-Za-z0-9+#=\-/]*|0-0(?:-0)?[+#]*|--/y;
const GLYPH = /[!?]{1,2}/y;
const NAG = /\$(\d{1,3})/y;
const BLANK = /\s+/y;

const GLYPH_NAGS: Readonly<Record<string, number>> = { "!": 1, "?": 2, "!!": 3, "??": 4, "!?": 5, "?!": 6 };

/** Reads the whole text; what cannot be read becomes a `bad` token and reading goes on behind it. */
export function tokenize(text: string): readonly PgnToken[] {
  const tokens: PgnToken[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = match(BLANK, text, at);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const next = nextToken(text, at);
    if (next.token) tokens.push(next.token);
    at = next.end;
  }
  return tokens;
}

interface Read {
  readonly token: PgnToken | null;
  readonly end: number;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function nextToken(text: string, at: number): Read {
  switch (text[at]) {
    case "[":
      return readTag(text, at);
    case "{":
      return readComment(text, at);
    case ";":
      return { token: { kind: "comment", at, text: text.slice(at + 1, lineEnd(text, at)) }, end: lineEnd(text, at) };
    case "(":
      return { token: { kind: "open", at }, end: at + 1 };
    case ")":
      return { token: { kind: "close", at }, end: at + 1 };
    default:
      // A line that begins with % is for other programs.
      if (text[at] === "%" && (at === 0 || text[at - 1] === "\n")) return { token: null, end: lineEnd(text, at) };
      return readMovetext(text, at);
  }
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function readTag(text: string, at: number): Read {
  const tag = match(TAG, text, at);
  if (tag) {
    const value = (tag[2] ?? "").replaceAll(/\\(.)/g, "$1");
    return { token: { kind: "tag", at, name: tag[1] ?? "", value }, end: at + tag[0].length };
  }
  const bad: PgnToken = { kind: "bad", at, code: "bad_tag", text: 'A tag looks like [Name "value"].' };
  return { token: bad, end: lineEnd(text, at) };
}

function readComment(text: string, at: number): Read {
  const end = text.indexOf("}", at);
  if (end >= 0) return { token: { kind: "comment", at, text: text.slice(at + 1, end) }, end: end + 1 };
  const bad: PgnToken = { kind: "bad", at, code: "unclosed_comment", text: "This comment is never closed with }." };
  return { token: bad, end: text.length };
}

function readMovetext(text: string, at: number): Read {
  const result = match(RESULT, text, at);
  if (result) return { token: { kind: "result", at, value: result[0] as PgnResult }, end: at + result[0].length };
  const nag = match(NAG, text, at);
  if (nag) return { token: { kind: "nag", at, value: Number(nag[1]) }, end: at + nag[0].length };
  const glyph = match(GLYPH, text, at);
  if (glyph) return { token: { kind: "nag", at, value: GLYPH_NAGS[glyph[0]] ?? 0 }, end: at + glyph[0].length };
  const san = match(SAN_TEXT, text, at);
  if (san) return readSan(text, at, san[0]);
  const number = match(MOVE_NUMBER, text, at);
  if (number) return { token: null, end: at + number[0].length };
  if (text[at] === ".") return { token: null, end: at + 1 };
  const sign = text.slice(at, at + 12).split(/\s/)[0] ?? "";
  return { token: { kind: "bad", at, code: "unexpected_text", text: `"${sign}" means nothing in PGN.` }, end: at + 1 };
}

/** Older files write "e.p." behind an en passant capture, with or without a blank; it says nothing new. */
function readSan(text: string, at: number, found: string): Read {
  const end = at + found.length;
  if (!found.endsWith("e") || !text.startsWith(".p.", end)) return { token: { kind: "san", at, text: found }, end };
  const san = found.slice(0, -1);
  return { token: san === "" ? null : { kind: "san", at, text: san }, end: end + ".p.".length };
}
