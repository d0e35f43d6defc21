import { z } from "zod";
import { IdWire, InstantWire } from "./common.ts";
import { ArrowWire, CommentWire, Glyph } from "./tabletop-annotations.ts";
import { CellWire, MoveWire, QuestionWire, VerdictWire } from "./tabletop-moves.ts";

/** Status of a game; published, never grows. */
export const GameStatus = z.enum(["setup", "in_progress", "completed", "abandoned"]);
/** {@link GameStatus} as a type. */
export type GameStatus = z.infer<typeof GameStatus>;

/** Status of an analysis; published, never grows. */
export const AnalysisStatus = z.enum(["pending", "processing", "completed", "failed"]);
/** {@link AnalysisStatus} as a type. */
export type AnalysisStatus = z.infer<typeof AnalysisStatus>;

/** Status of a capture. */
export const CaptureStatus = z.enum(["capturing", "uploading", "waiting_for_upload", "stored", "failed", "removed"]);
/** {@link CaptureStatus} as a type. */
export type CaptureStatus = z.infer<typeof CaptureStatus>;

/** Status of an analysis job; published, never grows. */
export const AnalysisJobStatus = z.enum(["queued", "processing", "completed", "failed"]);

/** `4k` is the largest mode of the camera at least 3840 wide. */
export const Resolution = z.enum(["4k", "1080p", "720p"]);
/** {@link Resolution} as a type. */
export type Resolution = z.infer<typeof Resolution>;

/** A point of a photo, `[x, y]` in pixels of the upright photo; origin top left. */
export const PointWire = z.tuple([z.number(), z.number()]);

/** A rectangle of a photo, `[x, y, width, height]` in pixels. */
export const RegionWire = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** A player as sent by a client. */
export const NewPlayerWire = z.object({
  name: z.string().trim().min(1).max(60),
  position: z.int().min(1).max(12),
  /** A colour name or `#rrggbb`. */
  color: z.string().trim().min(1).max(40),
  kind: z.enum(["human", "bot"]).default("human"),
  /** Account of this player: they see the game and play in it. */
  user_id: z.string().max(100).nullish(),
});

/** A player of a game. */
export const PlayerWire = NewPlayerWire.extend({
  id: IdWire,
  kind: z.enum(["human", "bot"]),
  user_id: z.string().nullable(),
});
/** {@link PlayerWire} as a type. */
export type PlayerWire = z.infer<typeof PlayerWire>;

/** How the pipeline ended on a capture. */
export const Outcome = z.enum(["sure", "ask", "no_change", "retake", "too_much", "late", "failed", "setup"]);
/** {@link Outcome} as a type. `setup`: the first photo, whose reading people confirm. */
export type Outcome = z.infer<typeof Outcome>;

/** What the pipeline believes about one cell. */
export const ProposalCellWire = z.object({
  cell: CellWire,
  before: z.string(),
  after: z.string(),
  /** Shift-tolerant colour difference, 0 to 60 (vision.md 6.8). */
  score: z.number(),
  confidence: z.number().min(0).max(1),
  /** Where the cell lies in the new photo. */
  region: RegionWire,
});

/** What the pipeline believes happened. Never state by itself. */
export const ProposalWire = z.object({
  id: IdWire,
  capture_id: IdWire,
  outcome: Outcome,
  text: z.string(),
  move: MoveWire.nullable(),
  alternatives: z.array(z.object({ move: MoveWire, text: z.string(), probability: z.number() })).max(3),
  cells: z.array(ProposalCellWire),
  unexplained: z.array(CellWire),
  questions: z.array(QuestionWire).max(3),
  /** One sentence each; never empty unless `sure`. */
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
  verdicts: z.array(VerdictWire),
  confidence: z.number().min(0).max(1),
  base_seq: z.int(),
  base_hash: z.string(),
  /** Name of a layer → its address. */
  layers: z.record(z.string(), z.string()),
  status: z.enum(["open", "agreed", "adjusted", "rejected", "superseded", "stale"]),
  pipeline_version: z.string(),
  /** When WOPR will agree to it by itself unless somebody holds it; null when it will not. */
  auto_at: InstantWire.nullable(),
  /** Words of a model, when one is configured; they arrive after the proposal and decide nothing. */
  description: z
    .object({
      text: z.string().nullable(),
      model: z.string(),
      doubts: z.array(z.string()),
      /** Why there is no description. */
      note: z.string().nullable(),
    })
    .nullish(),
});
/** {@link ProposalWire} as a type. */
export type ProposalWire = z.infer<typeof ProposalWire>;

