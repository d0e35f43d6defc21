import { compareCaptures, readCrop, readImage, readLayer, readObservation } from "@wopr/contracts";
import type { Context } from "hono";
import type { App, HttpEnv } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import { PhotoErrors } from "../errors.ts";
import type { Picture, PicturesService } from "../services/pictures.ts";

/** Mounts photos and what is drawn of them. Each handler is a translation and nothing else. */
export function mountPictureRoutes(app: App, { pictures }: { readonly pictures: PicturesService }): void {
  mountRaw(app, readImage, async ({ params }, caller, c) =>
    // A stored photo never changes; `private`, because it is only for those who may see its game.
    send(c, await pictures.image(caller, params.game_id, params.file), "private, max-age=31536000, immutable"),
  );

  mountRaw(app, readLayer, async ({ params, query }, caller, c) =>
    send(c, await pictures.layer(caller, params.id, params.cid, params.name, query.against), "private, no-cache"),
  );

  mountRaw(app, readCrop, async ({ params, query }, caller, c) =>
    send(c, await pictures.crop(caller, params.id, params.cid, params.cell, query.side), "private, no-cache"),
  );

  mount(app, readObservation, async ({ params }, caller) => ({
    ...(await pictures.observation(caller, params.id, params.cid)),
  }));

  mount(app, compareCaptures, async ({ params, query }, caller) => {
    const { width, height, cells } = await pictures.compare(caller, params.id, query.left, query.right);
    const base = `/api/v1/games/${params.id}/captures`;
    return {
      left_url: `${base}/${query.left}/layers/board`,
      right_url: `${base}/${query.right}/layers/board?against=${query.left}`,
      width,
      height,
      cells: cells.map(({ region, ...cell }) => ({ ...cell, region: [...region] as [number, number, number, number] })),
    };
  });
}

/** Answers with a picture: ETag, `If-None-Match` and byte ranges (RFC 9110). @throws {AppError} `media.range_unsatisfiable` */
function send(c: Context<HttpEnv>, { bytes, mime, etag }: Picture, caching: string): Response {
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
