import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";

/**
 * Refuses bodies larger than `maxBytes`, by their announced length before they are read, else while they are. May stand
 * behind itself: a body that was read already is only weighed.
 *
 * @throws {AppError} `platform.too_large`
 */
export function limitBody(maxBytes: number): MiddlewareHandler<HttpEnv> {
  const refuse = () => {
    throw PlatformErrors.too_large({ max_bytes: maxBytes });
  };
  const whileReading = bodyLimit({ maxSize: maxBytes, onError: refuse });
  return async (c, next) => {
    if (!c.req.raw.bodyUsed) return whileReading(c, next);
    if ((await c.req.arrayBuffer()).byteLength > maxBytes) refuse();
    await next();
  };
}
