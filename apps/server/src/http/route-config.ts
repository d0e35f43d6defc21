import type { RouteConfig } from "@hono/zod-openapi";
import { type Endpoint, endpointName, ProblemWire, pathOf } from "@wopr/contracts";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import type { HttpEnv } from "./env.ts";
import { refusingUnknown } from "./validate.ts";

const BINARY = { schema: { type: "string", format: "binary" } } as const;
const IMAGE_FORM = {
  schema: { type: "object", properties: { image: { type: "string", format: "binary" } }, required: ["image"] },
} as const;
const ANSWER_TYPES = {
  bytes: "application/octet-stream",
  "event-stream": "text/event-stream",
  html: "text/html",
} as const;

/** First part of a path: the heading a route stands under in the reference. */
export const areaOf = (endpoint: Endpoint): string => endpoint.path.split("/")[1] || "root";

/** An endpoint in the words of `@hono/zod-openapi`, which validates by it and writes the OpenAPI document from it. */
export function routeConfigOf(endpoint: Endpoint, middleware: MiddlewareHandler<HttpEnv>[]): RouteConfig {
  const { params, query } = endpoint;
  const body = requestBodyOf(endpoint);
  return {
    method: endpoint.method.toLowerCase() as RouteConfig["method"],
    path: pathOf(endpoint).replaceAll(/:([a-z_]+)/g, "{$1}"),
    operationId: endpointName(endpoint) ?? `${endpoint.method} ${pathOf(endpoint)}`,
    summary: endpoint.summary,
    tags: [areaOf(endpoint)],
    security: endpoint.scope === "public" ? [] : [{ session: [] }, { bearer: [] }, { api_key: [] }],
    "x-scope": endpoint.scope,
    ...(endpoint.errors ? { "x-errors": endpoint.errors } : {}),
    request: {
      ...(params instanceof z.ZodObject ? { params } : {}),
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...(body ? { body } : {}),
    },
    responses: { [endpoint.status]: answerOf(endpoint), default: PROBLEM },
    middleware,
  };
}

const PROBLEM = {
  description: "A failure, with what to do about it",
  content: { "application/problem+json": { schema: ProblemWire } },
};

function requestBodyOf(endpoint: Endpoint) {
  const raw = (endpoint.accepts ?? []).map((type) => [type, type === "multipart/form-data" ? IMAGE_FORM : BINARY]);
  const json = endpoint.body ? [["application/json", { schema: refusingUnknown(endpoint.body) }]] : [];
  if (raw.length + json.length === 0) return undefined;
  return { required: !endpoint.accepts, content: Object.fromEntries([...json, ...raw]) };
}

function answerOf(endpoint: Endpoint) {
  if (endpoint.status === 204) return { description: "Done; no content" };
  if (endpoint.answers) return { description: endpoint.summary, content: { [ANSWER_TYPES[endpoint.answers]]: BINARY } };
  return { description: endpoint.summary, content: { "application/json": { schema: endpoint.response } } };
}
