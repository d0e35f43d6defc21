import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import type { CameraSources } from "../camera-sources.ts";
import { CameraErrors } from "../errors.ts";
import { type CameraRow, createCameraStore } from "../store/cameras.ts";
import type { CameraAgents } from "./camera-agents.ts";
import type { CameraAuto } from "./camera-auto.ts";
import type { CameraPreviews } from "./camera-previews.ts";
import type { CamerasService, CameraView } from "./cameras.ts";

/** Looking after a camera: locks, live picture, watching a table. */
export interface CameraCare {
  /** @throws {AppError} `camera.not_found`, `camera.lock_unavailable`, `camera.unreachable` */
  lock(caller: Caller, id: string, signal: AbortSignal): Promise<CameraView>;
  /** Idempotent. Throws as `lock`. */
  unlock(caller: Caller, id: string, signal: AbortSignal): Promise<CameraView>;
  /** @throws {AppError} `camera.not_found`, `game.not_found`, `camera.auto_unavailable` */
  watchGame(caller: Caller, id: string, gameId: string | null): Promise<CameraView>;
  /** Small upright frames until the returned function is called. @throws {AppError} `camera.not_found`, `camera.preview_unavailable` */
  preview(caller: Caller, id: string, onFrame: (jpeg: Uint8Array) => void): Promise<() => void>;
}

/** What the service needs from outside. */
export interface CameraCareDeps {
  readonly db: Db;
  readonly access: Access;
  readonly cameras: Pick<CamerasService, "glance">;
  readonly sources: CameraSources;
  readonly agents: Pick<CameraAgents, "order" | "ring">;
  readonly previews: CameraPreviews;
  readonly auto: CameraAuto;
}

/** The only implementation. */
export function createCameraCare(deps: CameraCareDeps): CameraCare {
  const { db, access, cameras, sources, agents, previews, auto } = deps;
  const store = createCameraStore(db);

  async function turn(kind: "lock" | "unlock", caller: Caller, id: string, signal: AbortSignal): Promise<CameraView> {
    const { row } = await cameras.glance(caller, id);
    if (row.driver === "browser") throw CameraErrors.upload_only({ camera: row.name });
    if (row.driver === "agent") await agents.order(row, kind, signal);
    else {
      const source = await sources.open(row);
      await (kind === "lock" ? source.lock({ signal }) : source.unlock({ signal }));
    }
    return cameras.glance(caller, id);
  }

  return {
    lock: (caller, id, signal) => turn("lock", caller, id, signal),
    unlock: (caller, id, signal) => turn("unlock", caller, id, signal),

    async watchGame(caller, id, gameId) {
      const { row } = await cameras.glance(caller, id);
      if (row.driver === "browser" || row.driver === "replay" || row.driver === "watch")
        throw CameraErrors.auto_unavailable({ camera: row.name });
      if (gameId !== null) await access.requirePlaying(caller, gameId);
      await store.update(id, { autoGameId: gameId });
      const changed: CameraRow = { ...row, autoGameId: gameId };
      await auto.follow(changed);
      if (row.driver === "agent") await agents.ring(changed);
      return cameras.glance(caller, id);
    },

    async preview(caller, id, onFrame) {
      const { row } = await cameras.glance(caller, id);
      return previews.watch(row, onFrame);
    },
  };
}
