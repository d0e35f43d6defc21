import { z } from "zod";
import { IdParams, IdWire, InstantWire, NothingWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import {
  AnalysisJobStatus,
  BoardStateWire,
  CalibrationWire,
  CameraWire,
  CaptureLineWire,
  CaptureStatus,
  CaptureWire,
  GameDetailWire,
  GameEventWire,
  GameStateWire,
  GameStatus,
  GameWire,
  MoveInputWire,
  MoveLineWire,
  NewPlayerWire,
  PaletteEntryWire,
  PointWire,
  ProposalWire,
  RegionWire,
  Resolution,
  StateWire,
} from "./tabletop-shapes.ts";

const GameParams = z.object({ id: IdWire });
const CaptureParams = z.object({ id: IdWire, cid: IdWire });

// ── Published by TWAT, kept exactly (tabletop.md 5.1) ─────────────────────────────────────────────────────────────

/** `POST /games` */
export const createGame = defineEndpoint({
  method: "POST",
  path: "/games",
  summary: "Begin a game",
  scope: "tabletop:write",
  body: z.object({
    name: z.string().trim().min(1).max(120),
    game_type: z.string().min(1).max(60),
    players: z.array(NewPlayerWire).min(1).max(12),
    pack_options: z.record(z.string(), z.unknown()).optional(),
    time_zone: z.string().max(60).optional(),
    agree_policy: z.enum(["ask", "auto_when_sure"]).optional(),
    camera_id: IdWire.nullish(),
  }),
  status: 201,
  response: GameWire,
  errors: ["pack.unknown", "game.players_invalid", "pack.options_invalid"],
});

/** `GET /games/{id}` */
export const readGame = defineEndpoint({
  method: "GET",
  path: "/games/:id",
  summary: "One game with its photos and its state",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: GameDetailWire,
  errors: ["game.not_found"],
});

/** `GET /games` */
export const listGames = defineEndpoint({
  method: "GET",
  path: "/games",
  summary: "Games, newest first",
  scope: "tabletop:read",
  query: z.object({
    status: GameStatus.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(10),
    offset: z.coerce.number().int().min(0).default(0),
    q: z.string().max(120).optional(),
    game_type: z.string().max(60).optional(),
  }),
  status: 200,
  response: z.object({ games: z.array(GameWire), total: z.int(), page: z.int(), page_size: z.int() }),
});

/** `PATCH /games/{id}` */
export const updateGame = defineEndpoint({
  method: "PATCH",
  path: "/games/:id",
  summary: "Change the header of a game",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    status: GameStatus.optional(),
    current_turn: z.int().min(0).optional(),
    name: z.string().trim().min(1).max(120).optional(),
    current_phase: z.string().max(60).optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
    agree_policy: z.enum(["ask", "auto_when_sure"]).optional(),
    players: z
      .array(
        z.object({
          position: z.int().min(1).max(12),
          name: z.string().trim().min(1).max(60).optional(),
          color: z.string().trim().min(1).max(40).optional(),
        }),
      )
      .optional(),
    camera_id: IdWire.nullish(),
    reason: z.string().min(3).max(500).optional(),
    expected_seq: z.int().optional(),
  }),
  status: 200,
  response: GameWire,
  errors: ["game.not_found", "game.bad_transition", "game.changed", "game.players_invalid", "game.phase_unknown"],
});

/** `DELETE /games/{id}` */
export const deleteGame = defineEndpoint({
  method: "DELETE",
  path: "/games/:id",
  summary: "Put a game into the trash for 30 days",
  scope: "tabletop:write",
  params: GameParams,
  status: 204,
  response: NothingWire,
  errors: ["game.not_found"],
});

/** `POST /games/{id}/restore` */
export const restoreGame = defineEndpoint({
  method: "POST",
  path: "/games/:id/restore",
  summary: "Take a game out of the trash",
  scope: "tabletop:write",
  params: GameParams,
  status: 200,
  response: GameWire,
  errors: ["game.not_found"],
});

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

/** `GET /games/{id}/state` */
export const readState = defineEndpoint({
  method: "GET",
  path: "/games/:id/state",
  summary: "State of a game, now or at a move",
  scope: "tabletop:read",
  params: GameParams,
  query: z.object({
    at_move: z.coerce.number().int().min(0).optional(),
    at_seq: z.coerce.number().int().min(0).optional(),
  }),
  status: 200,
  response: StateWire,
  errors: ["game.not_found", "move.not_found"],
});

/** `POST /games/{id}/state` */
export const setState = defineEndpoint({
  method: "POST",
  path: "/games/:id/state",
  summary: "Set the state by hand",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    turn: z.int().min(0).optional(),
    phase: z.string().max(60).optional(),
    board_state: BoardStateWire.partial().optional(),
    resources: z.record(z.string(), z.record(z.string(), z.number())).optional(),
    source: z.enum(["manual", "vision_analysis"]).default("manual"),
    expected_seq: z.int().optional(),
  }),
  status: 201,
  response: GameStateWire,
  errors: ["game.not_found", "game.changed", "state.invalid"],
});

