import {
  commentShared,
  createShareLink,
  listShareLinks,
  readShared,
  readSharedPhoto,
  revokeShareLink,
  streamShared,
} from "@wopr/contracts";
import type { Clock } from "@wopr/kernel";
import { streamSSE } from "hono/streaming";
import type { App } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import type { SharesService } from "../services/shares.ts";
import { toCommentWire } from "../wire/moves.ts";
import { toSharedGameWire, toShareLinkWire } from "../wire/shares.ts";
import { send } from "./send-picture.ts";

/** A comment that keeps proxies from cutting the stream; a link that has expired meanwhile ends it. */
const COMMENT_EVERY_MS = 15_000;

/** Mounts links for spectators and what they see. Each handler is a translation and nothing else. */
export function mountShareRoutes(
  app: App,
  { shares, clock }: { readonly shares: SharesService; readonly clock: Clock },
): void {
  mount(app, createShareLink, async ({ params, body }, caller) => {
    const { label, scope, photos, expires_in_days: days } = body;
    const { link, token } = await shares.create(caller, params.id, { label, scope, photos, days });
    return { link: toShareLinkWire(link), token, url: `/watch/${token}` };
  });

  mount(app, listShareLinks, async ({ params }, caller) => ({
    items: (await shares.list(caller, params.id)).map(toShareLinkWire),
    next_cursor: null,
  }));

  mount(app, revokeShareLink, ({ params }, caller) => shares.revoke(caller, params.id, params.lid));

  mount(app, readShared, async ({ params, query }) =>
    toSharedGameWire(await shares.read(params.token, query.at_move), params.token),
  );

  mountRaw(app, readSharedPhoto, async ({ params }, _caller, c) =>
    send(c, await shares.photo(params.token, params.cid, params.kind), "private, no-cache"),
  );

  mount(app, commentShared, async ({ params, body }) => {
    const moveId = body.move_id ?? null;
    return toCommentWire(await shares.comment(params.token, body.name, moveId, body.text), moveId);
  });

  mountRaw(app, streamShared, async ({ params }, _caller, c) => {
    const gone = new AbortController();
    let rung = new AbortController();
    let newest: number | undefined;
    let over = false;
    // Followed before the answer begins, so that "this link no longer works" is still a 404.
    const { stop, check } = await shares.follow(
      params.token,
      (seq) => {
        newest = seq;
        rung.abort();
      },
      () => {
        over = true;
        rung.abort();
      },
    );
    return streamSSE(c, async (out) => {
      out.onAbort(() => gone.abort());
      try {
        await out.write(": hello\n\n");
        while (!gone.signal.aborted) {
          rung = new AbortController();
          if (newest !== undefined) {
            const seq = newest;
            newest = undefined;
            await out.writeSSE({ id: String(seq), event: "changed", data: JSON.stringify({ head_seq: seq }) });
          }
          if (over) {
            await out.writeSSE({ event: "gone", data: "{}" });
            return;
          }
          if (newest !== undefined) continue;
          const slept = await clock.sleep(COMMENT_EVERY_MS, AbortSignal.any([rung.signal, gone.signal])).then(
            () => true,
            () => false,
          );
          if (!slept) continue;
          await check();
          await out.write(": still here\n\n");
        }
      } finally {
        stop();
      }
    });
  });
}
