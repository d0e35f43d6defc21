import { lookup as lookupHost } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Readable } from "node:stream";
import type { AddressGuard, Reach } from "./addresses.ts";
import { OutwardErrors } from "./errors.ts";

/** One exchange, as it goes over the wire. */
export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly reach: Reach;
  readonly signal: AbortSignal;
  /** Server certificates are checked against this authority instead of the usual ones (PEM). */
  readonly ca?: string | undefined;
}

/** Makes one exchange; answers when the headers are there. Follows no redirect. */
export type Transport = (exchange: Exchange) => Promise<Response>;

/** Looks a name up, as `node:dns` does. */
export type Lookup = typeof lookupHost;

/**
 * The real transport. The address is judged after the look-up and is the very one that is connected to, so that a name
 * cannot say one thing when it is checked and another when it is used.
 */
export function createTransport(guard: AddressGuard, lookup: Lookup = lookupHost): Transport {
  return ({ url, method, headers, body, reach, signal, ca }) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const effective: Reach = guard.isListed(host) ? "any" : reach;
    if (isIP(host) !== 0) {
      const why = guard.refusal(host, effective);
      if (why) return Promise.reject(OutwardErrors.refused_address({ host, why }));
    }
    const guarded = guardedLookup(guard, effective, lookup);
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    return new Promise<Response>((resolve, reject) => {
      const length: Record<string, string> = body ? { "content-length": String(body.byteLength) } : {};
      const options = { method, headers: { ...headers, ...length }, lookup: guarded, signal, agent: false as const };
      const outgoing = send(url, ca ? { ...options, ca } : options, (incoming) => resolve(answerOf(incoming)));
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  };
}

/**
 * A look-up that gives only addresses the guard lets through, for whoever connects by itself. A socket to a bare address
 * looks nothing up: judge such hosts before.
 */
export function guardedLookup(guard: AddressGuard, reach: Reach, lookup: Lookup = lookupHost): LookupFunction {
  return (name, options, callback) => {
    const effective: Reach = guard.isListed(name) ? "any" : reach;
    lookup(name, { ...options, all: true }, (failure, found) => {
      if (failure) return callback(failure, []);
      const addresses = found as readonly { address: string; family: number }[];
      const usable = addresses.filter(({ address }) => guard.refusal(address, effective) === undefined);
      const [first] = usable;
      if (!first) {
        const why = guard.refusal(addresses[0]?.address ?? "", effective) ?? "it has no address";
        return callback(OutwardErrors.refused_address({ host: name, why }), []);
      }
      if (options.all) return callback(null, [...usable]);
      callback(null, first.address, first.family);
    });
  };
}

const NO_BODY = new Set([204, 205, 304]);

function answerOf(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? "", incoming.rawHeaders[i + 1] ?? "");
  }
  const status = incoming.statusCode ?? 502;
  const hasBody = status >= 200 && !NO_BODY.has(status);
  if (!hasBody) incoming.resume();
  const body = hasBody ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>) : null;
  return new Response(body, { status: Math.max(200, status), headers });
}
