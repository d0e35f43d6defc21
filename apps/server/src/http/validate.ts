import type { Endpoint } from "@wopr/contracts";
import type { Context } from "hono";
import { z } from "zod";
import type { HttpEnv } from "./env.ts";
import type { RequestProblem } from "./errors.ts";
import { placeOfJsonError } from "./json-place.ts";

const pointer = (prefix: string, path: readonly PropertyKey[]) =>
  prefix + path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** What a schema has against a value, as pointers and sentences. */
export function problemsOf(prefix: string, error: z.ZodError): readonly RequestProblem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ at: pointer(prefix, [...issue.path, key]), detail: "is not a known field" }));
    return [{ at: pointer(prefix, issue.path), detail: issue.message }];
  });
}

/** A body schema that refuses fields it does not know, so that a misspelt field is never silently ignored. */
export function refusingUnknown(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}

/** Query parameters as the schemas expect them: a name given twice becomes a list. */
function queryOf(c: Context<HttpEnv>): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(c.req.queries()).map(([k, v]) => [k, v.length === 1 ? v[0]! : v]));
}

const isJson = (contentType: string | undefined) => /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? "");

/** Every problem of a request in all its parts. Called only once one part was found wrong. */
export async function collectProblems(endpoint: Endpoint, c: Context<HttpEnv>): Promise<readonly RequestProblem[]> {
  const problems: RequestProblem[] = [];
  const check = (prefix: string, schema: z.ZodType | undefined, value: unknown) => {
    const outcome = schema?.safeParse(value);
    if (outcome && !outcome.success) problems.push(...problemsOf(prefix, outcome.error));
  };
  check("/path", endpoint.params, c.req.param());
  check("/query", endpoint.query, queryOf(c));
  if (endpoint.body && (isJson(c.req.header("content-type")) || !endpoint.accepts)) {
    const body = await readJson(c);
    if (body.ok) check("", refusingUnknown(endpoint.body), body.value);
    else problems.push(body.problem);
  }
  return problems;
}

/** The JSON body of a request, or where and why it is none. A body of another type counts as `{}`. */
export async function readJson(
  c: Context<HttpEnv>,
): Promise<{ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: RequestProblem }> {
  if (!isJson(c.req.header("content-type"))) return { ok: true, value: {} };
  const text = await c.req.text();
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: { at: placeOfJsonError(text), detail: `is not JSON: ${reason}` } };
  }
}

/** The parts of a request after their schemas had their say. */
export interface ParsedParts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

const PREFIXES = [
  ["params", "/path"],
  ["query", "/query"],
  ["body", ""],
] as const;

/** Deeper values would exhaust the stack of whoever walks them next. */
const MAX_DEPTH = 100;

/** Texts no database keeps: with the character U+0000, or with half of a surrogate pair. Schemas let both
 * through, and any depth of what they do not look into. */
export function unstorableParts(parts: ParsedParts): readonly RequestProblem[] {
  const problems: RequestProblem[] = [];
  const visit = (value: unknown, at: string, depth: number): void => {
    if (depth > MAX_DEPTH) problems.push({ at, detail: `is nested deeper than ${MAX_DEPTH} levels` });
    else if (typeof value === "string") {
      if (value.includes("\0") || !value.isWellFormed())
        problems.push({ at, detail: "holds a character that cannot be stored (U+0000 or half of a surrogate pair)" });
    } else if (typeof value === "object" && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        visit(name, at, depth);
        visit(member, pointer(at, [name]), depth + 1);
      }
    }
  };
  for (const [part, prefix] of PREFIXES) visit(parts[part], prefix, 0);
  return problems;
}
