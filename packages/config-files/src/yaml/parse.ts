import { type Document as LibDocument, parseAllDocuments, visit } from "yaml";
import { excerptAt, placeOf } from "../text/lines.ts";
import type { Dialect, Limits, Node, Problem, Result, Warning } from "../types.ts";
import { buildTree, TreeProblem } from "./build.ts";
import { joinQuoted } from "./join-quotes.ts";

/** A stream of YAML documents, read. */
export interface Parsed {
  readonly roots: readonly (Node | null)[];
  readonly warnings: readonly Warning[];
}

/** Quoted scalars that continue too far left are joined one by one, at most so many in a file. */
const MOST_JOINS = 300;

/** Reads YAML. Any error of the structure means that the file cannot be read: half a tree is never used. */
export function parseYaml(text: string, dialect: Dialect, limits: Limits): Result<Parsed, Problem> {
  const deep = deepestIndent(text);
  if (deep > limits.depth * 40) return problemAt(text, 0, "too_deep", `It is indented by ${deep} columns.`);
  let source = text;
  const values = new Map<number, string>();
  for (let tries = 0; ; tries += 1) {
    const docs = read(source);
    const error = docs.flatMap((doc) => doc.errors)[0];
    if (!error) return build(text, docs, { dialect, limits, values });
    // The error stands at the end of the scalar that was cut short.
    const unclosed = error.message.startsWith("Missing closing") ? quoteBefore(docs, error.pos[0]) : undefined;
    const joined =
      unclosed !== undefined && dialect === "snake" && tries < MOST_JOINS ? joinQuoted(source, unclosed) : undefined;
    if (!joined || unclosed === undefined)
      return {
        ok: false,
        problem: syntaxProblem(text, unclosed === undefined ? error : { ...error, pos: [unclosed, unclosed] }),
      };
    source = joined.text;
    values.set(unclosed, joined.value);
  }
}

const read = (text: string): readonly LibDocument.Parsed[] => {
  const docs = parseAllDocuments(text, {
    keepSourceTokens: true,
    schema: "failsafe",
    uniqueKeys: false,
    logLevel: "silent",
    prettyErrors: false,
    strict: true,
  });
  return Array.isArray(docs) ? docs : [];
};

/** Where the quoted scalar opens that ends at `end`. */
function quoteBefore(docs: readonly LibDocument.Parsed[], end: number): number | undefined {
  let found: number | undefined;
  for (const doc of docs)
    visit(doc, {
      Scalar(_, { range }) {
        if (range?.[1] !== end) return undefined;
        found = range[0];
        return visit.BREAK;
      },
    });
  return found;
}

function build(
  text: string,
  docs: readonly LibDocument.Parsed[],
  how: { readonly dialect: Dialect; readonly limits: Limits; readonly values: ReadonlyMap<number, string> },
): Result<Parsed, Problem> {
  try {
    return { ok: true, value: buildTree(text, docs, how) };
  } catch (failure) {
    if (failure instanceof TreeProblem) return problemAt(text, failure.offset, failure.code, failure.message);
    throw failure;
  }
}

function problemAt(text: string, offset: number, code: Problem["code"], sentence: string): Result<never, Problem> {
  return { ok: false, problem: { code, ...placeOf(text, offset), excerpt: excerptAt(text, offset), text: sentence } };
}

function syntaxProblem(
  text: string,
  error: { readonly code: string; readonly pos: readonly [number, number]; readonly message: string },
): Problem {
  const offset = Math.min(error.pos[0], text.length);
  const line = excerptAt(text, offset);
  const isTab = error.code === "TAB_AS_INDENT";
  const wantsQuotes = error.code === "BAD_SCALAR_START" || /:\s+[%@`>|]\S/.test(line);
  const hint = isTab
    ? "Indent with spaces."
    : wantsQuotes
      ? "Quote this value."
      : error.code === "MULTILINE_IMPLICIT_KEY" || error.code === "MISSING_CHAR"
        ? "A quote or a colon is missing here or in the line before."
        : undefined;
  return {
    code: isTab ? "tab_indent" : "syntax",
    ...placeOf(text, offset),
    excerpt: line,
    text: isTab ? "A tab is used as indentation; YAML allows only spaces there." : sentence(error.message),
    ...(hint ? { hint } : {}),
  };
}

const sentence = (message: string): string => {
  const first = message.split("\n")[0] ?? message;
  return /[.!]$/.test(first) ? first : `${first}.`;
};

function deepestIndent(text: string): number {
  let deepest = 0;
  for (const found of text.matchAll(/^ +(?=- |\S)/gm)) deepest = Math.max(deepest, found[0].length);
  return deepest;
}
