-- kind: expand
-- Games under a camera: the log of each game is the primary record, the other tables are read from it or beside it.

CREATE TABLE tabletop_games (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  owner_id text NOT NULL,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 120),
  game_type text NOT NULL,
  pack_id text NOT NULL,
  pack_version text NOT NULL,
  pack_options jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('setup', 'in_progress', 'completed', 'abandoned')),
  current_turn integer NOT NULL CHECK (current_turn >= 0),
  current_phase text NOT NULL,
  metadata jsonb NOT NULL,
  head_seq integer NOT NULL CHECK (head_seq >= 0),
  next_sequence integer NOT NULL CHECK (next_sequence >= 0),
  agree_policy text NOT NULL CHECK (agree_policy IN ('ask', 'auto_when_sure')),
  time_zone text NOT NULL,
  demo boolean NOT NULL,
  camera_id uuid,
  thumbnail_path text,
  deleted_at timestamptz
);
CREATE INDEX tabletop_games_newest ON tabletop_games (created_at DESC, id DESC);
CREATE INDEX tabletop_games_owner ON tabletop_games (owner_id);
CREATE INDEX tabletop_games_trash ON tabletop_games (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE tabletop_players (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  game_id uuid NOT NULL REFERENCES tabletop_games (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
  position smallint NOT NULL CHECK (position BETWEEN 1 AND 12),
  color text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('human', 'bot')),
  user_id text,
  UNIQUE (game_id, position),
  UNIQUE (game_id, color)
);
CREATE INDEX tabletop_players_user ON tabletop_players (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE tabletop_game_events (
  game_id uuid NOT NULL REFERENCES tabletop_games (id) ON DELETE CASCADE,
  seq integer NOT NULL CHECK (seq >= 1),
  event_id uuid NOT NULL UNIQUE,
  group_id uuid NOT NULL,
  kind text NOT NULL,
  schema smallint NOT NULL,
  at timestamptz NOT NULL,
  actor_id text NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'system', 'camera', 'link')),
  actor_name text NOT NULL,
  reason text,
  payload jsonb NOT NULL,
  PRIMARY KEY (game_id, seq)
);

CREATE TABLE tabletop_game_snapshots (
  game_id uuid NOT NULL REFERENCES tabletop_games (id) ON DELETE CASCADE,
  at_move integer NOT NULL,
  seq integer NOT NULL,
  state jsonb NOT NULL,
  state_hash text NOT NULL,
  PRIMARY KEY (game_id, at_move)
);

CREATE TABLE tabletop_cameras (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  name text NOT NULL,
  slug text NOT NULL,
  driver text NOT NULL CHECK (driver IN ('replay', 'watch', 'http', 'browser', 'agent')),
  settings jsonb NOT NULL,
  device_id uuid,
  native_width integer,
  native_height integer,
  rotate smallint NOT NULL CHECK (rotate IN (0, 90, 180, 270)),
  flip boolean NOT NULL,
  is_default boolean NOT NULL,
  -- Deferred: the camera of a sample game is made in the same transaction, before its game.
  bound_game_id uuid REFERENCES tabletop_games (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  health jsonb,
  reported_at timestamptz,
  last_frame_at timestamptz,
  replay_position text
);
-- The camera of a sample game exists for that game alone and may share its name with others of its kind.
CREATE UNIQUE INDEX tabletop_cameras_name ON tabletop_cameras (lower(name)) WHERE bound_game_id IS NULL;
CREATE UNIQUE INDEX tabletop_cameras_default ON tabletop_cameras (is_default) WHERE is_default;

CREATE TABLE tabletop_captures (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  game_id uuid NOT NULL REFERENCES tabletop_games (id) ON DELETE CASCADE,
  set_id uuid NOT NULL,
  camera_id uuid,
  sequence integer CHECK (sequence >= 0),
  status text NOT NULL
    CHECK (status IN ('capturing', 'uploading', 'waiting_for_upload', 'stored', 'failed', 'removed')),
  resolution text,
  image_path text,
  thumbnail_path text,
  width integer,
  height integer,
  orientation smallint NOT NULL CHECK (orientation BETWEEN 1 AND 8),
  mime text,
  size_bytes integer,
  sha256 text,
  original_sha256 text,
  captured_at timestamptz,
  received_at timestamptz,
  time_uncertain boolean NOT NULL,
  triggered_by text NOT NULL,
  notes text CHECK (char_length(notes) <= 2000),
  camera_settings jsonb NOT NULL,
  quality jsonb,
  analysis_status text NOT NULL CHECK (analysis_status IN ('pending', 'processing', 'completed', 'failed')),
  analysis_job_id uuid,
  analysis_results jsonb,
  look jsonb,
  error jsonb,
  UNIQUE (game_id, sequence),
  -- A stored photo has everything that makes it one.
  CHECK (status <> 'stored' OR (sequence IS NOT NULL AND image_path IS NOT NULL AND sha256 IS NOT NULL))
);
CREATE INDEX tabletop_captures_game ON tabletop_captures (game_id, created_at);
CREATE INDEX tabletop_captures_unfinished ON tabletop_captures (created_at)
  WHERE status IN ('capturing', 'uploading', 'waiting_for_upload');

CREATE TABLE tabletop_proposals (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  game_id uuid NOT NULL REFERENCES tabletop_games (id) ON DELETE CASCADE,
  capture_id uuid NOT NULL REFERENCES tabletop_captures (id) ON DELETE CASCADE,
  base_seq integer NOT NULL,
  base_hash text NOT NULL,
  outcome text NOT NULL,
  content jsonb NOT NULL,
  answers jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'agreed', 'adjusted', 'rejected', 'superseded', 'stale')),
  pack_id text NOT NULL,
  pack_version text NOT NULL,
  pipeline_version text NOT NULL,
  decided_by text,
  decided_at timestamptz
);
CREATE UNIQUE INDEX tabletop_proposals_open ON tabletop_proposals (game_id) WHERE status = 'open';
CREATE INDEX tabletop_proposals_capture ON tabletop_proposals (capture_id);

CREATE TABLE tabletop_calibrations (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  game_id uuid NOT NULL REFERENCES tabletop_games (id) ON DELETE CASCADE,
  camera_id uuid,
  version integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('corners', 'fiducials', 'table')),
  content jsonb NOT NULL,
  rms_px double precision,
  rms_mm double precision,
  UNIQUE (game_id, version)
);

CREATE TABLE tabletop_camera_commands (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  camera_id uuid NOT NULL REFERENCES tabletop_cameras (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('capture', 'test')),
  capture_id uuid REFERENCES tabletop_captures (id) ON DELETE CASCADE,
  game_id uuid REFERENCES tabletop_games (id) ON DELETE CASCADE,
  resolution text,
  expires_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'delivered', 'done', 'failed', 'withdrawn')),
  delivered_at timestamptz,
  detail text
);
CREATE INDEX tabletop_camera_commands_open ON tabletop_camera_commands (camera_id, created_at)
  WHERE state IN ('queued', 'delivered');

CREATE TABLE tabletop_camera_uploads (
  camera_id uuid NOT NULL REFERENCES tabletop_cameras (id) ON DELETE CASCADE,
  upload_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  capture_id uuid NOT NULL REFERENCES tabletop_captures (id) ON DELETE CASCADE,
  sha256 text NOT NULL,
  PRIMARY KEY (camera_id, upload_id)
);
