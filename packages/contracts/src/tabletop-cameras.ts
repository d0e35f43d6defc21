import { z } from "zod";
import { IdParams, IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { CameraDriver, CameraWire, Resolution } from "./tabletop-shapes.ts";

const CameraParams = IdParams;

/** `POST /camera/capture`: waits at most 30 s. */
export const cameraCapture = defineEndpoint({
  method: "POST",
  path: "/camera/capture",
  summary: "Take a photo and wait for it",
  scope: "tabletop:operate",
  body: z.object({
    game_id: IdWire,
    /** Absent: the largest size the camera has. */
    resolution: Resolution.optional(),
    format: z.enum(["jpeg"]).default("jpeg"),
    camera_id: IdWire.nullish(),
  }),
  deadlineMs: 40_000,
  status: 200,
  response: z.object({
    image_path: z.string(),
    size_bytes: z.int(),
    captured_at: InstantWire,
    captured_at_epoch: z.number(),
    capture_id: IdWire,
  }),
  errors: ["game.not_found", "camera.none_configured", "camera.unreachable", "camera.resolution_unavailable"],
});

/** `GET /camera/status` */
export const cameraStatus = defineEndpoint({
  method: "GET",
  path: "/camera/status",
  summary: "Status of the default camera or of one",
  scope: "tabletop:read",
  query: z.object({ camera_id: IdWire.optional() }),
  status: 200,
  response: z.object({
    status: z.enum(["ready", "busy", "error"]),
    last_capture: InstantWire.nullable(),
    available_resolutions: z.array(Resolution),
    camera_model: z.string(),
    detail: z.string().nullable(),
    sizes: z.record(z.string(), z.tuple([z.int(), z.int()])),
    queue: z.int(),
    locks: z.record(z.string(), z.boolean()),
  }),
  errors: ["camera.none_configured", "camera.not_found"],
});

const CameraFields = z.object({
  name: z.string().trim().min(1).max(60),
  driver: CameraDriver,
  settings: z.record(z.string(), z.unknown()).default({}),
  rotate: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]).default(0),
  flip: z.boolean().default(false),
  is_default: z.boolean().default(false),
});

/** `GET /cameras` */
export const listCameras = defineEndpoint({
  method: "GET",
  path: "/cameras",
  summary: "Cameras",
  scope: "tabletop:read",
  status: 200,
  response: z.object({ items: z.array(CameraWire), next_cursor: z.string().nullable() }),
});

/** `POST /cameras` */
export const createCamera = defineEndpoint({
  method: "POST",
  path: "/cameras",
  summary: "Add a camera",
  scope: "tabletop:operate",
  body: CameraFields,
  status: 201,
  response: CameraWire,
  errors: ["camera.name_taken", "camera.settings_invalid"],
});

/** `PATCH /cameras/{id}` */
export const updateCamera = defineEndpoint({
  method: "PATCH",
  path: "/cameras/:id",
  summary: "Change a camera",
  scope: "tabletop:operate",
  params: CameraParams,
  body: z.object({
    name: z.string().trim().min(1).max(60).optional(),
    settings: z.record(z.string(), z.unknown()).optional(),
    rotate: CameraFields.shape.rotate.unwrap().optional(),
    flip: z.boolean().optional(),
    is_default: z.boolean().optional(),
  }),
  status: 200,
  response: CameraWire,
  errors: ["camera.not_found", "camera.settings_invalid"],
});

/** `DELETE /cameras/{id}` */
export const deleteCamera = defineEndpoint({
  method: "DELETE",
  path: "/cameras/:id",
  summary: "Remove a camera",
  scope: "tabletop:operate",
  params: CameraParams,
  status: 204,
  response: NothingWire,
  errors: ["camera.not_found", "camera.in_use"],
});