/** `POST /camera/capture`: waits at most 30 s. */
export const cameraCapture = defineEndpoint({
  method: "POST",
  path: "/camera/capture",
  summary: "Take a photo and wait for it",
  scope: "tabletop:operate",
  body: z.object({
    game_id: IdWire,
    resolution: Resolution.default("4k"),
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

/** `GET /images/games/{game_id}/{file}` (root of the server) */
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

// ── Ours (tabletop.md 5.2) ───────────────────────────────────────────────────────────────────────────────────────

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

/** `GET /games/stats` */
export const gameStats = defineEndpoint({
  method: "GET",
  path: "/games/stats",
  summary: "Counts of games, moves and photos",
  scope: "tabletop:read",
  status: 200,
  response: z.object({
    games: z.record(z.string(), z.int()),
    moves: z.int(),
    captures: z.int(),
    outcomes: z.record(z.string(), z.int()),
    photo_bytes: z.int(),
  }),
});

/** `GET /games/{id}/events` */
export const listGameEvents = defineEndpoint({
  method: "GET",
  path: "/games/:id/events",
  summary: "The log of a game",
  scope: "tabletop:read",
  params: GameParams,
  query: z.object({
    after_seq: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  status: 200,
  response: z.object({ items: z.array(GameEventWire), head_seq: z.int() }),
  errors: ["game.not_found"],
});

/** `GET /games/{id}/stream`: events of one game for clients without the web app's one stream. */
export const streamGame = defineEndpoint({
  method: "GET",
  path: "/games/:id/stream",
  summary: "What happens in a game, as server-sent events",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.unknown(),
  answers: "event-stream",
  errors: ["game.not_found"],
});

/** `GET /games/{id}/proposals/current` */
export const currentProposal = defineEndpoint({
  method: "GET",
  path: "/games/:id/proposals/current",
  summary: "The open proposal, if there is one",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({
    proposal: ProposalWire.nullable(),
    /** The capture under way, when there is one. */
    running: z
      .object({
        capture_id: IdWire,
        stage: z.string(),
        share: z.number(),
        eta_ms: z.number().nullable(),
        job_id: z.string().nullable(),
      })
      .nullable(),
  }),
  errors: ["game.not_found"],
});

const ProposalParams = z.object({ id: IdWire, pid: IdWire });

/** `POST /games/{id}/proposals/{pid}/agree` */
export const agreeProposal = defineEndpoint({
  method: "POST",
  path: "/games/:id/proposals/:pid/agree",
  summary: "Accept a proposal, with answers or an own version where needed",
  scope: "tabletop:write",
  params: ProposalParams,
  body: z.object({
    expected_seq: z.int(),
    /** Answer per question id. */
    answers: z.record(z.string(), z.string()).optional(),
    /** The person's own version; then the proposal counts as adjusted. */
    move: MoveInputWire.optional(),
    /** For a setup photo or `too_much`: the position as the person sees it. */
    position: BoardStateWire.optional(),
  }),
  status: 200,
  response: z.object({
    proposal: ProposalWire,
    move: MoveLineWire.nullable(),
    state: StateWire,
    /** What is still to be asked after these answers; then nothing was committed. */
    open_questions: z.array(ProposalWire.shape.questions.element),
  }),
  errors: [
    "game.not_found",
    "proposal.not_found",
    "proposal.closed",
    "proposal.stale",
    "proposal.needs_answer",
    "game.changed",
    "move.conflict",
  ],
});

/** `POST /games/{id}/proposals/{pid}/reject` */
export const rejectProposal = defineEndpoint({
  method: "POST",
  path: "/games/:id/proposals/:pid/reject",
  summary: "Refuse a proposal",
  scope: "tabletop:write",
  params: ProposalParams,
  body: z.object({ reason: z.enum(["retake", "wrong", "ignore", "use_anyway"]) }),
  status: 200,
  response: ProposalWire,
  errors: ["game.not_found", "proposal.not_found", "proposal.closed"],
});

/** `GET /games/{id}/moves` */
export const listMoves = defineEndpoint({
  method: "GET",
  path: "/games/:id/moves",
  summary: "Moves of a game in playing order",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({ items: z.array(MoveLineWire), next_cursor: z.string().nullable() }),
  errors: ["game.not_found"],
});

/** `POST /games/{id}/moves`: a move without a photo. */
export const enterMove = defineEndpoint({
  method: "POST",
  path: "/games/:id/moves",
  summary: "Enter a move by hand",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ move: MoveInputWire, expected_seq: z.int() }),
  status: 201,
  response: z.object({ move: MoveLineWire, state: StateWire }),
  errors: ["game.not_found", "game.changed", "game.not_active", "move.conflict"],
});

const UndoWire = z.object({ state: StateWire, undone_group: IdWire, text: z.string() });

/** `POST /games/{id}/undo` */
export const undoGame = defineEndpoint({
  method: "POST",
  path: "/games/:id/undo",
  summary: "Take back the newest change",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ expected_seq: z.int() }),
  status: 200,
  response: UndoWire,
  errors: ["game.not_found", "game.changed", "game.nothing_to_undo"],
});

/** `POST /games/{id}/redo` */
export const redoGame = defineEndpoint({
  method: "POST",
  path: "/games/:id/redo",
  summary: "Do again what was taken back last",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({ expected_seq: z.int() }),
  status: 200,
  response: UndoWire,
  errors: ["game.not_found", "game.changed", "game.nothing_to_redo"],
});

/** `POST /games/{id}/calibrations` */
export const setCalibration = defineEndpoint({
  method: "POST",
  path: "/games/:id/calibrations",
  summary: "Say where the board lies in the picture",
  scope: "tabletop:write",
  params: GameParams,
  query: z.object({ dry_run: z.enum(["true", "false"]).optional() }),
  body: z.object({
    camera_id: IdWire.nullish(),
    kind: z.literal("corners"),
    /** TL, TR, BR, BL in pixels of the upright photo. */
    corners: z.array(PointWire).length(4),
    image: z.object({ width: z.int().min(1).max(20000), height: z.int().min(1).max(20000) }),
  }),
  status: 201,
  response: CalibrationWire,
  errors: ["game.not_found", "calibration.invalid"],
});

/** `GET /games/{id}/calibrations` */
export const listCalibrations = defineEndpoint({
  method: "GET",
  path: "/games/:id/calibrations",
  summary: "Calibrations of a game, newest first",
  scope: "tabletop:read",
  params: GameParams,
  status: 200,
  response: z.object({ items: z.array(CalibrationWire), next_cursor: z.string().nullable() }),
  errors: ["game.not_found"],
});

/** `PUT /games/{id}/palette` */
export const setPalette = defineEndpoint({
  method: "PUT",
  path: "/games/:id/palette",
  summary: "Learn the players' colours from taps on a photo",
  scope: "tabletop:write",
  params: GameParams,
  body: z.object({
    capture_id: IdWire,
    samples: z
      .array(z.object({ player: z.int().min(1).max(12), cell: z.string().max(8) }))
      .min(1)
      .max(200),
  }),
  status: 200,
  response: z.object({ palette: z.array(PaletteEntryWire), warnings: z.array(z.string()) }),
  errors: ["game.not_found", "capture.not_found", "calibration.missing"],
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
  params: z.object({ id: IdWire, cid: IdWire, cell: z.string().max(8) }),
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

/** `POST /demo-games` */
export const createDemoGame = defineEndpoint({
  method: "POST",
  path: "/demo-games",
  summary: "Begin a sample game with rendered photos; works without a camera",
  scope: "tabletop:write",
  body: z.object({ sample: z.enum(["garden"]).default("garden"), time_zone: z.string().max(60).optional() }),
  status: 201,
  response: GameWire,
});

/** A kind of game that can be played. */
export const PackWire = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  players: z.object({ min: z.int(), max: z.int() }),
  board: z.record(z.string(), z.unknown()),
  phases: z.array(z.object({ id: z.string(), name: z.string(), photo: z.boolean() })),
  pieces: z.array(z.object({ id: z.string(), name: z.string() })),
  resources: z.array(z.object({ id: z.string(), name: z.string(), start: z.number() })),
  /** Whether photos are read, or moves are entered by hand. */
  reads_photos: z.boolean(),
});
/** {@link PackWire} as a type. */
export type PackWire = z.infer<typeof PackWire>;

/** `GET /game-packs` */
export const listPacks = defineEndpoint({
  method: "GET",
  path: "/game-packs",
  summary: "Kinds of games",
  scope: "tabletop:read",
  status: 200,
  response: z.object({ items: z.array(PackWire), next_cursor: z.string().nullable() }),
});

const CameraParams = IdParams;
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

// ── Camera processes (tabletop.md 5.2, 6.5): they call out, so they work behind NAT ───────────────────────────────

/** A command for a camera process. */
export const CameraCommandWire = z.object({
  id: IdWire,
  kind: z.enum(["capture", "test"]),
  capture_id: IdWire.nullable(),
  game_id: IdWire.nullable(),
  resolution: Resolution,
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

/** Every endpoint of the tabletop area. */
export const tabletopEndpoints = {
  createGame,
  readGame,
  listGames,
  updateGame,
  deleteGame,
  restoreGame,
  createCapture,
  uploadCapture,
  readCapture,
  listCaptures,
  analyzeCapture,
  readState,
  setState,
  cameraCapture,
  cameraStatus,
  submitAnalysis,
  readAnalysisJob,
  readImage,
  cancelAnalysisJob,
  gameStats,
  listGameEvents,
  streamGame,
  currentProposal,
  agreeProposal,
  rejectProposal,
  listMoves,
  enterMove,
  undoGame,
  redoGame,
  setCalibration,
  listCalibrations,
  setPalette,
  readLayer,
  readCrop,
  readObservation,
  compareCaptures,
  createDemoGame,
  listPacks,
  listCameras,
  createCamera,
  updateCamera,
  deleteCamera,
  testCamera,
  cameraSnapshot,
  pollCameraCommands,
  reportCamera,
  uploadFromCamera,
} as const;
