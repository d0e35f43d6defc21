import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Feature } from "../feature.ts";
import { createCollectHandler } from "./collect.ts";
import { createFolderStore } from "./folder-store.ts";
import { createMediaService } from "./media.ts";
import type { MediaService } from "./service.ts";

export { collectMedia } from "./collect.ts";
export type { MediaObject, MediaService } from "./service.ts";

/** Everything the rest of the server may know about files. */
export interface MediaFeature extends Feature {
  readonly service: MediaService;
  /** Whether the storage can be reached at the moment. */
  isReachable(): Promise<boolean>;
}

/** What the feature needs from outside. */
export interface MediaDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly storage: {
    readonly root: string;
    /** Whether a missing root is made: yes for our own data folder, no for a share somebody mounts. */
    readonly create: boolean;
  };
}

/** Wires the feature. Does no work. */
export function createMediaFeature({ db, clock, newId, log, storage }: MediaDeps): MediaFeature {
  const bytes = createFolderStore({ ...storage, newId });
  return {
    name: "media",
    service: createMediaService({ db, bytes, clock, newId, log }),
    isReachable: () => bytes.isReachable(),
    mountRoutes: () => {},
    jobs: [createCollectHandler({ db, bytes, clock })],
    topics: [],
    parts: [],
  };
}
