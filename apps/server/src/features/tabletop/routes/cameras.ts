import {
  cameraCapture,
  cameraSnapshot,
  cameraStatus,
  createCamera,
  deleteCamera,
  listCameras,
  pollCameraCommands,
  reportCamera,
  testCamera,
  updateCamera,
  uploadFromCamera,
} from "@wopr/contracts";
import type { App } from "../../../http/env.ts";
import { mount, mountRaw } from "../../../http/mount.ts";
import type { CameraAgents } from "../services/camera-agents.ts";
import type { CamerasService, CameraView } from "../services/cameras.ts";
import type { DirectCapture } from "../services/direct-capture.ts";
import { toCameraWire } from "../wire/cameras.ts";

/** What cameras need. */
export interface CameraServices {
  readonly cameras: CamerasService;
  readonly agents: CameraAgents;
  readonly direct: DirectCapture;
  /** Absolute path of a stored photo below the storage root, or `s3://…`. */
  readonly locate: (key: string) => string;
}

const RESOLUTIONS = ["4k", "1080p", "720p"] as const;

const toWire = ({ row, health }: CameraView) => toCameraWire(row, health);

/** Mounts cameras and their processes. Each handler is a translation and nothing else. */
export function mountCameraRoutes(app: App, { cameras, agents, direct, locate }: CameraServices): void {
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
      locks: {},
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

  mount(app, pollCameraCommands, async ({ params, query }, caller, { signal }) => {
    const commands = await agents.commands(caller, params.id, query.wait_s * 1000, signal);
    return {
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
