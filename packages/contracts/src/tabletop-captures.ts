import { z } from "zod";
import { IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import {
  AnalysisJobStatus,
  CaptureLineWire,
  CaptureStatus,
  CaptureWire,
  RegionWire,
  Resolution,
} from "./tabletop-shapes.ts";

const GameParams = z.object({ id: IdWire });
const CaptureParams = z.object({ id: IdWire, cid: IdWire });

/** `POST /games/{id}/captures`: JSON, or `multipart/form-data` with the field `image`. */
export const createCapture = defineEndpoint({
  method: "POST",
  path: "/games/:id/captures",
  summary: "Take or upload a photo",
  scope: "tabletop:write",
  params: GameParams,
  query: z.object({ trigger_camera: z.enum(["true", "false"]).optional() }),
  body: z.object({
    trigger_camera: z.boolean().optional(),
    notes: z.string().max(2000).optional(),
    resolution: Resolution.optional(),
    camera_id: IdWire.nullish(),
  }),
  accepts: ["multipart/form-data"],
  status: 202,
  response: z.object({
    capture_id: IdWire,
    status: CaptureStatus,
    image_url: z.string().nullable(),
    upload_url: z.string().nullable(),
  }),
  errors: [
    "game.not_found",
    "game.not_active",
    "camera.none_configured",
    "camera.queue_full",
    "camera.resolution_unavailable",
    "media.not_an_image",
    "media.too_large",
    "media.no_space",
  ],
});

/** `PUT /games/{id}/captures/{cid}/image`: bytes for a capture that waits for its upload. */
export const uploadCapture = defineEndpoint({
  method: "PUT",
  path: "/games/:id/captures/:cid/image",
  summary: "Bytes of a photo for a capture that waits for them",
  scope: "tabletop:write",
  params: CaptureParams,
  accepts: ["image/jpeg", "image/png", "application/octet-stream"],
  status: 200,
  response: CaptureWire,
  errors: [
    "game.not_found",
    "capture.not_found",
    "capture.bad_transition",
    "media.not_an_image",
    "media.too_large",
    "media.no_space",
  ],
});

/** `GET /games/{id}/captures/{cid}` */
export const readCapture = defineEndpoint({
  method: "GET",
  path: "/games/:id/captures/:cid",
  summary: "One photo and what was seen on it",
  scope: "tabletop:read",
  params: CaptureParams,
  status: 200,
  response: CaptureWire,
  errors: ["game.not_found", "capture.not_found"],
});

/** `DELETE /games/{id}/captures/{cid}`: the picture goes, what was read of it stays. Cannot be taken back after 30 days. */
export const eraseCapture = defineEndpoint({
  method: "DELETE",
  path: "/games/:id/captures/:cid",
  summary: "Erase a photo; its moves stay",
  scope: "tabletop:write",
  params: CaptureParams,
  status: 200,
  response: CaptureWire,
  errors: ["game.not_found", "game.not_yours", "capture.not_found", "capture.bad_transition"],
});

/** `GET /games/{id}/captures` */
export const listCaptures = defineEndpoint({
  method: "GET",
  path: "/games/:id/captures",
  summary: "Photos of a game by sequence",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({ captures: z.array(CaptureLineWire) }),
  errors: ["game.not_found"],
});

/** `POST /games/{id}/captures/{cid}/analyze` */
export const analyzeCapture = defineEndpoint({
  method: "POST",
  path: "/games/:id/captures/:cid/analyze",
  summary: "Look at a photo again. Never writes state",
  scope: "tabletop:write",
  params: CaptureParams,
  body: z.object({
    model: z.string().max(100).optional(),
    detect_changes: z.boolean().default(true),
    identify_pieces: z.boolean().default(true),
  }),
  status: 202,
  response: z.object({ status: AnalysisJobStatus, job_id: z.string() }),
  errors: ["game.not_found", "capture.not_found", "calibration.missing"],
});

/** `POST /analysis/vision` */
export const submitAnalysis = defineEndpoint({
  method: "POST",
  path: "/analysis/vision",
  summary: "Look at a photo, compared with another",
  scope: "tabletop:write",
  body: z.object({
    capture_id: IdWire,
    model: z.string().max(100).optional(),
    params: z
      .object({
        detect_changes: z.boolean().default(true),
        identify_pieces: z.boolean().default(true),
        compare_to_capture_id: IdWire.nullish(),
      })
      .default({ detect_changes: true, identify_pieces: true }),
  }),
  status: 202,
  response: z.object({ job_id: z.string(), status: AnalysisJobStatus, estimated_duration: z.string() }),
  errors: ["capture.not_found", "analysis.other_game", "calibration.missing"],
});

const AnalysisJobParams = z.object({ job_id: z.string().regex(/^analysis_[A-Za-z0-9-]+$/) });

const AnalysisJobWire = z.object({
  job_id: z.string(),
  status: AnalysisJobStatus,
  created_at: InstantWire,
  completed_at: InstantWire.nullable(),
  results: z.unknown().nullable(),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  progress: z.object({ stage: z.string(), share: z.number(), eta_ms: z.number().nullable() }).nullable(),
  capture_id: IdWire,
});

/** `GET /analysis/jobs/{job_id}` */
export const readAnalysisJob = defineEndpoint({
  method: "GET",
  path: "/analysis/jobs/:job_id",
  summary: "Where an analysis stands",
  scope: "tabletop:read",
  params: AnalysisJobParams,
  status: 200,
  response: AnalysisJobWire,
  errors: ["job.not_found"],
});

/** `POST /analysis/jobs/{id}/cancel` */
export const cancelAnalysisJob = defineEndpoint({
  method: "POST",
  path: "/analysis/jobs/:job_id/cancel",
  summary: "Stop an analysis",
  scope: "tabletop:write",
  params: AnalysisJobParams,
  status: 200,
  response: AnalysisJobWire,
  errors: ["job.not_found"],
});

/** `GET /images/games/{game_id}/{file}` (root of the server); with `?share=` the token of a link that shows whole photos is enough. */
export const readImage = defineEndpoint({
  method: "GET",
  base: "",
  path: "/images/games/:game_id/:file",
  summary: "A photo or its thumbnail",
  scope: "tabletop:read",
  params: z.object({ game_id: IdWire, file: z.string().max(200) }),
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["game.not_found", "media.not_found"],
});

/** `GET /games/{id}/captures/{cid}/layers/{name}` */
export const readLayer = defineEndpoint({
  method: "GET",
  path: "/games/:id/captures/:cid/layers/:name",
  summary: "A debug picture of a stage",
  scope: "tabletop:read",
  params: z.object({
    id: IdWire,
    cid: IdWire,
    name: z.enum(["rectified", "registered", "heat", "mask", "cells", "overlay", "board"]),
  }),
  /** Photo it is laid over; absent: the one it was compared with. */
  query: z.object({ against: IdWire.optional() }),
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["game.not_found", "capture.not_found", "calibration.missing", "layer.not_found"],
});

/** `GET /games/{id}/captures/{cid}/crops/{cell}?side=before|after`: one cell, 256 px, for the proposal. */
export const readCrop = defineEndpoint({
  method: "GET",
  path: "/games/:id/captures/:cid/crops/:cell",
  summary: "One cell of a photo, with a margin",
  scope: "tabletop:read",
  params: z.object({ id: IdWire, cid: IdWire, cell: z.string().max(60) }),
  query: z.object({ side: z.enum(["before", "after"]).default("after") }),
  status: 200,
  response: z.unknown(),
  answers: "bytes",
  errors: ["game.not_found", "capture.not_found", "calibration.missing"],
});

/** `GET /games/{id}/captures/{cid}/observation`: every number of one look, for "why?". */
export const readObservation = defineEndpoint({
  method: "GET",
  path: "/games/:id/captures/:cid/observation",
  summary: "Stages, times, scores and hypotheses of one analysis",
  scope: "tabletop:read",
  params: CaptureParams,
  status: 200,
  response: z.record(z.string(), z.unknown()),
  errors: ["game.not_found", "capture.not_found", "analysis.none"],
});

/** `GET /games/{id}/compare?left&right` */
export const compareCaptures = defineEndpoint({
  method: "GET",
  path: "/games/:id/compare",
  summary: "Two registered board pictures and the cells that differ",
  scope: "tabletop:read",
  params: GameParams,
  query: z.object({ left: IdWire, right: IdWire }),
  status: 200,
  response: z.object({
    left_url: z.string(),
    right_url: z.string(),
    width: z.int(),
    height: z.int(),
    cells: z.array(z.object({ cell: z.string(), score: z.number(), region: RegionWire })),
  }),
  errors: ["game.not_found", "capture.not_found", "calibration.missing"],
});
