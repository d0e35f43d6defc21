import { createAutoWatch } from "@wopr/camera-drivers";
import { AppError, type Clock, type Log, type Runnable } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { CameraSources } from "../camera-sources.ts";
import { type CameraRow, createCameraStore } from "../store/cameras.ts";
import type { CapturesService } from "./captures.ts";

/** Watches tables and takes photos when they changed and came to rest. */
export interface CameraAuto extends Runnable {
  /** Takes up or leaves the watch of one camera, as its row says. Camera processes watch by themselves. */
  follow(camera: CameraRow): Promise<void>;
}

/** The game is over, gone or read-only: watching on would only fail again. */
const OVER: readonly string[] = ["game.not_active", "game.not_found", "game.read_only"];

/** The only implementation. */
export function createCameraAuto(deps: {
  readonly db: Db;
  readonly sources: CameraSources;
  readonly captures: Pick<CapturesService, "triggerByItself">;
  readonly clock: Clock;
  readonly log: Log;
}): CameraAuto {
  const { db, sources, captures, clock, log } = deps;
  const store = createCameraStore(db);
  const watches = new Map<string, { readonly gameId: string; readonly watch: Runnable }>();

  async function leave(cameraId: string): Promise<void> {
    const known = watches.get(cameraId);
    watches.delete(cameraId);
    await known?.watch.stop();
  }

  async function takeUp(camera: CameraRow, gameId: string): Promise<void> {
    const source = {
      preview: async (request?: { readonly signal?: AbortSignal | undefined }) =>
        (await sources.open(camera)).preview(request),
    };
    const onStill = async () => {
      try {
        await captures.triggerByItself(camera, gameId);
      } catch (err) {
        if (!(err instanceof AppError) || !OVER.includes(err.code)) throw err;
        await store.update(camera.id, { autoGameId: null });
        log.info({ camera_id: camera.id, game_id: gameId, err }, "a watched game is over; its table is left alone");
        void leave(camera.id);
      }
    };
    const watch = createAutoWatch({ source, clock, onStill });
    watches.set(camera.id, { gameId, watch });
    await watch.start();
  }

  async function follow(camera: CameraRow): Promise<void> {
    const known = watches.get(camera.id);
    const wanted = camera.driver === "agent" || camera.driver === "browser" ? null : camera.autoGameId;
    if ((known?.gameId ?? null) === wanted) return;
    await leave(camera.id);
    if (wanted !== null) await takeUp(camera, wanted);
  }

  return {
    name: "camera-auto",
    async start() {
      for (const camera of await store.list()) await follow(camera);
    },
    async stop() {
      await Promise.all([...watches.keys()].map(leave));
    },
    follow,
  };
}
