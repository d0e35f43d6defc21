import { type Frame, type FrameSource, frameDigest, type ResolutionName } from "@wopr/camera-drivers";
import type { Clock, NewId } from "@wopr/kernel";
import { CameraProcessErrors } from "./errors.ts";
import type { Spool } from "./spool.ts";
import type { SpoolEntry } from "./spool-entry.ts";

/** What somebody wants a photo for. */
export interface ShotOrder {
  readonly gameId: string | null;
  /** Absent for a shot nobody at the server knows of yet. */
  readonly captureId: string | null;
  /** The same order under the same id takes one photo, also across a restart. */
  readonly uploadId?: string;
  readonly resolution?: ResolutionName | undefined;
  readonly signal?: AbortSignal;
}

/** A photo that is safe on this device's disk. */
export interface KeptShot {
  readonly entry: SpoolEntry;
  readonly takenAt: Date;
  readonly width: number;
  readonly height: number;
}

/** Takes photos and keeps them until the server has them. */
export interface Shots {
  /**
   * @returns Once the photo survives a power cut; `undefined` when the photo of this upload id is kept already.
   * @throws {AppError} `camera.spool_full`, `camera.no_space`, and what the camera fails with.
   */
  take(order: ShotOrder): Promise<KeptShot | undefined>;
}

/**
 * The only implementation.
 *
 * @param deps `onKept` is called after each photo that was kept; `limitBytes` is only said in messages, the spool holds it.
 */
export function createShots(deps: {
  readonly source: FrameSource;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly bootId: string;
  readonly newId: NewId;
  readonly limitBytes: number;
  readonly onKept: () => void;
}): Shots {
  const { source, spool, clock, bootId, newId } = deps;
  const full = () =>
    CameraProcessErrors.spool_full({
      camera: source.name,
      files: spool.files + spool.refused,
      limit_gib: Math.round((deps.limitBytes / 1024 ** 3) * 100) / 100,
    });

  const keep = async (frame: Frame, order: ShotOrder, uploadId: string): Promise<KeptShot> => {
    const ageMs = clock.monotonicMs() - frame.takenAtMonotonicMs;
    const takenAt = new Date(clock.now().getTime() - ageMs);
    const facts = {
      upload_id: uploadId,
      sha256: frameDigest(frame),
      capture_id: order.captureId,
      game_id: order.gameId,
      taken_at_monotonic_ms: frame.takenAtMonotonicMs,
      boot_id: bootId,
      taken_at: takenAt.toISOString(),
    };
    const entry = await spool.add(frame.bytes, facts).catch((cause: unknown) => {
      if ((cause as { code?: string }).code !== "ENOSPC") throw cause;
      throw CameraProcessErrors.no_space({ camera: source.name }, { cause });
    });
    if (entry === "full") throw full();
    deps.onKept();
    return { entry, takenAt, width: frame.width, height: frame.height };
  };

  return {
    async take(order) {
      const uploadId = order.uploadId ?? newId();
      if (spool.find(uploadId)) return undefined;
      if (spool.full) throw full();
      const frame = await source.capture({ resolution: order.resolution, signal: order.signal });
      return keep(frame, order, uploadId);
    },
  };
}
