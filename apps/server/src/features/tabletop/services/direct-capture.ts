import { CameraErrors as DriverErrors } from "@wopr/camera-drivers";
import type { AppError, Clock } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { EventFeed } from "../../../events/outbox.ts";
import type { Caller } from "../../../http/caller.ts";
import { CameraErrors } from "../errors.ts";
import { gameTopic } from "../game-act.ts";
import { createCameraStore } from "../store/cameras.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import type { CapturesService, WantedPhoto } from "./captures.ts";
import type { Shots } from "./shots.ts";

/** Taking a photo and waiting for it, as TWAT published it. */
export interface DirectCapture {
  /**
   * Waits at most 30 s; then the request is withdrawn.
   *
   * @throws {AppError} `camera.unreachable`, and what {@link CapturesService.trigger} throws.
   */
  take(caller: Caller, gameId: string, wanted: WantedPhoto, signal: AbortSignal): Promise<CaptureRow>;
}

const WAIT_MS = 30_000;
/** What a lost event costs at most. */
const LOOK_EVERY_MS = 1_000;

/** The only implementation. */
export function createDirectCapture(deps: {
  readonly db: Db;
  readonly captures: CapturesService;
  readonly shots: Shots;
  readonly feed: EventFeed;
  readonly clock: Clock;
}): DirectCapture {
  const { db, captures, shots, feed, clock } = deps;
  const store = createCaptureStore(db);

  async function untilSettled(gameId: string, captureId: string, signal: AbortSignal): Promise<CaptureRow | undefined> {
    let look: () => void = () => {};
    const stop = await feed.subscribe({ topics: [gameTopic(gameId)], listener: () => look(), onReset: () => look() });
    const untilMs = clock.monotonicMs() + WAIT_MS;
    try {
      while (clock.monotonicMs() < untilMs && !signal.aborted) {
        const rung = new AbortController();
        look = () => rung.abort();
        const capture = await store.findById(captureId);
        if (capture?.status === "stored" || capture?.status === "failed") return capture;
        await clock.sleep(LOOK_EVERY_MS, AbortSignal.any([rung.signal, signal])).catch(() => undefined);
      }
      return undefined;
    } finally {
      stop();
    }
  }

  return {
    async take(caller, gameId, wanted, signal) {
      const begun = await captures.trigger(caller, gameId, wanted);
      const settled = await untilSettled(gameId, begun.id, signal);
      if (settled?.status === "stored") return settled;
      const camera = begun.cameraId ? await createCameraStore(db).find(begun.cameraId) : undefined;
      const name = camera?.name ?? "camera";
      if (!settled && camera) await shots.withdraw(begun, camera);
      if (!settled) throw DriverErrors.unreachable({ camera: name, waited_s: WAIT_MS / 1000 });
      throw failureOf(settled, name);
    },
  };
}

/** Why the photo failed, as it was written down. */
function failureOf({ error }: CaptureRow, camera: string): AppError {
  if (error?.code === "camera.unreachable") return DriverErrors.unreachable({ camera, waited_s: WAIT_MS / 1000 });
  return CameraErrors.reported({ camera, detail: error?.detail ?? "it did not say why." });
}
