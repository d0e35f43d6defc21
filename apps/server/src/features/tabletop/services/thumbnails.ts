import { AppError, type Log, type Runnable } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { MediaService } from "../../media/index.ts";
import { asOrientation } from "../photo/orientation.ts";
import { makeThumbnail } from "../photo/prepare.ts";
import type { CaptureRow } from "../store/captures.ts";

/** Thumbnails of stored photos. They are derived: one that is missing is made again when somebody asks for it. */
export interface Thumbnails extends Runnable {
  /** Makes the thumbnail of a photo that has just been stored; nobody waits for it. */
  begin(capture: CaptureRow, photo: Uint8Array): void;
  /** @throws {AppError} `media.not_found` when the photo is gone too. */
  read(capture: Pick<CaptureRow, "gameId" | "imagePath" | "thumbnailPath" | "orientation">): Promise<Uint8Array>;
}

/** What making thumbnails needs. */
export interface ThumbnailsDeps {
  readonly db: Db;
  readonly media: MediaService;
  readonly log: Log;
}

/** The only implementation. */
export function createThumbnails({ db, media, log }: ThumbnailsDeps): Thumbnails {
  const running = new Map<string, Promise<Uint8Array | undefined>>();

  async function make(capture: Parameters<Thumbnails["read"]>[0], photo: Uint8Array): Promise<Uint8Array> {
    const bytes = await makeThumbnail(photo, asOrientation(capture.orientation));
    const file = { key: capture.thumbnailPath ?? "", bytes, mime: "image/jpeg", feature: "tabletop" };
    await db
      .transaction((tx) => media.put(tx, { ...file, ownerObject: `game:${capture.gameId}` }))
      .catch((failure: unknown) => {
        // Somebody else was faster; both made the same picture.
        if (!(failure instanceof AppError)) throw failure;
      });
    return bytes;
  }

  return {
    name: "thumbnails",
    start: async () => {},
    async stop() {
      await Promise.all(running.values());
    },

    begin(capture, photo) {
      const key = capture.thumbnailPath ?? capture.id;
      const making = make(capture, photo)
        .catch((err: unknown) => {
          log.warn({ err, capture_id: capture.id }, "thumbnail not made, will be when it is asked for");
          return undefined;
        })
        .finally(() => running.delete(key));
      running.set(key, making);
    },

    async read(capture) {
      const key = capture.thumbnailPath ?? "";
      const made = await running.get(key);
      if (made) return made;
      if (await media.find(key)) return media.read(key);
      return make(capture, await media.read(capture.imagePath ?? ""));
    },
  };
}
