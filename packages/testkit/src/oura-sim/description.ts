/** As much of an OpenAPI description as a server can be made from. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses?: Readonly<
    Record<string, { readonly content?: { readonly "application/json"?: { readonly schema?: Schema } } }>
  >;
}
/** JSON Schema, as far as the description uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A list of documents that the description names. */
export interface Collection {
  /** `daily_sleep` */
  readonly name: string;
  readonly item: Schema;
  readonly byDay: boolean;
}

/** Collections of a description, by the paths it has. Sandbox mirrors are left to the server. */
export function collectionsOf(description: Description): readonly Collection[] {
  return Object.entries(description.paths).flatMap(([path, operations]) => {
    const match = /^\/v2\/usercollection\/([A-Za-z0-9_]+)$/.exec(path);
    const schema = operations["get"]?.responses?.["200"]?.content?.["application/json"]?.schema;
    if (!match || !schema) return [];
    const item = itemOf(description, schema);
    const names = operations["get"]?.parameters?.map(({ name }) => name) ?? [];
    return item ? [{ name: match[1] ?? "", item, byDay: names.includes("start_date") }] : [];
  });
}

function itemOf(description: Description, schema: Schema): Schema | undefined {
  for (const candidate of [schema, ...(schema.anyOf ?? [])]) {
    const whole = resolved(description, candidate);
    const item = whole.properties?.["data"]?.items;
    if (item) {
      const found = resolved(description, item);
      if (found.properties) return found;
    }
  }
  return undefined;
}

/** A schema with its reference followed. */
export function resolved(description: Description, schema: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) return resolved(description, description.components.schemas[name] ?? {});
  return schema.allOf?.[0] ? resolved(description, schema.allOf[0]) : schema;
}

/** A value that the schema allows, decided by `chance` (0 to 1). Optional things are sometimes null. */
export function sampleOf(description: Description, given: Schema, chance: () => number): unknown {
  const schema = resolved(description, given);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[Math.floor(chance() * schema.enum.length)];
  if (schema.anyOf) {
    const options = schema.anyOf;
    return sampleOf(description, options[Math.floor(chance() * options.length)] ?? {}, chance);
  }
  switch (schema.type) {
    case "null":
      return null;
    case "boolean":
      return chance() < 0.5;
    case "integer":
      return Math.round((schema.minimum ?? 1) + chance() * ((schema.maximum ?? 100) - (schema.minimum ?? 1)));
    case "number":
      return (
        Math.round(((schema.minimum ?? 0) + chance() * ((schema.maximum ?? 100) - (schema.minimum ?? 0))) * 100) / 100
      );
    case "array":
      return Array.from({ length: Math.floor(chance() * 3) }, () => sampleOf(description, schema.items ?? {}, chance));
    case "string":
      if (schema.format === "date") return "2026-01-01";
      return schema.format === "date-time" ? "2026-01-01T00:00:00+00:00" : `text ${Math.floor(chance() * 1000)}`;
    default: {
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, field]) => [name, sampleOf(description, field, chance)] as const,
      );
      return Object.fromEntries(fields);
    }
  }
}
