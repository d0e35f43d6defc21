import type { Clock, Log, NewId } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Feature } from "../feature.ts";
import { createCollectHandler } from "./collect.ts";
import { createFolderStore } from "./folder-store.ts";
import { createMediaService } from "./media.ts";
import { createScrubHandler } from "./scrub.ts";
import type { MediaService } from "./service.ts";
import { createStorageWatch } from "./storage-watch.ts";

export { collectMedia } from "./collect.ts";
export { createFolderStore } from "./folder-store.ts";
export { scrubMedia } from "./scrub.ts";
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
  /** Told of files that a nightly look found missing or damaged. */
  readonly onDamage?: (keys: readonly string[]) => Promise<void>;
}

/** Wires the feature. Does no work. */
export function createMediaFeature({ db, clock, newId, log, storage, onDamage }: MediaDeps): MediaFeature {
  const bytes = createFolderStore({ ...storage, newId });
  const watch = createStorageWatch(bytes, clock, log);
  return {
    name: "media",
    service: createMediaService({ db, bytes, clock, newId, log }),
    health: watch.health,
    mountRoutes: () => {},
    jobs: [createCollectHandler({ db, bytes, clock }), createScrubHandler({ db, bytes, clock, log, onDamage })],
    topics: [],
    parts: [watch],
  };
}
