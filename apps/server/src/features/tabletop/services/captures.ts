import type { Clock, NewId } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import type { MediaService } from "../../media/index.ts";
import { type Access, actorOf } from "../access.ts";
import { requireCaptureStep, requirePlayable } from "../domain/transitions.ts";
import { CaptureErrors } from "../errors.ts";
import type { GameLog } from "../game-log.ts";
import type { OpenGame } from "../open-game.ts";
import { preparePhoto } from "../photo/prepare.ts";
import type { CameraRow } from "../store/cameras.ts";
import { type CaptureBrief, type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { captureEvent, type Intake } from "./intake.ts";
import type { Shots } from "./shots.ts";

/** What somebody says about a photo they want. */
export interface WantedPhoto {
  readonly notes?: string | undefined;
  readonly resolution?: "4k" | "1080p" | "720p" | undefined;
  readonly cameraId?: string | null | undefined;
}

/** Photos of games: taken, sent and looked up. */
export interface CapturesService {
  /**
   * Asks the camera for a photo and answers at once; the photo arrives later.
   *
   * @throws {AppError} `game.not_found`, `game.not_active`, `camera.none_configured`, `camera.queue_full`,
   * `camera.resolution_unavailable`
   */
  trigger(caller: Caller, gameId: string, wanted: WantedPhoto): Promise<CaptureRow>;
  /**
   * A photo nobody asked for: its camera saw that the table changed and came to rest.
   *
   * @throws {AppError} as `trigger`
   */
  triggerByItself(camera: CameraRow, gameId: string): Promise<CaptureRow>;
  /** Makes a place for a photo somebody will send within an hour. @throws {AppError} `game.not_found`, `game.not_active` */
  expectUpload(caller: Caller, gameId: string, wanted: WantedPhoto): Promise<CaptureRow>;
  /**
   * Takes a photo that was sent. When this resolves it is durable.
   *
   * @throws {AppError} `game.not_found`, `game.not_active`, `media.not_an_image`, `media.too_large`, `media.no_space`
   */
  upload(caller: Caller, gameId: string, bytes: Uint8Array, wanted: WantedPhoto): Promise<CaptureRow>;
  /** The bytes for {@link expectUpload}. @throws {AppError} as `upload`, `capture.not_found`, `capture.bad_transition` */
  uploadInto(caller: Caller, gameId: string, captureId: string, bytes: Uint8Array): Promise<CaptureRow>;
  /**
   * Erases a photo: its picture goes to the trash, its row and what was read of it stay.
   *
   * @throws {AppError} `game.not_found`, `game.not_yours`, `capture.not_found`, `capture.bad_transition`
   */
  erase(
    caller: Caller,
    gameId: string,
    captureId: string,
  ): Promise<{ readonly capture: CaptureRow; readonly game: OpenGame }>;
  /** @throws {AppError} `game.not_found`, `capture.not_found` */
  read(
    caller: Caller,
    gameId: string,
    captureId: string,
  ): Promise<{ readonly capture: CaptureRow; readonly game: OpenGame }>;
  /** @throws {AppError} `game.not_found` */
  list(
    caller: Caller,
    gameId: string,
  ): Promise<{ readonly captures: readonly CaptureBrief[]; readonly game: OpenGame }>;
}

/** What the service needs from outside. */
export interface CapturesServiceDeps {
  readonly db: Db;
  readonly log: GameLog;
  readonly access: Access;
  readonly intake: Intake;
  readonly media: Pick<MediaService, "trash">;
  readonly shots: Shots;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** The only implementation. */
export function createCapturesService(deps: CapturesServiceDeps): CapturesService {
  const { db, log, access, intake, shots, clock, newId } = deps;

  async function begin(
    by: Pick<Caller, "id"> & { readonly actor: ReturnType<typeof actorOf> },
    gameId: string,
    differs: Partial<CaptureRow>,
    wanted: WantedPhoto,
  ): Promise<CaptureRow> {
    const row: CaptureRow = {
      ...newCapture(newId(), gameId, clock.now()),
      triggeredBy: by.id,
      notes: wanted.notes ?? null,
      resolution: wanted.resolution ?? null,
      ...differs,
    };
    await log.act(gameId, { actor: by.actor }, async (act) => {
      requirePlayable(act.game().folded.header.status);
      await createCaptureStore(act.tx).insert(row);
      act.tell(captureEvent(row, "capture.begun"));
    });
    return row;
  }

  async function arrive(caller: Caller, capture: CaptureRow, photo: Awaited<ReturnType<typeof preparePhoto>>) {
    try {
      const arrived = { captureId: capture.id, photo, capturedAt: clock.now() };
      return await intake.store(capture.gameId, actorOf(caller), arrived);
    } catch (failure) {
      await intake.fail(capture.gameId, capture.id, failure);
      throw failure;
    }
  }

  return {
    async trigger(caller, gameId, wanted) {
      const { row } = await access.requirePlaying(caller, gameId);
      const camera = await shots.choose(wanted.cameraId ?? row.cameraId);
      await shots.requireRoom(camera, wanted.resolution);
      const capture = await begin(asker(caller), gameId, { cameraId: camera.id }, wanted);
      await shots.take(camera, capture);
      return capture;
    },

    async triggerByItself(camera, gameId) {
      await shots.requireRoom(camera, undefined);
      const actor = { id: camera.id, kind: "camera" as const, name: camera.name };
      const capture = await begin({ id: "auto", actor }, gameId, { cameraId: camera.id }, {});
      await shots.take(camera, capture);
      return capture;
    },

    async expectUpload(caller, gameId, wanted) {
      await access.requirePlaying(caller, gameId);
      return begin(asker(caller), gameId, { status: "waiting_for_upload" }, wanted);
    },

    async upload(caller, gameId, bytes, wanted) {
      await access.requirePlaying(caller, gameId);
      // Looked at before a row is made: what is no photo leaves no trace.
      const photo = await preparePhoto(bytes);
      const capture = await begin(
        asker(caller),
        gameId,
        { status: "uploading", cameraId: wanted.cameraId ?? null },
        wanted,
      );
      return arrive(caller, capture, photo);
    },

    async uploadInto(caller, gameId, captureId, bytes) {
      await access.requirePlaying(caller, gameId);
      const capture = await createCaptureStore(db).find(gameId, captureId);
      if (!capture) throw CaptureErrors.not_found({});
      requireCaptureStep(capture.status, "stored");
      return arrive(caller, capture, await preparePhoto(bytes));
    },

    async erase(caller, gameId, captureId) {
      access.requireDisposing(caller, await access.requireSeeing(caller, gameId));
      return log.act(gameId, { actor: actorOf(caller) }, async (act) => {
        const store = createCaptureStore(act.tx);
        const before = await store.find(gameId, captureId);
        if (!before) throw CaptureErrors.not_found({});
        requireCaptureStep(before.status, "removed");
        const capture: CaptureRow = { ...before, status: "removed" };
        await store.update(captureId, { status: "removed" });
        for (const key of [before.imagePath, before.thumbnailPath]) if (key) await deps.media.trash(act.tx, key);
        await act.write([{ kind: "capture_removed", payload: { capture_id: captureId } }]);
        act.tell(captureEvent(capture, "capture.removed"));
        return { capture, game: act.game() };
      });
    },

    async read(caller, gameId, captureId) {
      await access.requireSeeing(caller, gameId);
      const [capture, game] = await Promise.all([createCaptureStore(db).find(gameId, captureId), log.open(gameId)]);
      if (!capture) throw CaptureErrors.not_found({});
      return { capture, game };
    },

    async list(caller, gameId) {
      await access.requireSeeing(caller, gameId);
      const [captures, game] = await Promise.all([createCaptureStore(db).list(gameId), log.open(gameId)]);
      return { captures, game };
    },
  };
}

const asker = (caller: Caller) => ({ id: caller.id, actor: actorOf(caller) });

/** A photo that has just been asked for. */
export const newCapture = (id: string, gameId: string, createdAt: Date): CaptureRow => ({
  id,
  createdAt,
  gameId,
  setId: id,
  cameraId: null,
  sequence: null,
  status: "capturing",
  resolution: null,
  imagePath: null,
  thumbnailPath: null,
  width: null,
  height: null,
  orientation: 1,
  mime: null,
  sizeBytes: null,
  sha256: null,
  originalSha256: null,
  capturedAt: null,
  receivedAt: null,
  timeUncertain: false,
  triggeredBy: "auto",
  notes: null,
  cameraSettings: {},
  quality: null,
  analysisStatus: "pending",
  analysisJobId: null,
  analysisResults: null,
  look: null,
  error: null,
});
