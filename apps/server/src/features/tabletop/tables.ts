import type { CameraDriver } from "@wopr/contracts";
import {
  boolean,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
const createdAt = () => instant("created_at").notNull();
type Data = Record<string, unknown>;

/** Header of a game as its events left it; `headSeq` and `nextSequence` are counted under the row's lock. */
export const games = pgTable("tabletop_games", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull(),
  ownerId: text("owner_id").notNull(),
  name: text("name").notNull(),
  gameType: text("game_type").notNull(),
  packId: text("pack_id").notNull(),
  packVersion: text("pack_version").notNull(),
  packOptions: jsonb("pack_options").$type<Data>().notNull(),
  status: text("status").$type<"setup" | "in_progress" | "completed" | "abandoned">().notNull(),
  currentTurn: integer("current_turn").notNull(),
  currentPhase: text("current_phase").notNull(),
  metadata: jsonb("metadata").$type<Data>().notNull(),
  headSeq: integer("head_seq").notNull(),
  nextSequence: integer("next_sequence").notNull(),
  agreePolicy: text("agree_policy").$type<"ask" | "auto_when_sure">().notNull(),
  timeZone: text("time_zone").notNull(),
  demo: boolean("demo").notNull(),
  cameraId: uuid("camera_id"),
  thumbnailPath: text("thumbnail_path"),
  deletedAt: instant("deleted_at"),
});

/** Who sits where in a game. */
export const players = pgTable("tabletop_players", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  gameId: uuid("game_id").notNull(),
  name: text("name").notNull(),
  position: smallint("position").notNull(),
  color: text("color").notNull(),
  kind: text("kind").$type<"human" | "bot">().notNull(),
  userId: text("user_id"),
});

/** The append-only log. Nothing ever updates or deletes a row of a living game. */
export const gameEvents = pgTable(
  "tabletop_game_events",
  {
    gameId: uuid("game_id").notNull(),
    seq: integer("seq").notNull(),
    eventId: uuid("event_id").notNull(),
    groupId: uuid("group_id").notNull(),
    kind: text("kind").notNull(),
    schema: smallint("schema").notNull(),
    at: instant("at").notNull(),
    actorId: text("actor_id").notNull(),
    actorKind: text("actor_kind").$type<"user" | "system" | "camera" | "link">().notNull(),
    actorName: text("actor_name").notNull(),
    reason: text("reason"),
    payload: jsonb("payload").$type<Data>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.gameId, table.seq] })],
);

/** A cache: may be emptied at any time. */
export const gameSnapshots = pgTable(
  "tabletop_game_snapshots",
  {
    gameId: uuid("game_id").notNull(),
    atMove: integer("at_move").notNull(),
    seq: integer("seq").notNull(),
    state: jsonb("state").$type<Data>().notNull(),
    stateHash: text("state_hash").notNull(),
  },
  (table) => [primaryKey({ columns: [table.gameId, table.atMove] })],
);

/** Photos, asked for or taken, and what was seen on them. */
export const captures = pgTable("tabletop_captures", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  gameId: uuid("game_id").notNull(),
  setId: uuid("set_id").notNull(),
  cameraId: uuid("camera_id"),
  sequence: integer("sequence"),
  status: text("status")
    .$type<"capturing" | "uploading" | "waiting_for_upload" | "stored" | "failed" | "removed">()
    .notNull(),
  resolution: text("resolution").$type<"4k" | "1080p" | "720p">(),
  imagePath: text("image_path"),
  thumbnailPath: text("thumbnail_path"),
  width: integer("width"),
  height: integer("height"),
  orientation: smallint("orientation").notNull(),
  mime: text("mime"),
  sizeBytes: integer("size_bytes"),
  sha256: text("sha256"),
  originalSha256: text("original_sha256"),
  capturedAt: instant("captured_at"),
  receivedAt: instant("received_at"),
  timeUncertain: boolean("time_uncertain").notNull(),
  triggeredBy: text("triggered_by").notNull(),
  notes: text("notes"),
  cameraSettings: jsonb("camera_settings").$type<Data>().notNull(),
  quality: jsonb("quality").$type<Data>(),
  analysisStatus: text("analysis_status").$type<"pending" | "processing" | "completed" | "failed">().notNull(),
  analysisJobId: uuid("analysis_job_id"),
  analysisResults: jsonb("analysis_results").$type<Data>(),
  /** What was measured, on which base; enough to infer again without the photo. */
  look: jsonb("look").$type<Data>(),
  error: jsonb("error").$type<{ code: string; detail: string }>(),
});

/** What the pipeline believed on a photo, and what became of it. */
export const proposals = pgTable("tabletop_proposals", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  gameId: uuid("game_id").notNull(),
  captureId: uuid("capture_id").notNull(),
  baseSeq: integer("base_seq").notNull(),
  baseHash: text("base_hash").notNull(),
  outcome: text("outcome").notNull(),
  content: jsonb("content").$type<Data>().notNull(),
  answers: jsonb("answers").$type<Record<string, string>>().notNull(),
  status: text("status").$type<"open" | "agreed" | "adjusted" | "rejected" | "superseded" | "stale">().notNull(),
  packId: text("pack_id").notNull(),
  packVersion: text("pack_version").notNull(),
  pipelineVersion: text("pipeline_version").notNull(),
  decidedBy: text("decided_by"),
  decidedAt: instant("decided_at"),
  /** When it is agreed to by itself unless somebody holds it; null when it is not. */
  autoAt: instant("auto_at"),
  /** When others were told that it waits for an answer. */
  announcedAt: instant("announced_at"),
});

