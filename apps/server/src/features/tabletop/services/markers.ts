import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { Access } from "../access.ts";
import { CaptureErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import { createCaptureStore } from "../store/captures.ts";
import type { MarkersSeen, MarkersTask, VisionPort } from "../vision-port.ts";
import { gridOf, type LookTasks } from "./look-tasks.ts";

/** Finding printed markers in photos of a game. */
export interface MarkersService {
  /** Looks only; nothing is kept. @throws {AppError} `game.not_found`, `capture.not_found`, `capture.no_photo` */
  find(
    caller: Caller,
    gameId: string,
    captureId: string,
    wanted: Pick<MarkersTask, "family" | "ids" | "layout">,
  ): Promise<MarkersSeen>;
}

/** The only implementation. */
export function createMarkersService(deps: {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly tasks: LookTasks;
  readonly vision: VisionPort;
}): MarkersService {
  const { db, log, access, tasks, vision } = deps;
  return {
    async find(caller, gameId, captureId, wanted) {
      await access.requirePlaying(caller, gameId);
      const board = gridOf(await log.open(gameId));
      const capture = await createCaptureStore(db).find(gameId, captureId);
      if (!capture) throw CaptureErrors.not_found({});
      if (capture.status !== "stored") throw CaptureErrors.no_photo({ status: capture.status });
      return vision.markers({ kind: "markers", bytes: await tasks.bytesOf(capture), board, ...wanted });
    },
  };
}
