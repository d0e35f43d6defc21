import type { Clock, NewId } from "@wopr/kernel";
import type { MiddlewareHandler } from "hono";
import { ANONYMOUS } from "./caller.ts";
import { createDeadlines } from "./deadline.ts";
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
  const deadlines = createDeadlines(deps.clock);
  return async (c, next) => {
    const given = c.req.header("x-request-id");
    const own = deps.newId();
    const requestId = given && REQUEST_ID.test(given) ? given : own;
    const trace = c.req.header("traceparent");
    c.set("requestId", requestId);
    c.set("traceparent", trace && TRACEPARENT.test(trace) ? trace : newTraceparent(own));
    c.set("deadlines", deadlines);
    c.set("caller", ANONYMOUS);
    c.set("ip", addressOf(c));
    c.set("newNonce", deps.newNonce);
    c.set("stopping", deps.stopping);
    await next();
  };
}

/** A trace that begins here, not sampled: the digits of an identifier, and of its random half for the first span. */
function newTraceparent(id: string): string {
  const digits = id.replaceAll("-", "");
  return `00-${digits}-${digits.slice(16)}-00`;
}