/** Rows are immutable: a new calibration is a new version. */
export const calibrations = pgTable("tabletop_calibrations", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  gameId: uuid("game_id").notNull(),
  cameraId: uuid("camera_id"),
  version: integer("version").notNull(),
  kind: text("kind").$type<"corners" | "fiducials" | "table">().notNull(),
  content: jsonb("content").$type<Data>().notNull(),
  rmsPx: doublePrecision("rms_px"),
  rmsMm: doublePrecision("rms_mm"),
});

/** Where photos come from; no secrets in `settings`. */
export const cameras = pgTable("tabletop_cameras", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  createdBy: text("created_by").notNull(),
  name: text("name").notNull(),
  slug: text("slug").notNull(),
  driver: text("driver").$type<CameraDriver>().notNull(),
  settings: jsonb("settings").$type<Data>().notNull(),
  deviceId: uuid("device_id"),
  nativeWidth: integer("native_width"),
  nativeHeight: integer("native_height"),
  rotate: smallint("rotate").$type<0 | 90 | 180 | 270>().notNull(),
  flip: boolean("flip").notNull(),
  isDefault: boolean("is_default").notNull(),
  /** Set for the camera of a sample game: it exists for that game alone. */
  boundGameId: uuid("bound_game_id"),
  /** What the camera process last reported. */
  health: jsonb("health").$type<Data>(),
  reportedAt: instant("reported_at"),
  lastFrameAt: instant("last_frame_at"),
  /** File a replay delivered last, so that it goes on there after a restart. */
  replayPosition: text("replay_position"),
  /** Exposure, white balance and focus as they are held; null when they are free. */
  locks: jsonb("locks").$type<Record<string, number | string>>(),
  /** The game it photographs by itself. */
  autoGameId: uuid("auto_game_id"),
});

/** What a camera process was asked to do. */
export const cameraCommands = pgTable("tabletop_camera_commands", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  cameraId: uuid("camera_id").notNull(),
  kind: text("kind").$type<"capture" | "test" | "lock" | "unlock">().notNull(),
  captureId: uuid("capture_id"),
  gameId: uuid("game_id"),
  resolution: text("resolution").$type<"4k" | "1080p" | "720p">(),
  expiresAt: instant("expires_at").notNull(),
  state: text("state").$type<"queued" | "delivered" | "done" | "failed" | "withdrawn">().notNull(),
  deliveredAt: instant("delivered_at"),
  /** Why it failed, as the camera process said it. */
  detail: text("detail"),
});

/** Which photos of a spool have arrived, so that each arrives once. */
export const cameraUploads = pgTable(
  "tabletop_camera_uploads",
  {
    cameraId: uuid("camera_id").notNull(),
    uploadId: uuid("upload_id").notNull(),
    createdAt: createdAt(),
    captureId: uuid("capture_id").notNull(),
    sha256: text("sha256").notNull(),
  },
  (table) => [primaryKey({ columns: [table.cameraId, table.uploadId] })],
);

/** Links for people without an account. Of the token only its hash is kept. */
export const shareLinks = pgTable("tabletop_share_links", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  createdBy: text("created_by").notNull(),
  gameId: uuid("game_id").notNull(),
  label: text("label").notNull(),
  tokenHash: text("token_hash").notNull(),
  scope: text("scope").$type<"view" | "comment">().notNull(),
  photos: text("photos").$type<"none" | "board" | "full">().notNull(),
  expiresAt: instant("expires_at").notNull(),
  revokedAt: instant("revoked_at"),
  lastUsedAt: instant("last_used_at"),
});

/** Kinds of games people made; a version never changes. */
export const gamePacks = pgTable(
  "tabletop_game_packs",
  {
    packId: text("pack_id").notNull(),
    version: text("version").notNull(),
    createdAt: createdAt(),
    ownerId: text("owner_id").notNull(),
    content: jsonb("content").$type<Data>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.packId, table.version] })],
);

/** Zones of a board as they were drawn for one printing. */
export const layouts = pgTable("tabletop_layouts", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  updatedAt: instant("updated_at").notNull(),
  ownerId: text("owner_id").notNull(),
  packId: text("pack_id").notNull(),
  name: text("name").notNull(),
  aspect: doublePrecision("aspect").notNull(),
  zones: jsonb("zones").$type<readonly Data[]>().notNull(),
});

/** Files somebody asked for, and the jobs that make them. */
export const gameExports = pgTable("tabletop_game_exports", {
  id: uuid("id").primaryKey(),
  createdAt: createdAt(),
  gameId: uuid("game_id").notNull(),
  requestedBy: text("requested_by").notNull(),
  format: text("format").$type<"zip" | "report_pdf" | "report_png">().notNull(),
  jobId: uuid("job_id").notNull(),
  /** Storage key of the file once it is there. */
  path: text("path"),
  sizeBytes: integer("size_bytes"),
});
