import { AppError, type Clock } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import type { OutboxEvent } from "../../../events/outbox.ts";
import type { MediaService } from "../../media/index.ts";
import { type Actor, SYSTEM } from "../domain/events.ts";
import { photoKeys } from "../domain/file-names.ts";
import { requireCaptureStep } from "../domain/transitions.ts";
import { CaptureErrors } from "../errors.ts";
import { type GameAct, gameTopic } from "../game-act.ts";
import type { GameLog } from "../game-log.ts";
import type { PreparedPhoto } from "../photo/prepare.ts";
import { createCameraStore } from "../store/cameras.ts";
import { type CaptureRow, createCaptureStore } from "../store/captures.ts";
import { createGameStore } from "../store/games.ts";
import type { Thumbnails } from "./thumbnails.ts";

/** A photo that has arrived. */
export interface ArrivedPhoto {
  readonly captureId: string;
  readonly photo: PreparedPhoto;
  readonly capturedAt: Date;
  readonly timeUncertain?: boolean;
  /** A remark of the source; what a person wrote stays. */
  readonly notes?: string | null;
  /** Where a replay or watched folder is after this photo. */
  readonly position?: string | undefined;
  /** Written in the same transaction, e.g. that an upload has arrived. */
  readonly alongside?: (tx: Db) => Promise<void>;
}

/** Makes photos durable. */
export interface Intake {
  /**
   * Stores a photo: bytes, sequence, row, event and what follows from it, all or nothing. When this resolves the photo
   * survives whatever happens; its thumbnail follows.
   *
   * @throws {AppError} `capture.bad_transition` when it is not waited for any more, `media.no_space`, `game.not_found`
   */
  store(gameId: string, actor: Actor, arrived: ArrivedPhoto): Promise<CaptureRow>;
  /** Marks a capture as failed, if it is still under way. @returns Whether it was. */
  fail(gameId: string, captureId: string, failure: unknown): Promise<boolean>;
}

/** What storing photos needs from outside. */
export interface IntakeDeps {
  readonly log: GameLog;
  readonly media: MediaService;
  readonly thumbnails: Thumbnails;
  readonly clock: Clock;
  /** Called in the transaction that stores a photo, to have it looked at. */
  readonly onStored: (act: GameAct, capture: CaptureRow) => Promise<void>;
}

/** States in which a photo is still waited for. */
const UNDER_WAY = ["capturing", "uploading", "waiting_for_upload"] as const;

/** The only implementation. */
export function createIntake({ log, media, thumbnails, clock, onStored }: IntakeDeps): Intake {
  return {
    async store(gameId, actor, arrived) {
      const capture = await log.act(gameId, { actor }, async (act) => {
        const captures = createCaptureStore(act.tx);
        const before = await captures.find(gameId, arrived.captureId);
        if (!before) throw CaptureErrors.not_found({});
        requireCaptureStep(before.status, "stored");
        const stored = await keep(act, before, arrived);
        await captures.update(stored.id, stored);
        await createGameStore(act.tx).update(gameId, { thumbnailPath: stored.thumbnailPath });
        await act.write([addedEvent(stored)]);
        act.tell(captureEvent(stored, "capture.stored"));
        await arrived.alongside?.(act.tx);
        await onStored(act, stored);
        return stored;
      });
      thumbnails.begin(capture, arrived.photo.bytes);
      return capture;
    },

    fail: (gameId, captureId, failure) =>
      log.act(gameId, { actor: SYSTEM }, async (act) => {
        const error = describeFailure(failure);
        const captures = createCaptureStore(act.tx);
        const changed = await captures.step(captureId, UNDER_WAY, {
          status: "failed",
          analysisStatus: "failed",
          error,
        });
        if (!changed) return false;
        await createCameraStore(act.tx).endCommands(captureId, "withdrawn");
        await act.write([{ kind: "capture_rejected", payload: { capture_id: captureId, reason: error.code } }]);
        const object = { kind: "capture", id: captureId };
        act.tell(
          { topic: gameTopic(gameId), kind: "capture.failed", object, data: { ...error } },
          { topic: "tabletop", kind: "tabletop.capture_failed", object, data: { game_id: gameId, code: error.code } },
        );
        return true;
      }),
  };

  async function keep(act: GameAct, before: CaptureRow, arrived: ArrivedPhoto): Promise<CaptureRow> {
    const { photo, capturedAt } = arrived;
    const { tx } = act;
    const gameId = before.gameId;
    const sequence = await createGameStore(tx).takeSequence(gameId);
    const keys = photoKeys({ gameId, sequence, capturedAt, extension: photo.extension });
    const owner = { feature: "tabletop", ownerObject: `game:${gameId}` };
    const size = { width: photo.width, height: photo.height };
    await media.put(tx, { key: keys.image, bytes: photo.bytes, mime: photo.mime, ...size, ...owner });
    if (before.cameraId) {
      const camera = { lastFrameAt: capturedAt, nativeWidth: photo.width, nativeHeight: photo.height };
      const position = arrived.position === undefined ? {} : { replayPosition: arrived.position };
      await createCameraStore(tx).update(before.cameraId, { ...camera, ...position });
    }
    return {
      ...before,
      status: "stored",
      sequence,
      imagePath: keys.image,
      thumbnailPath: keys.thumbnail,
      ...size,
      orientation: photo.orientation,
      mime: photo.mime,
      sizeBytes: photo.bytes.length,
      sha256: photo.sha256,
      originalSha256: photo.originalSha256,
      capturedAt,
      receivedAt: clock.now(),
      timeUncertain: arrived.timeUncertain ?? false,
      notes: before.notes ?? arrived.notes ?? null,
    };
  }
}

const addedEvent = (stored: CaptureRow) =>
  ({
    kind: "capture_added",
    payload: {
      capture_id: stored.id,
      sequence: stored.sequence ?? 0,
      sha256: stored.sha256 ?? "",
      camera_id: stored.cameraId,
    },
  }) as const;

/** Tells those who watch a game about one of its photos. */
export const captureEvent = (
  capture: Pick<CaptureRow, "id" | "gameId" | "sequence" | "status" | "analysisStatus">,
  kind: string,
): OutboxEvent => ({
  topic: gameTopic(capture.gameId),
  kind,
  object: { kind: "capture", id: capture.id },
  data: { sequence: capture.sequence, status: capture.status, analysis_status: capture.analysisStatus },
});

/** What people read about a failure; of one nobody foresaw only that it happened. */
export function describeFailure(failure: unknown): { readonly code: string; readonly detail: string } {
  if (failure instanceof AppError) return { code: failure.code, detail: failure.message };
  return {
    code: "capture.failed",
    detail: "The photo could not be taken for a reason WOPR did not foresee. Try again.",
  };
}
