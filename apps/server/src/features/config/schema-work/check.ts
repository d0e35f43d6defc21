import { Environment } from "@marcbachmann/cel-js";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Rule } from "../domain/schema.ts";
import type { CheckAnswer, CheckProblem, CheckRequest } from "./protocol.ts";

const MOST_COMPILED = 50;
const MOST_PROBLEMS = 50;

/** Checks documents by JSON Schema 2020-12 with asserted formats, and by CEL rules. Compiled schemas are kept. */
export function createDocumentChecker(): (request: CheckRequest) => CheckAnswer {
  const compiled = new Map<string, ValidateFunction | string>();

  function compile(schema: string): ValidateFunction | string {
    const before = compiled.get(schema);
    if (before !== undefined) return before;
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    const made = compileNow(schema);
    compiled.set(schema, made);
    return made;
  }

  return ({ id, schema, rules, documents }) => {
    const validate = compile(schema);
    if (typeof validate === "string") return { id, problems: [], badSchema: validate };
    const checks = compileRules(rules);
    if (typeof checks === "string") return { id, problems: [], badSchema: checks };
    const problems = documents.map((document) => {
      const bySchema = validate(document) ? [] : (validate.errors ?? []).map((error) => toProblem(error, document));
      return [...bySchema, ...checks.flatMap((check) => check(document))].slice(0, MOST_PROBLEMS);
    });
    return { id, problems, badSchema: null };
  };
}

function compileNow(text: string): ValidateFunction | string {
  try {
    // A fresh instance each time: an `$id` may come again with other content.
    const ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      validateFormats: true,
      ownProperties: true,
      logger: false,
    });
    formats.default(ajv);
    return ajv.compile(JSON.parse(text) as object);
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}

function toProblem(error: ErrorObject, document: unknown): CheckProblem {
  const path = pointerPath(error.instancePath, document);
  const name = (error.params as Readonly<Record<string, unknown>>)["additionalProperty"];
  if (error.keyword === "additionalProperties" && typeof name === "string")
    return { path: [...path, name], text: `"${name}" is not known here.` };
  if (error.keyword === "required") {
    const missing = String((error.params as { readonly missingProperty?: unknown }).missingProperty);
    return { path, text: `"${missing}" is missing.` };
  }
  if (error.keyword === "enum") {
    const allowed = (error.params as { readonly allowedValues?: readonly unknown[] }).allowedValues ?? [];
    return { path, text: `must be one of ${allowed.map((value) => JSON.stringify(value)).join(", ")}.` };
  }
  const unit = (error.parentSchema as Readonly<Record<string, unknown>> | undefined)?.["x-unit"];
  return { path, text: `${error.message ?? "is not valid"}${typeof unit === "string" ? ` (${unit})` : ""}.` };
}

function pointerPath(pointer: string, document: unknown): readonly (string | number)[] {
  if (pointer === "") return [];
  let at: unknown = document;
  return pointer
    .slice(1)
    .split("/")
    .map((step) => {
      const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
      const segment = Array.isArray(at) ? Number(key) : key;
      at = at === null || typeof at !== "object" ? undefined : (at as Record<string, unknown>)[key];
      return segment;
    });
}

function compileRules(rules: readonly Rule[]): readonly ((document: unknown) => readonly CheckProblem[])[] | string {
  const cel = new Environment({ unlistedVariablesAreDyn: true, limits: { maxAstNodes: 2_000, maxDepth: 100 } });
  try {
    return rules.map((rule) => {
      const when = rule.when === null ? undefined : cel.parse(rule.when);
      const assert = cel.parse(rule.assert);
      const path = rule.at === null || rule.at === "" ? [] : rule.at.split(".");
      return (document) => {
        try {
          if (when && when(celValue(document)) !== true) return [];
          return assert(celValue(document)) === true ? [] : [{ path, text: rule.message }];
        } catch (failure) {
          const why = failure instanceof Error ? failure.message.split("\n")[0] : String(failure);
          return [{ path, text: `The rule ${rule.assert} could not be answered: ${why}.` }];
        }
      };
    });
  } catch (failure) {
    return `A rule cannot be read: ${failure instanceof Error ? failure.message.split("\n")[0] : String(failure)}`;
  }
}

/** Whole numbers are ints in CEL, others doubles. */
function celValue(value: unknown): never {
  const convert = (one: unknown): unknown => {
    if (typeof one === "number") return Number.isInteger(one) ? BigInt(one) : one;
    if (Array.isArray(one)) return one.map(convert);
    if (one === null || typeof one !== "object") return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, convert(inner)]));
  };
  const document = convert(value) as Record<string, unknown>;
  // `has()` needs something to look into: the whole document is `doc`.
  return { ...document, doc: document } as never;
}
