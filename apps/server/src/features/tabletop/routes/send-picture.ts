import type { Context } from "hono";
import type { HttpEnv } from "../../../http/env.ts";
import { PhotoErrors } from "../errors.ts";
import type { Picture } from "../services/pictures.ts";

/** Answers with a picture: ETag, `If-None-Match` and byte ranges (RFC 9110). @throws {AppError} `media.range_unsatisfiable` */
export function send(c: Context<HttpEnv>, { bytes, mime, etag }: Picture, caching: string): Response {
  const tag = `"${etag}"`;
  const headers = { etag: tag, "cache-control": caching, "accept-ranges": "bytes", "content-type": mime };
  const known = c.req
    .header("if-none-match")
    ?.split(",")
    .map((one) => one.trim().replace(/^W\//, ""));
  if (known?.includes(tag)) return c.body(null, 304, headers);
  const range = rangeOf(c.req.header("range"), bytes.length);
  if (!range || (c.req.header("if-range") ?? tag) !== tag) return c.body(Buffer.from(bytes), 200, headers);
  const [from, to] = range;
  return c.body(Buffer.from(bytes.subarray(from, to + 1)), 206, {
    ...headers,
    "content-range": `bytes ${from}-${to}/${bytes.length}`,
  });
}

/** First and last byte of a single range; anything else is answered with the whole picture. */
function rangeOf(header: string | undefined, size: number): readonly [number, number] | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const from = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const to = match[1] === "" || match[2] === "" ? size - 1 : Math.min(size - 1, Number(match[2]));
  if (from >= size || from > to) throw PhotoErrors.range_unsatisfiable({ size });
  return [from, to];
}
