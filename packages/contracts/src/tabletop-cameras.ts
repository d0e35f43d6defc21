import { z } from "zod";
import { IdParams, IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { CameraWire, Resolution } from "./tabletop-shapes.ts";

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
  driver: z.enum(["replay", "watch", "http", "browser", "agent"]),
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

/** A command for a camera process. */
export const CameraCommandWire = z.object({
  id: IdWire,
  kind: z.enum(["capture", "test"]),
  capture_id: IdWire.nullable(),
  game_id: IdWire.nullable(),
  /** Null: the largest size the camera has. */
  resolution: Resolution.nullable(),
  /** After this instant the shot is no longer wanted. */
  expires_at: InstantWire,
});
/** {@link CameraCommandWire} as a type. */
export type CameraCommandWire = z.infer<typeof CameraCommandWire>;

/** `GET /camera-agents/{id}/commands`: long-poll; answers 200 with an empty list after 25 s. `id` is the camera. */
export const pollCameraCommands = defineEndpoint({
  method: "GET",
  path: "/camera-agents/:id/commands",
  summary: "What the server wants of this camera now",
  scope: "tabletop:operate",
  params: CameraParams,
  query: z.object({ wait_s: z.coerce.number().min(0).max(50).default(25) }),
  deadlineMs: 60_000,
  status: 200,
  response: z.object({ commands: z.array(CameraCommandWire) }),
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
