import { hash } from "node:crypto";
import { type Endpoint, type ParsedRequestOf, pathOf, type ResponseOf } from "@wopr/contracts";
import type { Context, MiddlewareHandler } from "hono";
import { limitBody } from "./body-limit.ts";
import type { Caller } from "./caller.ts";
import { sealedAnswer } from "./common-headers.ts";
import type { App, HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";
import { routeConfigOf } from "./route-config.ts";
import { collectProblems, type ParsedParts, unstorableParts } from "./validate.ts";

/** Largest JSON body, bytes (platform.md 5). */
export const MAX_JSON_BYTES = 1024 * 1024;
/** Largest upload, bytes (platform.md 5). */
export const MAX_UPLOAD_BYTES = 64 * 1024 * 1024;
/** A request is given up after this long unless its contract states another time. */
export const REQUEST_DEADLINE_MS = 30_000;
/** Uploads may take longer: a phone with a weak signal needs a minute for a photo. */
export const UPLOAD_DEADLINE_MS = 120_000;

/** For so long a proof that it is really this person counts, minutes (platform.md 6.2). */
export const STEP_UP_MINUTES = 10;

/** Facts of a request that are not in its parameters. */
export interface RequestFacts {
  readonly requestId: string;
  readonly traceparent: string;
  /** Aborted when the deadline is over or the client went away. */
  readonly signal: AbortSignal;
  /** Aborted when the server begins to stop: who waits for something answers now with what there is. */
  readonly stopping: AbortSignal;
}

/** Handlers of endpoints without an answer may return nothing at all. */
type NothingOf<E extends Endpoint> = undefined extends ResponseOf<E> ? Promise<void> : never;

type Handler<E extends Endpoint> = (
  request: ParsedRequestOf<E>,
  caller: Caller,
  facts: RequestFacts,
) => Promise<ResponseOf<E>> | NothingOf<E>;

type ParsedBody<E extends Endpoint> = ParsedRequestOf<E> extends { readonly body: infer Body } ? Body : undefined;

/**
 * What a raw handler receives. `body` is there only when the request carried JSON and the contract has a schema for
 * it; other bodies are read from the context (`readForm(c)`, `c.req.arrayBuffer()`).
 */
export type RawRequest<E extends Endpoint> = Omit<ParsedRequestOf<E>, "body"> & {
  readonly body: ParsedBody<E> | undefined;
};

type RawHandler<E extends Endpoint> = (
  request: RawRequest<E>,
  caller: Caller,
  c: Context<HttpEnv>,
  facts: RequestFacts,
) => Promise<Response>;

/**
 * Binds one contract to one handler: checks the scope, parses what came in, and checks what goes out. GETs answer
 * with an ETag and honour `If-None-Match`.
 *
 * @throws {AppError} `platform.unauthenticated` (401), `platform.forbidden` (403), `platform.too_large` (413),
 * `platform.unsupported_media` (415) or `platform.invalid_request` (422), before the handler runs.
 */
export function mount<E extends Endpoint>(app: App, endpoint: E, handler: Handler<E>): void {
  register(app, endpoint, async (request, c, facts) => {
    const answer = await handler(request as ParsedRequestOf<E>, c.get("caller"), facts);
    return respond(c, endpoint, endpoint.response.parse(answer));
  });
}

/**
 * As {@link mount}, for endpoints whose body or answer is not JSON: the handler builds the response itself and nothing
 * about it is checked. Answers of kind `event-stream` have no deadline.
 */
export function mountRaw<E extends Endpoint>(app: App, endpoint: E, handler: RawHandler<E>): void {
  register(app, endpoint, (request, c, facts) => handler(request as RawRequest<E>, c.get("caller"), c, facts));
}

type Bound = (request: unknown, c: Context<HttpEnv>, facts: RequestFacts) => Promise<Response>;

function register(app: App, endpoint: Endpoint, bound: Bound): void {
  const maxBytes = endpoint.accepts ? MAX_UPLOAD_BYTES : MAX_JSON_BYTES;
  // Looking at the body of a GET would build a full Request object for nothing; that costs a third of the throughput.
  const forBody = [demandMediaType(endpoint), limitBody(maxBytes)];
  const path = pathOf(endpoint);
  const named: MiddlewareHandler<HttpEnv> = (c, next) => {
    c.set("route", path);
    return next();
  };
  const before = [named, withDeadline(endpoint), demandScope(endpoint), ...(endpoint.method === "GET" ? [] : forBody)];
  app.openapi(
    routeConfigOf(endpoint, before),
    async (c) => {
      const context = c as unknown as Context<HttpEnv>;
      const parsed = parsedOf(endpoint, context);
      const problems = unstorableParts(parsed);
      if (problems.length > 0) throw PlatformErrors.invalid_request({ problems });
      return bound(parsed, context, factsOf(context)) as never;
    },
    async (outcome, c) => {
      if (outcome.success) return undefined as never;
      throw PlatformErrors.invalid_request({
        problems: await collectProblems(endpoint, c as unknown as Context<HttpEnv>),
      });
    },
  );
}

/** Everything after this middleware, reading the body included, happens within the deadline. */
function withDeadline(endpoint: Endpoint): MiddlewareHandler<HttpEnv> {
  if (endpoint.answers === "event-stream") return (_, next) => next();
  const ms = endpoint.deadlineMs ?? (endpoint.accepts ? UPLOAD_DEADLINE_MS : REQUEST_DEADLINE_MS);
  return (c, next) =>
    c.get("deadlines").within(ms, (deadline) => {
      c.set("deadline", deadline);
      return next();
    });
}

function demandScope(endpoint: Endpoint): MiddlewareHandler<HttpEnv> {
  const { scope } = endpoint;
  return async (c, next) => {
    const caller = c.get("caller");
    if (scope !== "public") {
      if (caller.kind === "anonymous") throw PlatformErrors.unauthenticated({});
      const held = scope === "signed_in" || caller.permissions.has(scope);
      if (!held && !(endpoint.scoped && caller.within?.has(scope))) throw PlatformErrors.forbidden({ scope });
    }
    if (endpoint.stepUp && caller.kind === "user" && !caller.fresh) {
      throw PlatformErrors.step_up_required({ within_minutes: STEP_UP_MINUTES });
    }
    await next();
  };
}

function demandMediaType(endpoint: Endpoint): MiddlewareHandler<HttpEnv> {
  const accepted = [...(endpoint.body ? ["application/json"] : []), ...(endpoint.accepts ?? [])];
  return async (c, next) => {
    const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
    const fits =
      type === undefined || accepted.includes(type) || (endpoint.body && /^application\/.+\+json$/.test(type));
    if (accepted.length > 0 && !fits) throw PlatformErrors.unsupported_media({ accepted });
    await next();
  };
}

/** What the validators of `@hono/zod-openapi` left behind, in the words of the contract. */
function parsedOf(endpoint: Endpoint, c: Context<HttpEnv>): ParsedParts {
  const valid = (target: string): unknown => c.req.valid(target as never);
  const isJson = c.req.header("content-type")?.includes("json") ?? false;
  return {
    ...(endpoint.params ? { params: valid("param") } : {}),
    ...(endpoint.query ? { query: valid("query") } : {}),
    ...(endpoint.body && (isJson || !endpoint.accepts) ? { body: valid("json") } : {}),
  };
}

const factsOf = (c: Context<HttpEnv>): RequestFacts => ({
  requestId: c.get("requestId"),
  traceparent: c.get("traceparent"),
  stopping: c.get("stopping"),
  // A getter, because asking a request for its signal builds the full Request object, and most handlers never ask.
  get signal() {
    const deadline = c.get("deadline");
    return deadline ? AbortSignal.any([deadline(), c.req.raw.signal]) : c.req.raw.signal;
  },
});

function respond(c: Context<HttpEnv>, endpoint: Endpoint, answer: unknown): Response {
  if (endpoint.status === 204) return c.body(null, 204);
  const text = JSON.stringify(answer);
  const headers: Record<string, string> = { "content-type": "application/json", "cache-control": "private, no-cache" };
  if (endpoint.method === "GET" && endpoint.status === 200) {
    const tag = etagOf(text);
    headers["etag"] = tag;
    if (matches(c.req.header("if-none-match"), tag)) return sealedAnswer(c, null, 304, headers);
  }
  return sealedAnswer(c, text, endpoint.status, headers);
}

/** Entity tag of a text or of bytes: the first 128 bits of its SHA-256. */
export const etagOf = (content: string | Uint8Array): string =>
  `"${hash("sha256", content, "base64url").slice(0, 22)}"`;

/** Whether `If-None-Match` holds `tag`; weak and strong tags count alike (RFC 9110, 13.1.2). */
export const matches = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch?.split(",").some((given) => given.trim() === "*" || given.trim().replace(/^W\//, "") === tag) ?? false;