/** A piece on the board. Grid: `position` is column, row from 0; zones: board units 0–1000; table: mm. */
export const PieceWire = z.object({
  id: z.string().optional(),
  type: z.string(),
  player: z.int().nullable(),
  position: z.object({ x: z.number(), y: z.number() }),
  zone: z.string().optional(),
  base_mm: z.number().optional(),
  sigma_mm: z.number().optional(),
});

/** Where everything is. `grid[y][x]`, row 0 on top, column 0 on the left. */
export const BoardStateWire = z.object({
  grid: z.array(z.array(z.object({ type: z.string(), player: z.int().nullable() }).nullable())).optional(),
  pieces: z.array(PieceWire).optional(),
  zones: z.record(z.string(), z.record(z.string(), z.number())).optional(),
  tracks: z.record(z.string(), z.record(z.string(), z.number())).optional(),
});
/** {@link BoardStateWire} as a type. */
export type BoardStateWire = z.infer<typeof BoardStateWire>;

const ResourcesWire = z.record(z.string(), z.record(z.string(), z.number()));

/** `GET /games/{id}/state` (names of TWAT kept). */
export const StateWire = z.object({
  current_turn: z.int().min(0),
  phase: z.string(),
  board_state: BoardStateWire,
  /** `{"player_1": {spice: 5}}` */
  resources: ResourcesWire,
  seq: z.int(),
  at_move: z.int(),
  round: z.int(),
  turn_player: z.int().nullable(),
  state_hash: z.string(),
  conflicts: z.array(z.object({ move: z.int(), reason: z.string() })),
  result: z.unknown().nullable(),
  pack: z.object({ id: z.string(), version: z.string() }),
});
/** {@link StateWire} as a type. */
export type StateWire = z.infer<typeof StateWire>;

/** The GameState of TWAT: `latest_state` and the answer of `POST state`. */
export const GameStateWire = z.object({
  id: z.string(),
  game_id: IdWire,
  capture_id: IdWire.nullable(),
  turn: z.int(),
  phase: z.string(),
  board_state: BoardStateWire,
  resources: ResourcesWire,
  detected_changes: z.array(
    z.object({ cell: z.string().optional(), zone: z.string().optional(), before: z.string(), after: z.string() }),
  ),
  validation_notes: z.array(VerdictWire),
  created_at: InstantWire,
});
/** {@link GameStateWire} as a type. */
export type GameStateWire = z.infer<typeof GameStateWire>;

/** A line of the list of captures. */
export const CaptureLineWire = z.object({
  id: IdWire,
  sequence: z.int().nullable(),
  thumbnail_url: z.string().nullable(),
  captured_at: InstantWire.nullable(),
  status: CaptureStatus,
  /** "Setup", "Turn 1", … */
  label: z.string(),
  image_url: z.string().nullable(),
  analysis_status: AnalysisStatus,
  outcome: Outcome.nullable(),
  /** Number of the move this photo was agreed as, when it was. */
  move: z.int().nullable(),
});
/** {@link CaptureLineWire} as a type. */
export type CaptureLineWire = z.infer<typeof CaptureLineWire>;

