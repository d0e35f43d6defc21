import { OpenAPIHono } from "@hono/zod-openapi";
import * as contracts from "@wopr/contracts";
import { canonicalJson } from "@wopr/kernel";
import { z } from "zod";
import type { App, HttpEnv } from "./env.ts";
import { mount } from "./mount.ts";

const ABOUT = { openapi: "3.1.0", info: { title: "WOPR", version: "0" } } as const;
/** Smaller shapes are easier to read where they are used. */
const SMALLEST_NAMED = 120;

/** The interface as OpenAPI 3.1: every endpoint that is mounted, written from its contract. */
export function openApiDocument(app: App, version: string): Record<string, unknown> {
  const document = app.getOpenAPI31Document({
    ...ABOUT,
    info: {
      title: "WOPR",
      version,
      description:
        "Errors are application/problem+json with a stable code. Sign in with a session cookie, or send an API key as Authorization: Bearer or X-API-Key. POSTs may carry an Idempotency-Key.",
    },
    servers: [{ url: "/" }],
  });
  const shapes = namedShapes();
  const names = new Map([...shapes].map(([name, shape]) => [canonicalJson(shape), name]));
  const used = new Set<string>();
  const paths = withReferences(document.paths, names, used);
  const schemas: Record<string, unknown> = {};
  // A set grows while it is walked: what a named shape refers to is walked too.
  for (const name of used) schemas[name] = withReferences(shapes.get(name), names, used, name);
  return {
    ...document,
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "wopr_session" },
        bearer: { type: "http", scheme: "bearer", bearerFormat: "wopr_<prefix>_<secret>" },
        api_key: { type: "apiKey", in: "header", name: "X-API-Key" },
      },
    },
  };
}

/** Every object and choice the contracts name, as the generator writes it: each as the answer of a path made up for it. */
function namedShapes(): ReadonlyMap<string, unknown> {
  const named = new OpenAPIHono<HttpEnv>();
  for (const [name, schema] of Object.entries(contracts)) {
    if (!(schema instanceof z.ZodObject || schema instanceof z.ZodUnion)) continue;
    const content = { "application/json": { schema } };
    const path = `/${name.replace(/Wire$/, "")}`;
    named.openAPIRegistry.registerPath({ method: "get", path, responses: { 200: { description: "", content } } });
  }
  const paths = Object.entries(named.getOpenAPI31Document(ABOUT).paths ?? {});
  const shapes = paths.map(([path, item]): [string, unknown] => [path.slice(1), shapeOf(item)]);
  return new Map(shapes.filter(([, shape]) => (JSON.stringify(shape)?.length ?? 0) >= SMALLEST_NAMED));
}

/** Where the generator puts the schema of an answer. */
const shapeOf = (item: unknown): unknown => {
  const { get } = item as {
    readonly get?: {
      readonly responses?: Record<string, { readonly content?: Record<string, { readonly schema?: unknown }> }>;
    };
  };
  return get?.responses?.["200"]?.content?.["application/json"]?.schema;
};

/** The same value with every named shape inside replaced by a reference; `itself` is not replaced at the top. */
function withReferences(
  value: unknown,
  names: ReadonlyMap<string, string>,
  used: Set<string>,
  itself?: string,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  const name = Array.isArray(value) ? undefined : names.get(canonicalJson(value));
  if (name !== undefined && name !== itself) {
    used.add(name);
    return { $ref: `#/components/schemas/${name}` };
  }
  if (Array.isArray(value)) return value.map((item) => withReferences(item, names, used));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withReferences(member, names, used)]));
}

/** Mounts the document. It is written at the first request, once all features have mounted their routes. */
export function mountOpenApi(app: App, version: string): void {
  let document: Record<string, unknown> | undefined;
  mount(app, contracts.readOpenApi, async () => {
    document ??= openApiDocument(app, version);
    return document;
  });
}
