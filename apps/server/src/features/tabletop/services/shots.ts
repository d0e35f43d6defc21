import { CameraErrors as DriverErrors, type Frame, type FrameSource } from "@wopr/camera-drivers";
import type { Clock, Log, NewId, Runnable } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Outbox } from "../../../events/outbox.ts";
import { type CameraSources, queueFull } from "../camera-sources.ts";
import { CameraErrors } from "../errors.ts";
import { preparePhoto } from "../photo/prepare.ts";
import { type CameraRow, createCameraStore } from "../store/cameras.ts";
import type { CaptureRow } from "../store/captures.ts";
import type { Intake } from "./intake.ts";

type Resolution = "4k" | "1080p" | "720p";

/** Asks cameras for photos. */
export interface Shots extends Runnable {
  /**
   * The camera to use: the wanted one, else the default.
   *
   * @throws {AppError} `camera.not_found`, `camera.none_configured`, `camera.upload_only`
   */
  choose(wanted: string | null | undefined): Promise<CameraRow>;
  /** @throws {AppError} `camera.queue_full`, `camera.resolution_unavailable`, before anything is written. */
  requireRoom(camera: CameraRow, resolution: Resolution | undefined): Promise<void>;
  /** Has the photo of a capture taken. Resolves once the camera is asked; the photo or its failure comes later. */
  take(camera: CameraRow, capture: CaptureRow): Promise<void>;
  /** Gives up a photo that is not wanted any more. Idempotent. */
  withdraw(capture: Pick<CaptureRow, "id" | "gameId">, camera: CameraRow): Promise<void>;
}

/** What asking cameras needs. */
export interface ShotsDeps {
  readonly db: Db;
  readonly sources: CameraSources;
  readonly intake: Intake;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
}

/** A camera that has not delivered after this long has failed (tabletop.md 7). */
const SHOT_MS = 30_000;
/** A camera process takes one shot and lets three wait. */
const MOST_WAITING = 4;

/** Topic on which a camera process hears that something is wanted of it. */
export const cameraTopic = (cameraId: string): string => `camera:${cameraId}`;

/** The only implementation. */
export function createShots(deps: ShotsDeps): Shots {
  const { db, sources, intake, outbox, clock, newId, log } = deps;
  const store = createCameraStore(db);
  const running = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();

  /** Runs in the background, is ended by `stop`, and never rejects. */
  function inBackground(captureId: string, work: (signal: AbortSignal) => Promise<void>): void {
    const stop = new AbortController();
    const done = work(stop.signal)
      .catch((err: unknown) => log.warn({ err, capture_id: captureId }, "a shot ended in a way nobody foresaw"))
      .finally(() => running.delete(captureId));
    running.set(captureId, { stop, done });
  }

  async function shoot(camera: CameraRow, capture: CaptureRow, signal: AbortSignal): Promise<void> {
    try {
      const source = await sources.open(camera);
      // What goes wrong here is the camera's own: it stays open, for the shots that wait behind this one too.
      const frame = await source.capture({ resolution: capture.resolution ?? undefined, signal });
      await keep(camera, capture, frame, source.stored).catch(async (failure: unknown) => {
        // The source is a photo ahead of what was stored; opened anew it begins where the database says.
        await sources.drop(camera.id);
        throw failure;
      });
    } catch (failure) {
      await intake.fail(capture.gameId, capture.id, failure);
    }
  }

  async function keep(camera: CameraRow, capture: CaptureRow, frame: Frame, fromFolder: boolean): Promise<void> {
    const ageMs = clock.monotonicMs() - frame.takenAtMonotonicMs;
    const photo = await preparePhoto(frame.bytes, camera);
    await intake.store(
      capture.gameId,
      { id: camera.id, kind: "camera", name: camera.name },
      {
        captureId: capture.id,
        photo,
        capturedAt: new Date(clock.now().getTime() - Math.max(0, ageMs)),
        notes: frame.notes,
        position: fromFolder ? frame.origin : undefined,
      },
    );
  }

  /** A camera process calls us; nobody else notices when it does not. */
  async function expire(camera: CameraRow, capture: CaptureRow, signal: AbortSignal): Promise<void> {
    await clock.sleep(SHOT_MS, signal).catch(() => undefined);
    if (signal.aborted) return;
    const failure = DriverErrors.unreachable({ camera: camera.name, waited_s: SHOT_MS / 1000 });
    await intake.fail(capture.gameId, capture.id, failure);
  }

  async function command(camera: CameraRow, capture: CaptureRow): Promise<void> {
    const now = clock.now();
    await db.transaction(async (tx) => {
      await createCameraStore(tx).addCommand({
        id: newId(),
        createdAt: now,
        cameraId: camera.id,
        kind: "capture",
        captureId: capture.id,
        gameId: capture.gameId,
        resolution: capture.resolution,
        expiresAt: new Date(now.getTime() + SHOT_MS),
        state: "queued",
        deliveredAt: null,
        detail: null,
      });
      const object = { kind: "camera", id: camera.id };
      await outbox.append(tx, [{ topic: cameraTopic(camera.id), kind: "camera.command", object, data: {} }]);
    });
    inBackground(capture.id, (signal) => expire(camera, capture, signal));
  }

  return {
    name: "shots",
    start: async () => {},

    async stop() {
      for (const { stop } of running.values()) stop.abort(CameraErrors.interrupted({}));
      await Promise.all([...running.values()].map(({ done }) => done));
    },

    async choose(wanted) {
      const camera = wanted ? await store.find(wanted) : await store.defaultCamera();
      if (!camera) throw wanted ? CameraErrors.not_found({}) : CameraErrors.none_configured({});
      if (camera.driver === "browser") throw CameraErrors.upload_only({ camera: camera.name });
      return camera;
    },

    async requireRoom(camera, resolution) {
      const waiting =
        camera.driver === "agent"
          ? (await store.waitingCommands(camera.id, clock.now())) - 1
          : waitingAt(sources.peek(camera.id));
      if (waiting + 1 >= MOST_WAITING) throw queueFull(camera.name, MOST_WAITING - 1);
      const available = Object.keys(sizesOf(camera, sources.peek(camera.id)));
      if (resolution && available.length > 0 && !available.includes(resolution))
        throw DriverErrors.resolution_unavailable({ camera: camera.name, asked: resolution, available });
    },

    async take(camera, capture) {
      if (camera.driver === "agent") await command(camera, capture);
      else inBackground(capture.id, (signal) => shoot(camera, capture, signal));
    },

    async withdraw(capture, camera) {
      running.get(capture.id)?.stop.abort(DriverErrors.unreachable({ camera: camera.name, waited_s: SHOT_MS / 1000 }));
      const failure = DriverErrors.unreachable({ camera: camera.name, waited_s: SHOT_MS / 1000 });
      await intake.fail(capture.gameId, capture.id, failure);
    },
  };
}

/** Shots that wait behind the running one; −1 when none runs. */
function waitingAt(source: FrameSource | undefined): number {
  const health = source?.health();
  return health?.status === "busy" ? health.waiting : -1;
}

/** Sizes a camera can be asked for, as far as they are known. */
export function sizesOf(
  camera: CameraRow,
  source: FrameSource | undefined,
): Readonly<Partial<Record<Resolution, readonly [number, number]>>> {
  if (source) return source.sizes();
  return (camera.health?.["sizes"] ?? {}) as Partial<Record<Resolution, readonly [number, number]>>;
}