/** `analysis_results`: the published three, ours beside them. */
export const AnalysisResultsWire = z.object({
  changed_regions: z.array(RegionWire),
  detected_pieces: z.array(
    z.object({
      type: z.string(),
      player: z.int().nullable(),
      position: z.object({ x: z.number(), y: z.number() }),
      confidence: z.number(),
    }),
  ),
  confidence: z.number(),
  changed_cells: z.array(CellWire),
  outcome: Outcome,
  proposal_id: IdWire.nullable(),
  questions: z.array(QuestionWire),
  description: z.string().nullable(),
  pipeline_version: z.string(),
});
/** {@link AnalysisResultsWire} as a type. */
export type AnalysisResultsWire = z.infer<typeof AnalysisResultsWire>;

/** One capture, whole. */
export const CaptureWire = z.object({
  id: IdWire,
  game_id: IdWire,
  camera_id: IdWire.nullable(),
  /** Null until the photo is durable. */
  sequence: z.int().nullable(),
  status: CaptureStatus,
  image_url: z.string().nullable(),
  thumbnail_url: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  size_bytes: z.int().nullable(),
  sha256: z.string().nullable(),
  captured_at: InstantWire.nullable(),
  received_at: InstantWire.nullable(),
  triggered_by: z.string(),
  notes: z.string().nullable(),
  analysis_status: AnalysisStatus,
  analysis_results: AnalysisResultsWire.nullable(),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  label: z.string(),
});
/** {@link CaptureWire} as a type. */
export type CaptureWire = z.infer<typeof CaptureWire>;

/** How corners of a board in a photo are known. Corners: TL, TR, BR, BL in pixels of the upright photo. */
export const CalibrationWire = z.object({
  id: IdWire,
  game_id: IdWire,
  camera_id: IdWire.nullable(),
  version: z.int(),
  kind: z.enum(["corners", "fiducials", "table"]),
  corners: z.array(PointWire).length(4),
  image: z.object({ width: z.int(), height: z.int() }),
  /** Size of the smallest cell in the photo; green from 16, refused below 8. */
  smallest_cell_px: z.number(),
  warnings: z.array(z.string()),
  created_at: InstantWire,
});
/** {@link CalibrationWire} as a type. */
export type CalibrationWire = z.infer<typeof CalibrationWire>;

/** A learned colour. Lab: L 0–255 (L* · 2.55), a and b in CIE units. */
export const PaletteEntryWire = z.object({
  player: z.int(),
  lab: z.tuple([z.number(), z.number(), z.number()]),
  spread: z.number(),
  samples: z.int(),
});

/** How a camera is reached. `browser` and `agent` send photos by themselves; the others are opened by the server. */
export const CameraDriver = z.enum(["replay", "watch", "http", "mjpeg", "rtsp", "v4l2", "rpicam", "browser", "agent"]);
/** {@link CameraDriver} as a type. */
export type CameraDriver = z.infer<typeof CameraDriver>;

/** A camera. */
export const CameraWire = z.object({
  id: IdWire,
  name: z.string(),
  slug: z.string(),
  driver: CameraDriver,
  settings: z.record(z.string(), z.unknown()),
  rotate: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  flip: z.boolean(),
  is_default: z.boolean(),
  /** Published: `ready`, `busy`, `error`. */
  status: z.enum(["ready", "busy", "error"]),
  detail: z.string().nullable(),
  last_frame_at: InstantWire.nullable(),
  /** Name and make, as far as it is known. */
  model: z.string(),
  /** Sizes it can be asked for, in pixels; empty until it was looked through. */
  sizes: z.record(z.string(), z.tuple([z.int(), z.int()])),
  /** Shots that wait or run. */
  queue: z.int(),
  /** Exposure, white balance and focus as they are held; null when they are free. */
  locks: z.record(z.string(), z.union([z.number(), z.string()])).nullable(),
  /** Whether it can be locked; null while that is not known. */
  lockable: z.boolean().nullable(),
  /** A sentence of advice about a camera that works: "It became 25 % darker since exposure was locked." */
  advice: z.string().nullable(),
  /** Photos a camera process keeps because the server has not confirmed them; null for others. */
  spool: z.object({ files: z.int(), bytes: z.int() }).nullable(),
  /** The game this camera photographs by itself when the table changed and came to rest. */
  auto_game_id: IdWire.nullable(),
});
/** {@link CameraWire} as a type. */
export type CameraWire = z.infer<typeof CameraWire>;