/** `POST /cameras/{id}/test`: the functional check. */
export const testCamera = defineEndpoint({
  method: "POST",
  path: "/cameras/:id/test",
  summary: "Take a real frame and look whether it is new, not black and not frozen",
  scope: "tabletop:operate",
  params: CameraParams,
  deadlineMs: 60_000,
  status: 200,
  response: z.object({
    passed: z.boolean(),
    checks: z.array(z.object({ name: z.string(), passed: z.boolean(), text: z.string() })),
    width: z.int().nullable(),
    height: z.int().nullable(),
    took_ms: z.number(),
  }),
  errors: ["camera.not_found"],
});

/** `GET /cameras/{id}/snapshot.jpg` */
export const cameraSnapshot = defineEndpoint({
  method: "GET",
  path: "/cameras/:id/snapshot.jpg",
  summary: "A fresh frame that is not kept",
  scope: "tabletop:operate",
  params: CameraParams,
  deadlineMs: 40_000,
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["camera.not_found", "camera.unreachable"],
});

/** `GET /cameras/{id}/preview.mjpg`: `multipart/x-mixed-replace`, up to 5 frames a second, for as long as it is read. */
export const cameraPreview = defineEndpoint({
  method: "GET",
  path: "/cameras/:id/preview.mjpg",
  summary: "A live picture; the camera is only looked through while somebody watches",
  scope: "tabletop:operate",
  params: CameraParams,
  status: 200,
  response: z.unknown(),
  answers: "event-stream",
  errors: ["camera.not_found", "camera.preview_unavailable"],
});

/** `POST /cameras/{id}/lock` */
export const lockCamera = defineEndpoint({
  method: "POST",
  path: "/cameras/:id/lock",
  summary: "Hold exposure, white balance and focus where they are",
  scope: "tabletop:operate",
  params: CameraParams,
  deadlineMs: 60_000,
  status: 200,
  response: CameraWire,
  errors: ["camera.not_found", "camera.lock_unavailable", "camera.unreachable"],
});

/** `POST /cameras/{id}/unlock` */
export const unlockCamera = defineEndpoint({
  method: "POST",
  path: "/cameras/:id/unlock",
  summary: "Let the camera choose exposure, white balance and focus again",
  scope: "tabletop:operate",
  params: CameraParams,
  deadlineMs: 60_000,
  status: 200,
  response: CameraWire,
  errors: ["camera.not_found", "camera.lock_unavailable", "camera.unreachable"],
});

/** `PUT /cameras/{id}/auto`: null switches it off. */
export const setCameraAuto = defineEndpoint({
  method: "PUT",
  path: "/cameras/:id/auto",
  summary: "Take photos of a game whenever its table changed and came to rest",
  scope: "tabletop:operate",
  params: CameraParams,
  body: z.object({ game_id: IdWire.nullable() }),
  status: 200,
  response: CameraWire,
  errors: ["camera.not_found", "game.not_found", "camera.auto_unavailable"],
});

/** `GET /camera-drivers`: what this machine can open, and what is plugged in. */
export const listCameraDrivers = defineEndpoint({
  method: "GET",
  path: "/camera-drivers",
  summary: "Kinds of cameras this server can open, and the devices it sees",
  scope: "tabletop:operate",
  status: 200,
  response: z.object({
    items: z.array(
      z.object({
        driver: CameraDriver,
        available: z.boolean(),
        /** What is missing and how it comes; null when nothing is. */
        missing: z.string().nullable(),
      }),
    ),
    /** Webcams by a name that stays, e.g. `/dev/v4l/by-id/…`. */
    devices: z.array(z.object({ path: z.string(), name: z.string() })),
    next_cursor: z.string().nullable(),
  }),
});

/** A command for a camera process. */
export const CameraCommandWire = z.object({
  id: IdWire,
  kind: z.enum(["capture", "test", "lock", "unlock"]),
  capture_id: IdWire.nullable(),
  game_id: IdWire.nullable(),
  /** Null: the largest size the camera has. */
  resolution: Resolution.nullable(),
  /** After this instant the shot is no longer wanted. */
  expires_at: InstantWire,
});
/** {@link CameraCommandWire} as a type. */
export type CameraCommandWire = z.infer<typeof CameraCommandWire>;

