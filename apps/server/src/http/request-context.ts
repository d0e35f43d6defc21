import type { Clock, NewId } from "@wopr/kernel";
import type { MiddlewareHandler } from "hono";
import { ANONYMOUS } from "./caller.ts";
import type { HttpEnv } from "./env.ts";
import { createAddressOf } from "./remote-address.ts";

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What the first middleware needs. */
export interface RequestContextDeps {
  readonly clock: Clock;
  readonly newId: NewId;
  /** Addresses of proxies whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  /** 128 random bits, base64. */
  readonly newNonce: () => string;
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortSignal;
}

/** Gives every request its id, trace, address and nonce, before anything else runs. */
export function requestContext(deps: RequestContextDeps): MiddlewareHandler<HttpEnv> {
  const addressOf = createAddressOf(deps.trustedProxies);
  return async (c, next) => {
    const given = c.req.header("x-request-id");
    const requestId = given && REQUEST_ID.test(given) ? given : deps.newId();
    const trace = c.req.header("traceparent");
    c.set("requestId", requestId);
    c.set("traceparent", trace && TRACEPARENT.test(trace) ? trace : newTraceparent(deps.newId));
    c.set("clock", deps.clock);
    c.set("caller", ANONYMOUS);
    c.set("ip", addressOf(c));
    c.set("nonce", deps.newNonce());
    c.set("stopping", deps.stopping);
    await next();
    // After the answer, because a handler that builds its own Response loses what was set before.
    c.header("x-request-id", requestId);
  };
}

/** A trace that begins here, not sampled. The digits of two identifiers are as good as any random ones. */
function newTraceparent(newId: NewId): string {
  const digits = (id: string) => id.replaceAll("-", "");
  return `00-${digits(newId())}-${digits(newId()).slice(16)}-00`;
}
