/** The part of a schema the editor looks at. */
export interface SchemaPart {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly additionalProperties?: SchemaPart | boolean;
  readonly $ref?: string;
  readonly "x-unit"?: string;
  readonly "x-critical"?: boolean;
  readonly "x-restart"?: boolean;
  readonly "x-secret"?: boolean;
  readonly "x-deprecated"?: boolean;
  readonly "x-order"?: number;
}

/** Reads a schema; an empty one for what is none. */
export function parseSchema(text: string): SchemaPart {
  try {
    const schema: unknown = JSON.parse(text);
    return typeof schema === "object" && schema !== null ? (schema as SchemaPart) : {};
  } catch {
    return {};
  }
}

/** What describes a path; `undefined` where the schema says nothing. */
export function partAt(schema: SchemaPart, path: readonly (string | number)[]): SchemaPart | undefined {
  let at: SchemaPart | undefined = schema;
  for (const step of path) {
    const here: SchemaPart | undefined = resolve(schema, at);
    const more: SchemaPart | boolean | undefined = here?.additionalProperties;
    at = here?.properties?.[String(step)] ?? (typeof more === "object" ? more : undefined);
  }
  return resolve(schema, at);
}

function resolve(schema: SchemaPart, part: SchemaPart | undefined): SchemaPart | undefined {
  if (!part?.$ref?.startsWith("#/")) return part;
  return part.$ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], schema) as
    | SchemaPart
    | undefined;
}

/** A sentence about a setting, from its schema. */
export function describe(part: SchemaPart): string {
  const type = Array.isArray(part.type) ? part.type.join(" or ") : part.type;
  const range = [
    part.minimum !== undefined && `at least ${part.minimum}`,
    part.maximum !== undefined && `at most ${part.maximum}`,
  ].filter((one) => one !== false);
  const facts = [
    type,
    ...range,
    part["x-unit"] && `in ${part["x-unit"]}`,
    part.enum && `one of ${part.enum.map(String).join(", ")}`,
    part.default !== undefined && `default ${JSON.stringify(part.default)}`,
    part["x-critical"] && "critical",
    part["x-restart"] && "applies after a restart",
    part["x-deprecated"] && "deprecated",
  ].filter((fact): fact is string => typeof fact === "string");
  return [part.description, facts.length > 0 ? `${facts.join(", ")}.` : undefined]
    .filter((one) => one !== undefined)
    .join(" ");
}

/** One leaf of a schema, for the form. */
export interface Field {
  readonly path: readonly string[];
  readonly part: SchemaPart;
}

/** Leaves a schema describes, in the order it wants. Maps with free keys are left to the text. */
export function fieldsOf(schema: SchemaPart): readonly Field[] {
  const walk = (part: SchemaPart, path: readonly string[]): readonly Field[] => {
    const here = resolve(schema, part);
    if (!here || path.length > 16) return [];
    if (here.properties)
      return Object.entries(here.properties)
        .sort(([, a], [, b]) => (a["x-order"] ?? 1_000) - (b["x-order"] ?? 1_000))
        .flatMap(([key, inner]) => walk(inner, [...path, key]));
    return path.length === 0 || here.type === "object" ? [] : [{ path, part: here }];
  };
  return walk(schema, []);
}
