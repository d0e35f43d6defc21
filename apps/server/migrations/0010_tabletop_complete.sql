-- kind: expand
-- Agreeing by itself, links for spectators, kinds of games people made, layouts, exports.

ALTER TABLE tabletop_proposals ADD COLUMN auto_at timestamptz;
ALTER TABLE tabletop_proposals ADD COLUMN announced_at timestamptz;
CREATE INDEX tabletop_proposals_auto ON tabletop_proposals (auto_at) WHERE status = 'open' AND auto_at IS NOT NULL;

CREATE TABLE tabletop_share_links (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  game_id uuid NOT NULL REFERENCES tabletop_games (id) ON DELETE CASCADE,
  label text NOT NULL,
  token_hash text NOT NULL UNIQUE,
  scope text NOT NULL CHECK (scope IN ('view', 'comment')),
  photos text NOT NULL CHECK (photos IN ('none', 'board', 'full')),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz
);
CREATE INDEX tabletop_share_links_game ON tabletop_share_links (game_id, created_at);

CREATE TABLE tabletop_game_packs (
  pack_id text NOT NULL,
  version text NOT NULL,
  created_at timestamptz NOT NULL,
  owner_id text NOT NULL,
  content jsonb NOT NULL,
  PRIMARY KEY (pack_id, version)
);

CREATE TABLE tabletop_layouts (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  owner_id text NOT NULL,
  pack_id text NOT NULL,
  name text NOT NULL,
  aspect double precision NOT NULL,
  zones jsonb NOT NULL
);
CREATE INDEX tabletop_layouts_pack ON tabletop_layouts (pack_id, name);

CREATE TABLE tabletop_game_exports (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  game_id uuid NOT NULL REFERENCES tabletop_games (id) ON DELETE CASCADE,
  requested_by text NOT NULL,
  format text NOT NULL CHECK (format IN ('zip', 'report_pdf', 'report_png')),
  job_id uuid NOT NULL,
  path text,
  size_bytes integer
);
CREATE INDEX tabletop_game_exports_game ON tabletop_game_exports (game_id, created_at);
