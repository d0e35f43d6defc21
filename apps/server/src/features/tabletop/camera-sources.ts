import { createSource, CameraErrors as DriverErrors, type FrameSource, type LockedValues } from "@wopr/camera-drivers";
import { type Clock, type Log, type Runnable, Secret } from "@wopr/kernel";
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
  /** What was locked, kept across restarts. */
  readonly locks: {
    load(cameraId: string): Promise<LockedValues | undefined>;
    save(cameraId: string, values: LockedValues | undefined): Promise<void>;
  };
  /** The value of a secret. @throws {AppError} of the `secrets` catalogue */
  readonly secret: (name: string) => Promise<Secret>;
}

interface Opened {
  readonly source: FrameSource;
  readonly settings: string;
  readonly ready: Promise<void>;
}

type Login = { readonly authorization?: Secret; readonly login?: Secret };

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

  /** HTTP wants `user:password` in a header, RTSP in its address. */
  async function loginOf(camera: CameraRow): Promise<Login> {
    const { secretRef } = checkSettings(camera.name, camera.driver, camera.settings);
    if (secretRef === null) return {};
    const login = await deps.secret(secretRef);
    const encoded = Buffer.from(login.reveal()).toString("base64");
    return { login, authorization: new Secret(`Basic ${encoded}`) };
  }

  function begin(camera: CameraRow, settings: string, login: Login): Opened {
    const source = createSource(driverOf(camera), {
      name: camera.name,
      clock,
      fetch: deps.fetch,
      // The position is stored in the transaction of the photo: a photo that was not kept is delivered again.
      memory: { load: async () => (await deps.positionOf(camera.id)) ?? undefined, save: async () => {} },
      locks: { load: () => deps.locks.load(camera.id), save: (values) => deps.locks.save(camera.id, values) },
      ...login,
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
      const login = opened.has(camera.id) ? {} : await loginOf(camera);
      const current = opened.get(camera.id) ?? begin(camera, settings, login);
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