/** A line of the append-only log of a game. */
export const GameEventWire = z.object({
  seq: z.int(),
  event_id: IdWire,
  group_id: IdWire,
  kind: z.string(),
  at: InstantWire,
  actor: z.object({ id: z.string(), kind: z.enum(["user", "system", "camera", "link"]), name: z.string() }),
  reason: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  /** Whether an `undone` event takes this one out of the count. */
  undone: z.boolean(),
});
/** {@link GameEventWire} as a type. */
export type GameEventWire = z.infer<typeof GameEventWire>;

/** A line of the move list. */
export const MoveLineWire = z.object({
  n: z.int().min(1),
  move_id: IdWire,
  move: MoveWire,
  capture_id: IdWire.nullable(),
  thumbnail_url: z.string().nullable(),
  decided_by: z.object({ id: z.string(), kind: z.enum(["user", "system", "camera", "link"]), name: z.string() }),
  confidence: z.number().nullable(),
  at: InstantWire,
  conflict: z.string().nullable(),
  verdicts: z.array(VerdictWire),
  /** Whether somebody changed or inserted it later. */
  corrected: z.boolean(),
  /** How sure the photo was: outcome of its proposal; null without one. */
  outcome: z.string().nullable(),
  /** What a correction of an earlier move left open here; null when nothing. */
  flag: z.string().nullable(),
  comments: z.array(CommentWire),
  glyph: Glyph.nullable(),
  arrows: z.array(ArrowWire),
  /** Answers to the turn form. */
  notes: z.record(z.string(), z.unknown()).nullable(),
});
/** {@link MoveLineWire} as a type. */
export type MoveLineWire = z.infer<typeof MoveLineWire>;

/** A game as listed: every field of the Game model of TWAT, ours beside them. */
export const GameWire = z.object({
  id: IdWire,
  name: z.string(),
  game_type: z.string(),
  status: GameStatus,
  created_at: InstantWire,
  updated_at: InstantWire,
  current_turn: z.int(),
  current_phase: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  players: z.array(PlayerWire),
  pack_id: z.string(),
  pack_version: z.string(),
  pack_options: z.record(z.string(), z.unknown()),
  head_seq: z.int(),
  agree_policy: z.enum(["ask", "auto_when_sure"]),
  time_zone: z.string(),
  demo: z.boolean(),
  thumbnail_url: z.string().nullable(),
});
/** {@link GameWire} as a type. */
export type GameWire = z.infer<typeof GameWire>;

/** One game with its photos and its state. */
export const GameDetailWire = GameWire.extend({
  captures: z.array(CaptureLineWire),
  latest_state: GameStateWire.nullable(),
  calibration: CalibrationWire.nullable(),
  palette: z.array(PaletteEntryWire),
  camera: CameraWire.nullable(),
  /** The capture whose reading people agreed to last. */
  agreed_capture_id: IdWire.nullable(),
  can_undo: z.boolean(),
  can_redo: z.boolean(),
  /** Why the game can only be looked at here (its log or pack needs another version); null or absent when it cannot. */
  read_only: z.string().nullish(),
  /** Whether enough proposals were agreed to unchanged for WOPR to be allowed to agree by itself. */
  auto_offered: z.boolean().optional(),
  /** Whether somebody altered the log by hand: it no longer gives the states that were stored. */
  altered: z.boolean().optional(),
});
/** {@link GameDetailWire} as a type. */
export type GameDetailWire = z.infer<typeof GameDetailWire>;
