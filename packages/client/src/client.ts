import type { Endpoint, RequestOf, ResponseOf } from "@wopr/contracts";
import { AppError, type Clock, type Secret, systemClock } from "@wopr/kernel";
import { failureOf, readAnswer } from "./answer.ts";
import { ClientErrors } from "./errors.ts";
import { followEvents, type StreamItem, type StreamOptions } from "./events.ts";
import { type AddressParts, addressOf } from "./request.ts";

/** How to reach a server. */
export interface ClientOptions {
  /** `http://localhost:3100`; a trailing `/api/v1` is accepted. `""` in a browser: where the page came from. */
  readonly baseUrl: string;
  /** An API key. Absent: the session cookie of the browser is used. Asked for at every request. */
  readonly token?: string | Secret | (() => string | undefined | Promise<string | undefined>);
  readonly fetch?: (url: string, init: RequestInit) => Response | Promise<Response>;
  readonly clock?: Clock;
  /** Headers of every request, e.g. `traceparent`. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

/** What one call may add. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Makes it safe to repeat a POST: the server carries it out once and repeats its answer. */
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What an upload may add. */
export interface UploadOptions extends CallOptions {
  /** Type of raw bytes. A form brings its own. */
  readonly contentType?: string;
}

type WithoutBody<E extends Endpoint> = Omit<RequestOf<E>, "body">;

/**
 * Speaks to one WOPR server by its contracts. Every failure is an `AppError`: the server's own with its code, or
 * `client.unreachable` / `client.unexpected_answer`. An aborted call rejects with the signal's reason.
 */
export interface Client {
  /** Calls one operation and gives its parsed answer. A signal alone may stand for the options. */
  call<E extends Endpoint>(
    endpoint: E,
    request: RequestOf<E>,
    options?: AbortSignal | CallOptions,
  ): Promise<ResponseOf<E>>;
  /** Sends bytes or a form where the contract accepts them. */
  upload<E extends Endpoint>(
    endpoint: E,
    request: WithoutBody<E>,
    body: Uint8Array | Blob | FormData,
    options?: UploadOptions,
  ): Promise<ResponseOf<E>>;
  /** The answer of an operation that is not JSON, untouched. */
  raw<E extends Endpoint>(endpoint: E, request: RequestOf<E>, options?: AbortSignal | CallOptions): Promise<Response>;
  /** Address of an operation, for links and pictures. */
  url<E extends Endpoint>(endpoint: E, request: WithoutBody<E>): string;
  /** Follows an event stream; reconnects, resumes, and falls back to polling by itself. */
  events<E extends Endpoint>(
    endpoint: E,
    request: RequestOf<E>,
    options?: StreamOptions,
  ): AsyncIterable<StreamItem<ResponseOf<E>>>;
}

/** A client over any fetch; works in browsers, in Node and, in tests, straight into the application. */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, clock = systemClock } = options;
  const fetchNow = options.fetch ?? ((url, init) => fetch(url, init));

  const send = async (endpoint: Endpoint, url: string, init: RequestInit & { headers: Record<string, string> }) => {
    const token = await tokenOf(options.token);
    const headers = { ...options.headers?.(), ...(token ? { authorization: `Bearer ${token}` } : {}), ...init.headers };
    try {
      return await fetchNow(url, { method: endpoint.method, credentials: "same-origin", ...init, headers });
    } catch (failure) {
      if (init.signal?.aborted) throw init.signal.reason;
      if (failure instanceof AppError) throw failure;
      throw ClientErrors.unreachable({ url }, { cause: failure });
    }
  };

  const callRaw = (endpoint: Endpoint, url: string, request: unknown, given: AbortSignal | CallOptions | undefined) => {
    const { signal, idempotencyKey, headers } = optionsOf(given);
    const { body } = request as { readonly body?: unknown };
    return send(endpoint, url, {
      ...(endpoint.body && body !== undefined ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
      headers: {
        accept: endpoint.answers ? "*/*" : "application/json",
        ...(endpoint.body && body !== undefined ? { "content-type": "application/json" } : {}),
        ...(idempotencyKey ? { "idempotency-key": idempotencyKey } : {}),
        ...headers,
      },
    });
  };

  return {
    async call(endpoint, request, given) {
      const url = addressOf(baseUrl, endpoint, request as AddressParts);
      return readAnswer(url, endpoint, await callRaw(endpoint, url, request, given));
    },

    async raw(endpoint, request, given) {
      const url = addressOf(baseUrl, endpoint, request as AddressParts);
      const response = await callRaw(endpoint, url, request, given);
      if (!response.ok && response.status !== 304) throw await failureOf(url, response);
      return response;
    },

    async upload(endpoint, request, body, { signal, idempotencyKey, contentType, headers } = {}) {
      const url = addressOf(baseUrl, endpoint, request as AddressParts);
      const type = body instanceof FormData ? undefined : (contentType ?? "application/octet-stream");
      const response = await send(endpoint, url, {
        body: body as NonNullable<RequestInit["body"]>,
        ...(signal ? { signal } : {}),
        headers: {
          accept: "application/json",
          ...(type ? { "content-type": type } : {}),
          ...(idempotencyKey ? { "idempotency-key": idempotencyKey } : {}),
          ...headers,
        },
      });
      return readAnswer(url, endpoint, response);
    },

    url: (endpoint, request) => addressOf(baseUrl, endpoint, request as AddressParts),

    events(endpoint, request, streamOptions = {}) {
      const url = addressOf(baseUrl, endpoint, request as AddressParts);
      const open = (headers: Readonly<Record<string, string>>, signal: AbortSignal) =>
        send(endpoint, url, { signal, headers: { ...headers } });
      return followEvents(endpoint, { clock, open, url }, streamOptions);
    },
  };
}

const optionsOf = (given: AbortSignal | CallOptions | undefined): CallOptions =>
  given instanceof AbortSignal ? { signal: given } : (given ?? {});

async function tokenOf(token: ClientOptions["token"]): Promise<string | undefined> {
  if (token === undefined || typeof token === "string") return token;
  return typeof token === "function" ? token() : token.reveal();
}
