import type { z } from "zod";
import type { Scope } from "./permissions.ts";

/** One HTTP operation, as data. The server mounts it, clients call it, the docs print it. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path under `base`, with `:name` parameters. */
  readonly path: `/${string}`;
  /** `/api/v1` unless said otherwise; `""` is the root of the server. */
  readonly base?: "" | "/api/v1";
  readonly summary: string;
  /** Permission the caller needs. `public` is a word somebody typed on purpose. */
  readonly scope: Scope;
  /**
   * A person needs a fresh proof that it is them: password, passkey or code within 10 minutes, else 401
   * `platform.step_up_required`. API keys are not asked: making one with such a right asked already.
   */
  readonly stepUp?: true;
  /** Also reached with the permission for single things alone (`site:garage`); the handler shows only their rows. */
  readonly scoped?: true;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /**
   * What a request body may be besides the JSON of `body`: raw bytes (a photo), or `multipart/form-data`.
   * Absent: JSON only.
   */
  readonly accepts?: readonly (
    | "multipart/form-data"
    | "image/jpeg"
    | "image/png"
    | "application/octet-stream"
    | "text/yaml"
  )[];
  readonly status: 200 | 201 | 202 | 204;
  readonly response: z.ZodType;
  /** What the answer is when it is not JSON; then `response` is not checked. */
  readonly answers?: "bytes" | "event-stream" | "html";
  /**
   * After this long the server gives the request up, milliseconds. Absent: 30 s, uploads 120 s; event streams have
   * none. Stated by long-polls and by what waits for a device.
   */
  readonly deadlineMs?: number;
  /** Codes of the catalogue this operation is known to fail with, besides those every route has. */
  readonly errors?: readonly string[];
}

type Field<
  E extends Endpoint,
  K extends "params" | "query" | "body",
  How extends "input" | "output",
> = E[K] extends z.ZodType ? { readonly [P in K]: How extends "input" ? z.input<E[K]> : z.output<E[K]> } : unknown;

/** What a client passes in: wire types, before parsing. */
export type RequestOf<E extends Endpoint> = Field<E, "params", "input"> &
  Field<E, "query", "input"> &
  Field<E, "body", "input">;
/** What a handler receives: parsed types. */
export type ParsedRequestOf<E extends Endpoint> = Field<E, "params", "output"> &
  Field<E, "query", "output"> &
  Field<E, "body", "output">;
/** What a handler returns and a client receives. */
export type ResponseOf<E extends Endpoint> = z.output<E["response"]>;

/** Keeps literal types so that `RequestOf` and `ResponseOf` can be inferred. */
export const defineEndpoint = <const E extends Endpoint>(endpoint: E): E => endpoint;

/** Full path of an endpoint, with its `:name` parameters. */
export const pathOf = (endpoint: Endpoint): string => `${endpoint.base ?? "/api/v1"}${endpoint.path}`;
