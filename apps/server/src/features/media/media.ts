import type { Clock, Log, NewId } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../db/db.ts";
import type { ByteStore } from "./byte-store.ts";
import { isKey } from "./domain.ts";
import { MediaErrors } from "./errors.ts";
import type { MediaService } from "./service.ts";
import { createMediaStore } from "./store.ts";

/** What storing files needs from outside. */
export interface MediaServiceDeps {
  readonly db: Db;
  readonly bytes: ByteStore;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
}

/** Files whose rows are in Postgres and whose bytes are in a {@link ByteStore}. */
export function createMediaService({ db, bytes, clock, newId, log }: MediaServiceDeps): MediaService {
  const store = createMediaStore(db);
  return {
    async put(tx, file) {
      if (!isKey(file.key)) throw MediaErrors.bad_key({ key: file.key });
      const inside = createMediaStore(tx);
      await inside.lockKey(file.key);
      if (await inside.isTaken(file.key)) throw MediaErrors.key_taken({ key: file.key });
      await bytes.put(file.key, file.bytes);
      const object = {
        id: newId(),
        key: file.key,
        sha256: sha256Hex(file.bytes),
        bytes: file.bytes.byteLength,
        mime: file.mime,
        width: file.width ?? null,
        height: file.height ?? null,
        ownerObject: file.ownerObject,
      };
      await inside.add({ ...object, feature: file.feature, createdAt: clock.now() });
      return object;
    },

    find: async (key) => (isKey(key) ? store.find(key) : undefined),

    async read(key) {
      const object = isKey(key) ? await store.find(key) : undefined;
      if (!object) throw MediaErrors.not_found({ key });
      const content = await bytes.read(key);
      if (content && sha256Hex(content) === object.sha256) return content;
      log.error({ media_key: key, missing: content === undefined }, "a stored file is missing or damaged");
      throw MediaErrors.corrupt({ key });
    },

    trash: (tx, key) => createMediaStore(tx).trash(key, clock.now()),
    locate: (key) => bytes.locate(key),
  };
}
