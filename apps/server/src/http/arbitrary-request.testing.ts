import { type Endpoint, pathOf } from "@wopr/contracts";
import fc from "fast-check";
import { z } from "zod";
import { areaOf } from "./route-config.ts";

/** A request that is more or less wrong. */
export interface WrongRequest {
  readonly path: string;
  readonly init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string | Uint8Array;
  };
}

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
}

const HOSTILE = [
  "",
  "\0",
  "../../etc/passwd",
  "' OR 1=1 --",
  "\ud800",
  "💥".repeat(50),
  "__proto__",
  "-1",
  "NaN",
  "1e999",
  "9".repeat(40),
  "2026-02-30T25:61:00Z",
  "00000000-0000-0000-0000-000000000000",
  "0195f3a0-0000-7000-8000-00000000000g",
  "x".repeat(5000),
];

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...HOSTILE, null, true, 0, -1, 1.5, 2 ** 53, 1e308, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values that fit a schema in most places and are something else in some: so handlers are reached, with odd input. */
function nearly(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 8, arbitrary: fitting(schema) }, { weight: 1, arbitrary: anything });
}

function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (options) return fc.oneof(...options.map(nearly));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(nearly));
  switch (schema.type) {
    case "object":
      return objectOf(schema);
    case "array":
      return fc.array(nearly(schema.items ?? {}), { maxLength: 4 });
    case "string":
      return textOf(schema.format);
    case "integer":
      return fc.oneof(fc.integer({ min: -2, max: 20 }), fc.integer());
    case "number":
      return fc.oneof(fc.integer({ min: -2, max: 5000 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return anything;
  }
}

function objectOf({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
  const known = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, nearly(schema)]));
  const base = fc.record(known, { requiredKeys: required.filter((name) => name in known) });
  return fc.oneof(
    { weight: 6, arbitrary: base },
    { weight: 1, arbitrary: base.map((value) => ({ ...value, surprise: 1 })) },
  );
}

function textOf(format: string | undefined): fc.Arbitrary<string> {
  if (format === "uuid") return fc.uuid();
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === "email") return fc.emailAddress();
  return fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom(...HOSTILE), fc.constantFrom("A1", "#ff0000", "Ada"));
}

const schemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;

/**
 * Wrong, odd and sometimes right requests to one endpoint.
 *
 * @param known Identifiers of what exists, by area and parameter (`games id`), so that handlers are reached and not
 * only "there is no such thing".
 */
export function arbitraryRequest(
  endpoint: Endpoint,
  known: Readonly<Record<string, string>>,
): fc.Arbitrary<WrongRequest> {
  const params = endpoint.params ? schemaOf(endpoint.params) : {};
  const query = endpoint.query ? objectOf(schemaOf(endpoint.query)) : fc.constant({});
  const names = [...pathOf(endpoint).matchAll(/:([a-z_]+)/g)].map(([, name]) => name ?? "");
  const segments = fc.tuple(
    ...names.map((name) => {
      const odd = nearly(params.properties?.[name] ?? {}).map(asSegment);
      const existing = known[`${areaOf(endpoint)} ${name}`];
      const weighted = { weight: 5, arbitrary: fc.constant(existing ?? "") };
      return existing ? fc.oneof(weighted, { weight: 1, arbitrary: odd }) : odd;
    }),
  );
  return fc.tuple(segments, query, bodyOf(endpoint)).map(([values, search, { headers, body }]) => {
    let next = 0;
    const path = pathOf(endpoint).replaceAll(/:([a-z_]+)/g, () => values[next++] ?? "x");
    const text = searchOf(search as Readonly<Record<string, unknown>>);
    const init = { method: endpoint.method, headers, ...(body === undefined ? {} : { body }) };
    return { path: `${path}${text && `?${text}`}`, init };
  });
}

/** Lone surrogates cannot be percent-encoded, and an empty segment would be another path. */
const asSegment = (value: unknown): string => encodeURIComponent(String(value).toWellFormed().slice(0, 300)) || "%00";

const searchOf = (query: Readonly<Record<string, unknown>>): string =>
  new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ).toString();

type Content = { readonly headers: Record<string, string>; readonly body?: string | Uint8Array };

function bodyOf(endpoint: Endpoint): fc.Arbitrary<Content> {
  if (endpoint.method === "GET") return fc.constant({ headers: {} });
  const json = { "content-type": "application/json" };
  const fits = endpoint.body ? nearly(schemaOf(endpoint.body)) : anything;
  const accepted = endpoint.accepts ?? [];
  const raw = fc.tuple(
    fc.constantFrom<string>(
      ...accepted,
      ...accepted,
      "image/jpeg",
      "application/octet-stream",
      "multipart/form-data; boundary=x",
      "text/plain",
      "bogus",
    ),
    fc.uint8Array({ maxLength: 300 }),
  );
  return fc.oneof(
    { weight: 8, arbitrary: fits.map((value): Content => ({ headers: json, body: JSON.stringify(value) ?? "" })) },
    { weight: 1, arbitrary: fc.string().map((text): Content => ({ headers: json, body: text })) },
    { weight: 2, arbitrary: raw.map(([type, body]): Content => ({ headers: { "content-type": type }, body })) },
    { weight: 1, arbitrary: fc.constant<Content>({ headers: {} }) },
  );
}
