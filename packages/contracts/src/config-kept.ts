import { z } from "zod";
import { JsonWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";

const Key = z.object({ key: z.string().min(1).max(500) });
const Where = z.object({ environment: z.string().max(100).optional() });
const Anything = z.unknown();

/** `GET /config/get/:key` of the first configuration service. */
export const keptGet = defineEndpoint({
  method: "GET",
  path: "/config/get/:key",
  summary: "One value, as the first service answered",
  scope: "config:read",
  params: Key,
  query: Where,
  status: 200,
  response: z.object({
    key: z.string(),
    value: Anything,
    value_type: z.enum(["string", "integer", "float", "boolean", "list", "dict"]),
    description: z.string().nullable(),
    environment: z.string().nullable(),
  }),
});
/** `POST /config/get` */
export const keptGetMany = defineEndpoint({
  method: "POST",
  path: "/config/get",
  summary: "Several values; unknown keys are left out",
  scope: "config:read",
  body: z.object({ keys: z.array(z.string().max(500)).max(1_000), environment: z.string().max(100).nullish() }),
  status: 200,
  response: z.record(z.string(), Anything),
});
/** `GET /config/section/:prefix` */
export const keptSection = defineEndpoint({
  method: "GET",
  path: "/config/section/:prefix",
  summary: "A section as a nested object",
  scope: "config:read",
  params: z.object({ prefix: z.string().min(1).max(500) }),
  query: Where,
  status: 200,
  response: z.record(z.string(), Anything),
});
/** `GET /config/all` */
export const keptAll = defineEndpoint({
  method: "GET",
  path: "/config/all",
  summary: "Everything as a nested object",
  scope: "config:read",
  query: Where,
  status: 200,
  response: z.record(z.string(), Anything),
});
/** `PUT /config/set/:key` */
export const keptSet = defineEndpoint({
  method: "PUT",
  path: "/config/set/:key",
  summary: "Publish one key",
  scope: "config:publish",
  params: Key,
  query: Where,
  body: z.object({
    value: JsonWire,
    description: z.string().max(500).nullish(),
    updated_by: z.string().max(120).nullish(),
  }),
  status: 200,
  response: z.object({ status: z.literal("ok"), key: z.string(), revision: z.int() }),
});
/** `DELETE /config/delete/:key` */
export const keptDelete = defineEndpoint({
  method: "DELETE",
  path: "/config/delete/:key",
  summary: "Remove one key",
  scope: "config:publish",
  params: Key,
  query: Where,
  status: 200,
  response: z.object({ status: z.literal("ok"), key: z.string(), revision: z.int() }),
});
/** `GET /config/history/:key` */
export const keptHistory = defineEndpoint({
  method: "GET",
  path: "/config/history/:key",
  summary: "What a key was, newest first",
  scope: "config:read",
  params: Key,
  query: Where,
  status: 200,
  response: z.array(
    z.object({
      key: z.string(),
      old_value: Anything,
      new_value: Anything,
      changed_by: z.string(),
      changed_at: z.string(),
      revision: z.int(),
    }),
  ),
});
/** `POST /config/import/yaml` */
export const keptImport = defineEndpoint({
  method: "POST",
  path: "/config/import/yaml",
  summary: "Publish the settings of a YAML file of the first service",
  scope: "config:publish",
  query: Where,
  accepts: ["text/yaml", "application/octet-stream"],
  body: z.object({ yaml: z.string().max(1_048_576) }),
  status: 200,
  response: z.object({ status: z.literal("ok"), imported: z.int() }),
});
/** `GET /config/export/yaml` */
export const keptExport = defineEndpoint({
  method: "GET",
  path: "/config/export/yaml",
  summary: "Everything as one YAML file",
  scope: "config:read",
  query: Where,
  status: 200,
  answers: "bytes",
  response: z.string(),
});
/** `GET /config/health` */
export const keptHealth = defineEndpoint({
  method: "GET",
  path: "/config/health",
  summary: "Whether the service answers",
  scope: "public",
  status: 200,
  response: z.object({ status: z.literal("healthy") }),
});

/** Operations the first configuration service published. */
export const keptConfigEndpoints = {
  keptGet,
  keptGetMany,
  keptSection,
  keptAll,
  keptSet,
  keptDelete,
  keptHistory,
  keptImport,
  keptExport,
  keptHealth,
} as const;
