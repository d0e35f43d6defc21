import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Clock } from "@wopr/kernel";
import { DescriberErrors } from "./errors.ts";

/** How long a server may take, and how much it may say. */
export interface ExchangeLimits {
  readonly connectMs: number;
  readonly totalMs: number;
  readonly mostBytes: number;
}

/** Limits of vision.md 6.14; an answer of a few sentences has no reason to be larger than a quarter of a megabyte. */
export const EXCHANGE_LIMITS: ExchangeLimits = { connectMs: 3_000, totalMs: 60_000, mostBytes: 256 * 1024 };

/** One request to a server. */
export interface Exchange {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Its answer, whole. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends requests with deadlines that the caller's clock keeps. */
export type Exchanging = (exchange: Exchange, signal?: AbortSignal) => Promise<Answer>;

/**
 * Exchanges over HTTP. Connecting and answering have their own deadlines: a model thinks for a minute, but a server that
 * is not there is known after three seconds.
 */
export function createExchanging(clock: Clock, limits: ExchangeLimits = EXCHANGE_LIMITS): Exchanging {
  return async (exchange, outer) => {
    const ended = new AbortController();
    const stop = outer ? AbortSignal.any([outer, ended.signal]) : ended.signal;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        send(exchange, limits, stop, resolve, reject, (ms, failure) => {
          const waiting = new AbortController();
          clock.sleep(ms, AbortSignal.any([ended.signal, waiting.signal])).then(
            () => reject(failure()),
            () => {},
          );
          return () => waiting.abort();
        });
      });
    } finally {
      ended.abort();
    }
  };
}

/** Starts a deadline. @returns How to call it off. */
type Deadline = (ms: number, failure: () => Error) => () => void;

function send(
  { method, url, headers = {}, body }: Exchange,
  { connectMs, totalMs, mostBytes }: ExchangeLimits,
  signal: AbortSignal,
  resolve: (answer: Answer) => void,
  reject: (failure: unknown) => void,
  deadline: Deadline,
): void {
  const unreachable = (cause?: unknown) => DescriberErrors.unreachable({ url: new URL(url).origin }, { cause });
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const start = url.startsWith("https:") ? httpsRequest : httpRequest;
  const sent = start(url, {
    method,
    signal,
    headers: {
      ...headers,
      ...(payload ? { "content-type": "application/json", "content-length": String(payload.length) } : {}),
    },
  });
  const connected = deadline(connectMs, () => unreachable());
  deadline(totalMs, () => DescriberErrors.timeout({ seconds: Math.round(totalMs / 1000) }));
  sent.on("socket", (socket) => {
    if (socket.connecting) socket.once("connect", connected);
    else connected();
  });
  sent.on("error", (cause) => reject(signal.aborted ? (signal.reason ?? cause) : unreachable(cause)));
  sent.on("response", (response) => {
    const parts: Buffer[] = [];
    let size = 0;
    response.on("data", (part: Buffer) => {
      size += part.length;
      if (size > mostBytes) {
        reject(DescriberErrors.nonsense({ why: `it is larger than ${Math.round(mostBytes / 1024)} KB` }));
        sent.destroy();
      } else parts.push(part);
    });
    response.on("error", (cause) => reject(DescriberErrors.nonsense({ why: "it broke off in the middle" }, { cause })));
    response.on("aborted", () => reject(DescriberErrors.nonsense({ why: "it broke off in the middle" })));
    response.on("end", () =>
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }),
    );
  });
  sent.end(payload);
}

/** As `exchanging`, once more where the server was too busy (503). */
export async function withRetry(exchanging: Exchanging, exchange: Exchange, signal?: AbortSignal): Promise<Answer> {
  const answer = await exchanging(exchange, signal);
  return answer.status === 503 ? exchanging(exchange, signal) : answer;
}