/** What a camera process is to do until it hears otherwise. */
export const CameraWantsWire = z.object({
  /** Somebody watches: send small frames to `PUT /camera-agents/{id}/preview`. */
  preview: z.boolean(),
  /** The game to photograph whenever its table changed and came to rest; null: none. */
  auto_game_id: IdWire.nullable(),
});
/** {@link CameraWantsWire} as a type. */
export type CameraWantsWire = z.infer<typeof CameraWantsWire>;

/** `PUT /camera-agents/{id}/preview`: one small frame for whoever watches; it is not kept. */
export const sendPreviewFrame = defineEndpoint({
  method: "PUT",
  path: "/camera-agents/:id/preview",
  summary: "A live frame of a camera process",
  scope: "tabletop:operate",
  params: CameraParams,
  accepts: ["image/jpeg"],
  status: 200,
  response: z.object({ watched: z.boolean() }),
  errors: ["camera.not_found", "media.too_large"],
});

/** `GET /camera-agents/{id}/commands`: long-poll; answers 200 with an empty list after 25 s. `id` is the camera. */
export const pollCameraCommands = defineEndpoint({
  method: "GET",
  path: "/camera-agents/:id/commands",
  summary: "What the server wants of this camera now",
  scope: "tabletop:operate",
  params: CameraParams,
  query: z.object({
    wait_s: z.coerce.number().min(0).max(50).default(25),
    /** What the process does already; when something else is wanted the answer comes at once. */
    previewing: z.enum(["true", "false"]).default("false"),
    auto_game_id: IdWire.optional(),
  }),
  deadlineMs: 60_000,
  status: 200,
  response: z.object({ commands: z.array(CameraCommandWire), wants: CameraWantsWire }),
  errors: ["camera.not_found"],
});

/** `POST /camera-agents/{id}/report`: status of the camera process, every 10 s and when it changes. */
export const reportCamera = defineEndpoint({
  method: "POST",
  path: "/camera-agents/:id/report",
  summary: "How a camera process is doing",
  scope: "tabletop:operate",
  params: CameraParams,
  body: z.object({
    status: z.enum(["ready", "busy", "error"]),
    detail: z.string().max(500).nullable(),
    model: z.string().max(120),
    sizes: z.record(z.string(), z.tuple([z.int(), z.int()])),
    spool_files: z.int().min(0),
    spool_bytes: z.int().min(0),
    /** What is held; null when nothing is; absent where the camera cannot be locked. */
    locks: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .nullable()
      .optional(),
    advice: z.string().max(500).nullable().default(null),
    /** Commands that were carried out. */
    done: z.array(IdWire).max(100).default([]),
    /** A command that could not be carried out. */
    failed: z.array(z.object({ command_id: IdWire, code: z.string(), detail: z.string() })).default([]),
  }),
  status: 204,
  response: NothingWire,
  errors: ["camera.not_found"],
});

/**
 * `PUT /camera-agents/{id}/uploads/{upload_id}`: one photo from the spool; header `Content-Digest: sha-256=:…:`
 * (RFC 9530) is checked. The same upload arrives once, however often it is sent.
 */
export const uploadFromCamera = defineEndpoint({
  method: "PUT",
  path: "/camera-agents/:id/uploads/:upload_id",
  summary: "A photo from the spool of a camera process",
  scope: "tabletop:operate",
  params: z.object({ id: IdWire, upload_id: IdWire }),
  query: z.object({
    capture_id: IdWire.optional(),
    game_id: IdWire.optional(),
    /** Age of the photo by the camera's monotonic clock, milliseconds. */
    age_ms: z.coerce.number().min(0),
    time_uncertain: z.enum(["true", "false"]).default("false"),
  }),
  accepts: ["image/jpeg", "application/octet-stream"],
  status: 201,
  response: z.object({ capture_id: IdWire, sha256: z.string(), already_there: z.boolean() }),
  errors: ["camera.not_found", "media.digest_mismatch", "media.not_an_image", "media.too_large", "media.no_space"],
});
