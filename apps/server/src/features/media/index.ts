import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Feature } from "../feature.ts";
import { createCollectHandler } from "./collect.ts";
import { createFolderStore } from "./folder-store.ts";
import { createMediaService } from "./media.ts";
import type { MediaService } from "./service.ts";
import { createStorageWatch } from "./storage-watch.ts";

export { collectMedia } from "./collect.ts";
export type { MediaService } from "./service.ts";

/** Everything the rest of the server may know about files. */
export interface MediaFeature extends Feature {
  readonly service: MediaService;
  /** Whether the storage could be reached when it was last looked at. */
  health(): "healthy" | "unhealthy";
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
  const watch = createStorageWatch(bytes, clock, log);
  return {
    name: "media",
    service: createMediaService({ db, bytes, clock, newId, log }),
    health: watch.health,
    mountRoutes: () => {},
    jobs: [createCollectHandler({ db, bytes, clock })],
    topics: [],
    parts: [watch],
  };
}
