import type { MiddlewareHandler } from "hono";
import type { Caller } from "./caller.ts";
import type { HttpEnv } from "./env.ts";

/** What a request brings to prove who it comes from. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
  readonly cookie: string | undefined;
  readonly ip: string;
}

/** Who a request comes from, and cookies that keep their session alive. */
export interface Identified {
  readonly caller: Caller;
  readonly setCookies: readonly string[];
}

/** Finds out who is calling. Given by the identity feature. */
export type Identify = (credentials: Credentials) => Promise<Identified>;

/** Puts the caller into the context of every request behind it. */
export function identifyCaller(identify: Identify): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const { caller, setCookies } = await identify({
      authorization: c.req.header("authorization"),
      apiKey: c.req.header("x-api-key"),
      cookie: c.req.header("cookie"),
      ip: c.get("ip"),
    });
    c.set("caller", caller);
    await next();
    // A route that signs in or out sets the cookie itself; then the renewal of the old one would undo it.
    if (setCookies.length > 0 && c.res.headers.getSetCookie().length === 0) {
      for (const cookie of setCookies) c.res.headers.append("set-cookie", cookie);
    }
  };
}
