import {
  cameraCapture,
  cameraPreview,
  cameraSnapshot,
  cameraStatus,
  createCamera,
  deleteCamera,
  listCameraDrivers,
  listCameras,
  lockCamera,
  pollCameraCommands,
  reportCamera,
  sendPreviewFrame,
  setCameraAuto,
  testCamera,
  unlockCamera,
  updateCamera,
  uploadFromCamera,
} from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import { BOUNDARY, liveFrames } from "../live-frames.ts";
import type { CameraAgents } from "../services/camera-agents.ts";
import type { CameraCare } from "../services/camera-care.ts";
import type { CameraDevice, DriverAbility } from "../services/camera-drivers.ts";
import type { CamerasService, CameraView } from "../services/cameras.ts";
import type { DirectCapture } from "../services/direct-capture.ts";
import { toCameraWire } from "../wire/cameras.ts";

/** What cameras need. */
export interface CameraServices {
  readonly cameras: CamerasService;
  readonly care: CameraCare;
  readonly agents: CameraAgents;
  /** What this machine can open, and what is plugged in. */
  readonly abilities: () => Promise<{
    readonly items: readonly DriverAbility[];
    readonly devices: readonly CameraDevice[];
  }>;
  readonly direct: DirectCapture;
  /** Absolute path of a stored photo below the storage root, or `s3://…`. */
  readonly locate: (key: string) => string;
}

const RESOLUTIONS = ["4k", "1080p", "720p"] as const;

const toWire = ({ row, health }: CameraView) => toCameraWire(row, health);

/** Mounts cameras and their processes. Each handler is a translation and nothing else. */
export function mountCameraRoutes(app: App, services: CameraServices): void {
  const { cameras, care, agents, direct, abilities, locate } = services;
  mount(app, cameraCapture, async ({ body }, caller, { signal }) => {
    const wanted = { resolution: body.resolution, cameraId: body.camera_id };
    const capture = await direct.take(caller, body.game_id, wanted, signal);
    const capturedAt = capture.capturedAt ?? capture.createdAt;
    return {
      image_path: locate(capture.imagePath ?? ""),
      size_bytes: capture.sizeBytes ?? 0,
      captured_at: capturedAt.toISOString(),
      captured_at_epoch: capturedAt.getTime() / 1000,
      capture_id: capture.id,
    };
  });

  mount(app, cameraStatus, async ({ query }, caller) => {
    const { row, health } = await cameras.view(caller, query.camera_id);
    const sizes = Object.fromEntries(
      Object.entries(health.sizes).map(([name, [w, h]]) => [name, [w, h] as [number, number]]),
    );
    return {
      status: health.status,
      last_capture: row.lastFrameAt?.toISOString() ?? null,
      available_resolutions: RESOLUTIONS.filter((name) => name in sizes),
      camera_model: health.model,
      detail: health.detail,
      sizes,
      queue: health.queue,
      locks: Object.fromEntries(Object.keys(health.locks ?? {}).map((name) => [name, true])),
    };
  });

  mount(app, listCameras, async (_, caller) => ({
    items: (await cameras.list(caller)).map(toWire),
    next_cursor: null,
  }));

  mount(app, createCamera, async ({ body }, caller) => {
    const { is_default: isDefault, ...camera } = body;
    return toWire(await cameras.create(caller, { ...camera, isDefault }));
  });

  mount(app, updateCamera, async ({ params, body }, caller) => {
    const { name, settings, rotate, flip, is_default: isDefault } = body;
    const differs = {
      ...(name === undefined ? {} : { name }),
      ...(settings === undefined ? {} : { settings }),
      ...(rotate === undefined ? {} : { rotate }),
      ...(flip === undefined ? {} : { flip }),
      ...(isDefault === undefined ? {} : { isDefault }),
    };
    return toWire(await cameras.update(caller, params.id, differs));
  });

  mount(app, deleteCamera, ({ params }, caller) => cameras.remove(caller, params.id));

  mount(app, testCamera, async ({ params }, caller, { signal }) => {
    const { tookMs, checks, ...result } = await cameras.test(caller, params.id, signal);
    return { ...result, checks: checks.map((check) => ({ ...check })), took_ms: Math.round(tookMs) };
  });

  mountRaw(app, cameraSnapshot, async ({ params }, caller, c, { signal }) => {
    const bytes = await cameras.snapshot(caller, params.id, signal);
    return c.body(Buffer.from(bytes), 200, { "content-type": "image/jpeg", "cache-control": "no-store" });
  });

  mount(app, lockCamera, async ({ params }, caller, { signal }) => toWire(await care.lock(caller, params.id, signal)));
  mount(app, unlockCamera, async ({ params }, caller, { signal }) =>
    toWire(await care.unlock(caller, params.id, signal)),
  );
  mount(app, setCameraAuto, async ({ params, body }, caller) =>
    toWire(await care.watchGame(caller, params.id, body.game_id)),
  );

  mount(app, listCameraDrivers, async () => {
    const { items, devices } = await abilities();
    return { items: items.map((one) => ({ ...one })), devices: devices.map((one) => ({ ...one })), next_cursor: null };
  });

  mountRaw(app, cameraPreview, async ({ params }, caller, c) => {
    const frames = await liveFrames((show) => care.preview(caller, params.id, show), c.req.raw.signal);
    return c.body(frames, 200, {
      "content-type": `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
      "cache-control": "no-store",
    });
  });

  mountRaw(app, sendPreviewFrame, async ({ params }, caller, c) => {
    const watched = await agents.showFrame(caller, params.id, new Uint8Array(await c.req.arrayBuffer()));
    return c.json({ watched }, 200);
  });

  mount(app, pollCameraCommands, async ({ params, query }, caller, { signal }) => {
    const known = {
      waitMs: query.wait_s * 1000,
      previewing: query.previewing === "true",
      autoGameId: query.auto_game_id ?? null,
    };
    const { commands, wants } = await agents.commands(caller, params.id, known, signal);
    return {
      wants: { preview: wants.preview, auto_game_id: wants.autoGameId },
      commands: commands.map(({ id, kind, captureId, gameId, resolution, expiresAt }) => ({
        id,
        kind,
        capture_id: captureId,
        game_id: gameId,
        resolution,
        expires_at: expiresAt.toISOString(),
      })),
    };
  });

  mount(app, reportCamera, ({ params, body }, caller) => {
    const { spool_files: spoolFiles, spool_bytes: spoolBytes, failed, ...report } = body;
    const told = failed.map(({ command_id: commandId, code, detail }) => ({ commandId, code, detail }));
    return agents.report(caller, params.id, { ...report, spoolFiles, spoolBytes, failed: told });
  });

  mountRaw(app, uploadFromCamera, async ({ params, query }, caller, c) => {
    const arrived = await agents.upload(caller, params.id, {
      uploadId: params.upload_id,
      captureId: query.capture_id,
      gameId: query.game_id,
      ageMs: query.age_ms,
      timeUncertain: query.time_uncertain === "true",
      bytes: new Uint8Array(await c.req.arrayBuffer()),
      digest: c.req.header("content-digest"),
    });
    const { captureId, sha256, alreadyThere } = arrived;
    return c.json({ capture_id: captureId, sha256, already_there: alreadyThere }, 201);
  });
}
