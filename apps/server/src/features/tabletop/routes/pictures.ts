import { compareCaptures, readCrop, readImage, readLayer, readObservation } from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import type { PicturesService } from "../services/pictures.ts";
import type { SharesService } from "../services/shares.ts";
import { send } from "./send-picture.ts";

/** Mounts photos and what is drawn of them. Each handler is a translation and nothing else. */
export function mountPictureRoutes(
  app: App,
  { pictures, shares }: { readonly pictures: PicturesService; readonly shares: SharesService },
): void {
  // Before the route itself, which is for people with an account or a key: a share token is neither.
  app.use(readImage.path, async (c, next) => {
    const token = c.req.query("share");
    const { game_id: gameId = "", file = "" } = c.req.param() as { game_id?: string; file?: string };
    if (token === undefined || c.req.method !== "GET") return next();
    return send(c, await shares.image(token, gameId, file), "private, no-cache");
  });

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
