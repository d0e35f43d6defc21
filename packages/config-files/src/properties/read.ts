import type { FormatDriver } from "../format.ts";
import { entryOf, type LineRecord, mapOf } from "../lines/record.ts";
import { excerptAt, placer } from "../text/lines.ts";
import type { Warning } from "../types.ts";
import { readEscapes } from "./escapes.ts";

const isBlank = (char: string | undefined) => char === " " || char === "\t" || char === "\f";

/** Reads as `java.util.Properties` does: the same keys, values, comments and continued lines. */
export const readProperties: FormatDriver["read"] = (text) => {
  const place = placer(text);
  const records: LineRecord[] = [];
  const warnings: Warning[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < text.length; ) {
    const from = skip(text, at);
    const end = endOfLogical(text, from);
    const isComment = text[from] === "#" || text[from] === "!";
    if (isComment) {
      at = afterLine(text, from);
      continue;
    }
    if (from < end) {
      const record = recordOf(text, from, end);
      if (typeof record === "number") {
        const problem = { code: "syntax" as const, ...place(record), excerpt: excerptAt(text, record) };
        return { ok: false, problem: { ...problem, text: "A \\u here is not followed by four hexadecimal digits." } };
      }
      if (seen.has(record.key)) {
        const said = `"${record.key}" stands more than once; the last one counts.`;
        warnings.push({ kind: "duplicate_key", line: place(from).line, path: [record.key], text: said });
      }
      seen.add(record.key);
      records.push(record);
    }
    at = afterLine(text, end);
  }
  const root = records.length > 0 ? mapOf(records.map(entryOf), records[0]!.keyStart, text.length) : null;
  return { ok: true, value: { roots: [root], warnings } };
};

function skip(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at += 1;
  return at;
}

/** First offset behind the line end that follows `from`. */
function afterLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return at + (text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1);
}

/** End of a line that goes on behind every line end after an odd number of backslashes. */
function endOfLogical(text: string, from: number): number {
  for (let at = from; ; at += 1) {
    const char = text[at];
    if (char === undefined || char === "\n" || char === "\r") return at;
    if (char !== "\\") continue;
    if (text[at + 1] === "\r" && text[at + 2] === "\n") at += 2;
    else if (at + 1 < text.length) at += 1;
  }
}

/** The record of a logical line, or the offset of an escape that is none. */
function recordOf(text: string, from: number, end: number): LineRecord | number {
  let keyEnd = from;
  while (keyEnd < end && !/[=:\s]/.test(text[keyEnd] ?? ""))
    keyEnd += text[keyEnd] === "\\" ? escapeLength(text, keyEnd) : 1;
  keyEnd = Math.min(keyEnd, end);
  let valueStart = skipJoined(text, keyEnd, end);
  if (text[valueStart] === "=" || text[valueStart] === ":") valueStart = skipJoined(text, valueStart + 1, end);
  const key = readEscapes(text.slice(from, keyEnd));
  const value = readEscapes(text.slice(valueStart, end));
  if (typeof key === "number") return from + key;
  if (typeof value === "number") return valueStart + value;
  return { key, keyStart: from, keyEnd, valueStart: Math.min(valueStart, end), valueEnd: end, value };
}

/** A backslash with what it escapes: a line end takes its indentation along. */
function escapeLength(text: string, at: number): number {
  return /^\\(?:\r?\n[ \t\f]*|\r[ \t\f]*|[\s\S])?/.exec(text.slice(at, at + 4_096))?.[0].length ?? 1;
}

/** Skips white space, continued line ends included. */
function skipJoined(text: string, from: number, end: number): number {
  let at = from;
  for (;;) {
    while (at < end && isBlank(text[at])) at += 1;
    const joined = /^\\(?:\r\n|\n|\r)/.exec(text.slice(at, at + 3));
    if (at >= end || !joined) return at;
    at += joined[0].length;
  }
}
