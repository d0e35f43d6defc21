import type { Endpoint, ResponseOf } from "@wopr/contracts";
import { AppError, type Clock } from "@wopr/kernel";
import { failureOf } from "./answer.ts";
import { ClientErrors } from "./errors.ts";
import { createSseParser } from "./sse.ts";

/** What a stream yields. After `reset` the reader must read afresh: events may have been missed. */
export type StreamItem<Data> =
  | { readonly type: "open" }
  | { readonly type: "event"; readonly id: string | null; readonly kind: string; readonly data: Data }
  | { readonly type: "reset"; readonly why: "server" | "polling" };

/** How to follow a stream. */
export interface StreamOptions {
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** Continue after this event. */
  readonly lastEventId?: string;
  /** A stream silent for longer counts as dead, milliseconds. The server writes a comment every 15 s. */
  readonly silenceMs?: number;
  /** Where streams do not get through, `reset` is yielded at this interval instead, milliseconds. */
  readonly pollMs?: number;
}

/** What following needs of the client. */
export interface StreamDeps {
  readonly clock: Clock;
  open(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
  readonly url: string;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** After this many connections in a row that brought nothing the way is taken as closed to streams. */
const TRIES_BEFORE_POLLING = 3;

/**
 * Follows a stream for ever: reconnects with growing pauses and resumes after the last event seen. Where streams do not
 * get through it yields `reset` again and again, so that the reader polls; it keeps trying meanwhile.
 *
 * @throws {AppError} when the server refuses for good (401, 403, 404, 422). Ends quietly when the signal is aborted.
 */
export async function* followEvents<E extends Endpoint>(
  endpoint: E,
  deps: StreamDeps,
  options: StreamOptions,
): AsyncGenerator<StreamItem<ResponseOf<E>>> {
  const { signal = new AbortController().signal, silenceMs = 45_000, pollMs = 5_000 } = options;
  let lastEventId = options.lastEventId;
  let fruitless = 0;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const end = () => attempt.abort(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    try {
      const body = await connect(deps, lastEventId, attempt.signal);
      yield { type: "open" };
      for await (const { message, lastId } of messagesOf(body, deps.clock, silenceMs, attempt)) {
        fruitless = 0;
        lastEventId = lastId ?? lastEventId;
        if (!message) continue;
        if (message.kind === "reset") {
          yield { type: "reset", why: "server" };
          continue;
        }
        const data = endpoint.response.safeParse(parseJson(message.data));
        if (data.success) yield { type: "event", id: message.id, kind: message.kind, data: data.data as ResponseOf<E> };
      }
    } catch (failure) {
      if (signal.aborted) return;
      if (failure instanceof AppError && failure.retry === "never") throw failure;
    } finally {
      signal.removeEventListener("abort", end);
      attempt.abort();
    }
    fruitless += 1;
    if (fruitless >= TRIES_BEFORE_POLLING) yield { type: "reset", why: "polling" };
    const wait =
      fruitless >= TRIES_BEFORE_POLLING ? pollMs : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (fruitless - 1));
    await deps.clock.sleep(wait, signal).catch(() => {});
  }
}

async function connect(deps: StreamDeps, lastEventId: string | undefined, signal: AbortSignal) {
  const headers = { accept: "text/event-stream", ...(lastEventId ? { "last-event-id": lastEventId } : {}) };
  const response = await deps.open(headers, signal);
  if (!response.ok) throw await failureOf(deps.url, response);
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (response.body && isStream) return response.body;
  throw ClientErrors.unexpected_answer({ url: deps.url, status: response.status, expected: "an event stream" });
}

/** What one connection brings: messages, and for every piece of it where to resume. Ends on close and on silence. */
async function* messagesOf(
  body: ReadableStream<Uint8Array>,
  clock: Clock,
  silenceMs: number,
  attempt: AbortController,
) {
  const parser = createSseParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    while (true) {
      const quiet = new AbortController();
      const silence = clock.sleep(silenceMs, quiet.signal).then(() => "silent" as const);
      silence.catch(() => {});
      const piece = await Promise.race([reader.read(), silence]).finally(() => quiet.abort());
      if (piece === "silent" || piece.done) return;
      const messages = parser.push(decoder.decode(piece.value, { stream: true }));
      for (const message of messages) yield { message, lastId: message.id };
      yield { message: undefined, lastId: parser.lastId() };
    }
  } finally {
    attempt.abort();
    await reader.cancel().catch(() => {});
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
