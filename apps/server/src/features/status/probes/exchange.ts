import { type ClientRequest, type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import type { LookupFunction } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Clock } from "@wopr/kernel";
import { StatusErrors } from "../errors.ts";
import { allowedAddresses, type LookUp, type Right } from "./guard.ts";

/** One request of a check. */
export interface Asked {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly right: Right;
  readonly signal: AbortSignal;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The first 256 KiB. */
  readonly body: Buffer;
  readonly truncated: boolean;
  /** From the first connection to the end of what was read. */
  readonly ms: number;
  /** Until when the certificate is good; absent without TLS. */
  readonly certificateUntil: Date | undefined;
  /** Where the answer came from after redirects. */
  readonly url: string;
}

/** Asks over HTTP within the bounds of what checks may do. */
export type Exchange = (asked: Asked) => Promise<Answered>;

const MAX_BODY_BYTES = 256 * 1024;
const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * HTTP for checks: every host is looked up and judged before it is connected to, at every redirect again; bodies are cut;
 * nothing is decompressed; no connection is kept.
 */
export function createExchange(deps: { readonly clock: Clock; readonly lookUp: LookUp }): Exchange {
  return async (asked) => {
    const began = deps.clock.monotonicMs();
    let next = asked;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await askOnce(next, deps.lookUp);
      const location = answer.headers["location"];
      if (!REDIRECTS.has(answer.status) || location === undefined)
        return { ...answer, ms: deps.clock.monotonicMs() - began, url: next.url };
      next = redirected(next, answer.status, location);
    }
    throw new Error(`The answer was redirected more than ${MAX_REDIRECTS} times.`);
  };
}

function redirected(asked: Asked, status: number, location: string): Asked {
  if (!URL.canParse(location, asked.url)) throw new Error("The answer redirects to something that is no address.");
  const target = new URL(location, asked.url);
  if (target.protocol !== "http:" && target.protocol !== "https:")
    throw StatusErrors.forbidden_target({ host: target.href.slice(0, 100), why: "only http and https are followed." });
  const sameOrigin = target.origin === new URL(asked.url).origin;
  const keeps = status === 307 || status === 308;
  const { body, headers = {}, ...rest } = asked;
  // What proves who asks stays with whom it was meant for.
  const kept = Object.entries(headers).filter(
    ([name]) => sameOrigin || !/^(authorization|cookie|x-api-key)$/i.test(name),
  );
  return {
    ...rest,
    url: target.href,
    headers: Object.fromEntries(kept),
    method: keeps || asked.method === "HEAD" ? (asked.method ?? "GET") : "GET",
    ...(keeps ? { body } : {}),
  };
}

async function askOnce(asked: Asked, lookUp: LookUp): Promise<Omit<Answered, "ms" | "url">> {
  const url = new URL(asked.url);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw StatusErrors.forbidden_target({ host: url.href.slice(0, 100), why: "only http and https can be asked." });
  const addresses = await allowedAddresses(url.hostname, asked.right, lookUp);
  asked.signal.throwIfAborted();
  const pinned: LookupFunction = (_host, options, done) => {
    const [first] = addresses;
    if (!first) return done(new Error("The name has no address."), "", 0);
    if (options.all) return done(null, [...addresses]);
    return done(null, first.address, first.family);
  };
  const send = url.protocol === "https:" ? requestTls : requestPlain;
  const sent = send(url, {
    method: asked.method ?? "GET",
    lookup: pinned,
    agent: false,
    signal: asked.signal,
    maxHeaderSize: 32 * 1024,
    headers: {
      "user-agent": "wopr-check",
      "accept-encoding": "identity",
      connection: "close",
      ...asked.headers,
      ...(asked.body === undefined ? {} : { "content-length": String(Buffer.byteLength(asked.body)) }),
    },
  });
  try {
    const answer = await headOf(sent, asked.body);
    const socket = answer.socket as TLSSocket;
    const until = url.protocol === "https:" ? socket.getPeerCertificate().valid_to : undefined;
    const { body, truncated } = await bodyOf(answer);
    return {
      status: answer.statusCode ?? 0,
      headers: headersOf(answer),
      body,
      truncated,
      certificateUntil: until === undefined ? undefined : new Date(until),
    };
  } finally {
    sent.destroy();
  }
}

const headOf = (sent: ClientRequest, body: string | undefined) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve);
    sent.on("error", reject);
    sent.end(body);
  });

async function bodyOf(answer: IncomingMessage): Promise<{ readonly body: Buffer; readonly truncated: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size >= MAX_BODY_BYTES) return { body: Buffer.concat(parts).subarray(0, MAX_BODY_BYTES), truncated: true };
  }
  return { body: Buffer.concat(parts), truncated: false };
}

const headersOf = (answer: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
