import { isMap, type JsonMap, type KeyPath, type ListRule } from "./merge.ts";

/** A rule over several keys, in CEL. */
export interface Rule {
  readonly when: string | null;
  readonly assert: string;
  readonly at: string | null;
  readonly message: string;
}

/** The part of a schema that describes a path; `undefined` where the schema says nothing. */
export function schemaAt(schema: JsonMap, path: KeyPath): JsonMap | undefined {
  let at: unknown = schema;
  for (const key of path) {
    const here = deref(schema, at);
    if (!isMap(here)) return undefined;
    const { properties, additionalProperties } = here as { properties?: unknown; additionalProperties?: unknown };
    at = isMap(properties) && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
  }
  const found = deref(schema, at);
  return isMap(found) ? found : undefined;
}

/** Follows local references, at most 20 deep. */
function deref(schema: JsonMap, part: unknown): unknown {
  let at = part;
  for (let i = 0; i < 20 && isMap(at) && typeof at["$ref"] === "string" && at["$ref"].startsWith("#/"); i += 1) {
    at = at["$ref"]
      .slice(2)
      .split("/")
      .reduce<unknown>(
        (inner, step) => (isMap(inner) ? inner[step.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined),
        schema,
      );
  }
  return at;
}

/** Defaults of a schema as a document. */
export function defaultsOf(schema: JsonMap): JsonMap {
  const build = (part: unknown, depth: number): unknown => {
    const here = deref(schema, part);
    if (!isMap(here) || depth > 64) return undefined;
    if (Object.hasOwn(here, "default")) return here["default"];
    if (!isMap(here["properties"])) return undefined;
    const out: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(here["properties"])) {
      const value = build(inner, depth + 1);
      if (value !== undefined) out[key] = value;
    }
    return Object.keys(out).length > 0 ? out : undefined;
  };
  const document = build(schema, 0);
  return isMap(document) ? document : {};
}

/** How lists of this schema merge (`x-merge`). */
export const listRuleOf =
  (schema: JsonMap): ListRule =>
  (path) => {
    const rule = schemaAt(schema, path)?.["x-merge"];
    return typeof rule === "string" ? rule : "replace";
  };

const marks = (schema: JsonMap, path: KeyPath, mark: string): boolean =>
  path.some((_, i) => schemaAt(schema, path.slice(0, i + 1))?.[mark] === true) || schema[mark] === true;

/** Whether a change here needs typed confirmation and approval. */
export const isCritical = (schema: JsonMap, path: KeyPath): boolean => marks(schema, path, "x-critical");

/** Whether a value here must be a reference to a secret. */
export const mustBeSecret = (schema: JsonMap, path: KeyPath): boolean => marks(schema, path, "x-secret");

/** Whether somebody said that a value here is no secret although it looks like one. */
export const isNoSecret = (schema: JsonMap, path: KeyPath): boolean => schemaAt(schema, path)?.["x-secret"] === false;

/** Paths whose value must not be used once it is too old (`x-on-stale: fail`). */
export function failWhenStale(schema: JsonMap): readonly KeyPath[] {
  const walk = (part: unknown, path: KeyPath, depth: number): readonly KeyPath[] => {
    const here = deref(schema, part);
    if (!isMap(here) || depth > 64) return [];
    if (here["x-on-stale"] === "fail") return [path];
    if (!isMap(here["properties"])) return [];
    return Object.entries(here["properties"]).flatMap(([key, inner]) => walk(inner, [...path, key], depth + 1));
  };
  return walk(schema, [], 0);
}

/** Most rules a schema may have. */
const MOST_RULES = 100;

/** Rules over several keys; a sentence where they cannot be read. */
export function rulesOf(schema: JsonMap): readonly Rule[] | string {
  const given = schema["rules"] ?? [];
  if (!Array.isArray(given)) return "rules must be a list.";
  if (given.length > MOST_RULES) return `It has ${given.length} rules; at most ${MOST_RULES} are possible.`;
  const rules: Rule[] = [];
  for (const [i, one] of given.entries()) {
    if (!isMap(one) || typeof one["assert"] !== "string") return `Rule ${i + 1} has no "assert".`;
    const text = (name: string) => (typeof one[name] === "string" ? one[name] : null);
    rules.push({
      when: text("when"),
      assert: one["assert"],
      at: text("at"),
      message: text("message") ?? `The rule ${one["assert"]} does not hold.`,
    });
  }
  return rules;
}
