import type { MiddlewareHandler } from "hono";
import type { HttpEnv } from "./env.ts";
import { PlatformErrors } from "./errors.ts";

/**
 * Refuses bodies larger than `maxBytes`, by their announced length before they are read, else while they are. May stand
 * behind itself: a body that was read already is only weighed.
 *
 * @throws {AppError} `platform.too_large`
 */
export function limitBody(maxBytes: number): MiddlewareHandler<HttpEnv> {
  const refuse = (): never => {
    throw PlatformErrors.too_large({ max_bytes: maxBytes });
  };
  return async (c, next) => {
    const { raw } = c.req;
    const announced = raw.headers.has("transfer-encoding") ? null : raw.headers.get("content-length");
    if (raw.bodyUsed) {
      if ((await c.req.arrayBuffer()).byteLength > maxBytes) refuse();
    } else if (announced !== null) {
      if (Number(announced) > maxBytes) refuse();
    } else if (raw.body) {
      const { url, method, headers, signal } = raw;
      const body = await readUpTo(raw.body, maxBytes, refuse);
      // Built from its parts: the adapter's request looks like a `Request` but cannot be copied as one. This way also
      // comes a DELETE without a body, which the adapter gives an empty stream.
      c.req.raw = new Request(url, { method, headers, signal, ...(body.byteLength > 0 ? { body } : {}) });
    }
    await next();
  };
}

async function readUpTo(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  refuse: () => never,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size > maxBytes) refuse();
    parts.push(part);
  }
  return Uint8Array.from(Buffer.concat(parts));
}
