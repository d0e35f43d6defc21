/** One statement of an SQL file. */
export interface SqlStatement {
  /** Without the closing semicolon, with its comments. */
  readonly text: string;
  /** Line of its first word in the file, counted from 1. */
  readonly line: number;
}

/** What hides a semicolon: strings, quoted names, dollar quotes and comments. `/* … *\/` nests, so it is counted by hand. */
const SKIP = /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\$([A-Za-z_][A-Za-z_0-9]*)?\$/y;
const ESCAPE_STRING = /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y;

/**
 * Splits an SQL file at its semicolons, so that a failure can name its statement. Pure.
 *
 * Knows strings (also `E'…'`), quoted names, dollar quotes and nested comments; not `COPY … FROM STDIN`.
 */
export function splitStatements(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = [];
  let start = 0;
  let at = 0;
  const take = (end: number) => {
    const text = sql.slice(start, end);
    const lead = leadingNoise(text);
    if (lead < text.length) {
      statements.push({ text: text.trim(), line: countLines(sql, start + lead) });
    }
    start = end + 1;
  };
  while (at < sql.length) {
    if (sql[at] === ";") {
      take(at);
      at += 1;
    } else {
      at = skipQuoted(sql, at) ?? at + 1;
    }
  }
  take(sql.length);
  return statements;
}

/** @returns Where the quoted piece that begins at `at` ends, or `undefined` when none begins there. */
function skipQuoted(sql: string, at: number): number | undefined {
  if (sql.startsWith("/*", at)) return endOfComment(sql, at);
  const previous = sql[at - 1] ?? " ";
  // The E of an escape string must not be the end of a word.
  const match = (/\w/.test(previous) ? undefined : matchAt(ESCAPE_STRING, sql, at)) ?? matchAt(SKIP, sql, at);
  if (!match) return undefined;
  const isDollar = match[0].startsWith("$");
  if (!isDollar) return at + match[0].length;
  if (/[\w$]/.test(previous)) return undefined;
  const close = sql.indexOf(match[0], at + match[0].length);
  return close === -1 ? sql.length : close + match[0].length;
}

function endOfComment(sql: string, at: number): number {
  let depth = 0;
  for (let i = at; i < sql.length; i += 1) {
    if (sql.startsWith("/*", i)) {
      depth += 1;
      i += 1;
    } else if (sql.startsWith("*/", i)) {
      depth -= 1;
      i += 1;
      if (depth === 0) return i + 1;
    }
  }
  return sql.length;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Length of the white space and comments a statement begins with. */
function leadingNoise(text: string): number {
  let at = 0;
  for (;;) {
    if (/\s/.test(text[at] ?? "")) at += 1;
    else if (text.startsWith("--", at)) at = text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at) + 1;
    else if (text.startsWith("/*", at)) at = endOfComment(text, at);
    else return at;
  }
}

const countLines = (text: string, upTo: number) => text.slice(0, upTo).split("\n").length;
