import { createSource, CameraErrors as DriverErrors, type FrameSource } from "@wopr/camera-drivers";
import type { Clock, Log, Runnable } from "@wopr/kernel";
import { checkSettings } from "./camera-settings.ts";
import { CameraErrors } from "./errors.ts";
import { folderOfSample } from "./samples.ts";
import type { CameraRow } from "./store/cameras.ts";

/** Cameras that this process opens by itself. Each stays open between shots: reopening costs seconds. */
export interface CameraSources extends Runnable {
  /** Opens the camera when it is not open yet. @throws {AppError} of the `camera` catalogue */
  open(camera: CameraRow): Promise<FrameSource>;
  /** The camera if it is open. */
  peek(cameraId: string): FrameSource | undefined;
  /** Why the camera could not be opened the last time it was tried; null when it could, or was never tried. */
  trouble(cameraId: string): string | null;
  /** Closes a camera, so that its next shot begins where the database says. Idempotent. */
  drop(cameraId: string): Promise<void>;
}

/** What opening cameras needs. */
export interface CameraSourcesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: typeof fetch;
  /** Where a replay or watched folder went on last; written with the photo, not by the source. */
  readonly positionOf: (cameraId: string) => Promise<string | null>;
}

interface Opened {
  readonly source: FrameSource;
  readonly settings: string;
  readonly ready: Promise<void>;
}

/** Keeps the open cameras of this process. */
export function createCameraSources(deps: CameraSourcesDeps): CameraSources {
  const { clock, log } = deps;
  const opened = new Map<string, Opened>();
  const troubles = new Map<string, string>();

  async function drop(cameraId: string): Promise<void> {
    const known = opened.get(cameraId);
    opened.delete(cameraId);
    await known?.source.stop().catch((err: unknown) => log.warn({ err, camera_id: cameraId }, "camera not closed"));
  }

  function begin(camera: CameraRow, settings: string): Opened {
    const source = createSource(driverOf(camera), {
      name: camera.name,
      clock,
      fetch: deps.fetch,
      // The position is stored in the transaction of the photo: a photo that was not kept is delivered again.
      memory: { load: async () => (await deps.positionOf(camera.id)) ?? undefined, save: async () => {} },
    });
    const ready = source.start().then(
      () => void troubles.delete(camera.id),
      (failure: unknown) => {
        opened.delete(camera.id);
        troubles.set(camera.id, failure instanceof Error ? failure.message : String(failure));
        throw failure;
      },
    );
    return { source, settings, ready };
  }

  return {
    name: "cameras",
    start: async () => {},
    async stop() {
      await Promise.all([...opened.keys()].map(drop));
    },

    async open(camera) {
      const settings = JSON.stringify([camera.driver, camera.settings, camera.name]);
      const known = opened.get(camera.id);
      if (known && known.settings !== settings) await drop(camera.id);
      const current = opened.get(camera.id) ?? begin(camera, settings);
      opened.set(camera.id, current);
      await current.ready;
      return current.source;
    },

    peek: (cameraId) => opened.get(cameraId)?.source,
    trouble: (cameraId) => troubles.get(cameraId) ?? null,
    drop,
  };
}

function driverOf(camera: CameraRow) {
  const { driver, sample } = checkSettings(camera.name, camera.driver, camera.settings);
  if (sample !== null) return { driver: "replay", folder: folderOfSample(sample) } as const;
  if (!driver) throw CameraErrors.upload_only({ camera: camera.name });
  return driver;
}

/** A shot that cannot wait any more, with when to come back. */
export const queueFull = (camera: string, waiting: number) =>
  DriverErrors.queue_full({ camera, waiting, retry_after_s: 5 });
