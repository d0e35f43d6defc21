-- kind: expand
-- The day of a person: every row belongs to exactly one person and nobody else reads it. XP, freezes and moves are
-- append-only; totals, levels and streaks are computed from them and never stored as truth.

CREATE TABLE life_people (
  person_id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  name text NOT NULL,
  home_zone text NOT NULL,
  day_start smallint NOT NULL CHECK (day_start >= 0 AND day_start < 720),
  target_wake smallint NOT NULL CHECK (target_wake >= 0 AND target_wake < 1440),
  target_bedtime smallint NOT NULL CHECK (target_bedtime >= 0 AND target_bedtime < 1440),
  target_screen_hours double precision NOT NULL CHECK (target_screen_hours >= 0),
  target_gym_sessions smallint NOT NULL CHECK (target_gym_sessions >= 0),
  score_formula text NOT NULL CHECK (score_formula IN ('v1', 'v2')),
  latitude double precision,
  longitude double precision,
  settings jsonb NOT NULL,
  plan_began date,
  set_up_at timestamptz
);

CREATE TABLE life_zone_changes (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  from_instant timestamptz NOT NULL,
  zone text NOT NULL,
  reason text NOT NULL
);
CREATE INDEX life_zone_changes_person ON life_zone_changes (person_id, from_instant);

CREATE TABLE life_days (
  person_id uuid NOT NULL,
  day date NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'closed', 'void')),
  opened_at timestamptz NOT NULL,
  closes_at timestamptz,
  closed_at timestamptz,
  wake_minutes smallint,
  wake_source text,
  excuse_misses boolean NOT NULL DEFAULT false,
  PRIMARY KEY (person_id, day)
);
CREATE UNIQUE INDEX life_days_one_open ON life_days (person_id) WHERE state = 'open';
CREATE INDEX life_days_due ON life_days (closes_at) WHERE state = 'open';

CREATE TABLE life_anchors (
  person_id uuid NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  default_time smallint NOT NULL,
  per_weekday jsonb NOT NULL,
  seasons jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, code)
);

CREATE TABLE life_items (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  icon text,
  color text,
  schedule jsonb NOT NULL,
  anchor text,
  time_offset smallint NOT NULL,
  exact_time smallint,
  default_time smallint,
  window_minutes smallint NOT NULL,
  hard_end smallint,
  stat_rewards jsonb NOT NULL,
  priority smallint NOT NULL CHECK (priority >= 1 AND priority <= 10),
  category text NOT NULL CHECK (category IN ('task', 'chore', 'habit', 'reminder', 'event')),
  on_miss text NOT NULL CHECK (on_miss IN ('drop', 'carry')),
  essential boolean NOT NULL,
  "freeze" boolean NOT NULL,
  flexible boolean NOT NULL,
  is_active boolean NOT NULL,
  revision integer NOT NULL,
  UNIQUE (person_id, code)
);

CREATE TABLE life_occurrences (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  item_id uuid NOT NULL REFERENCES life_items (id) ON DELETE CASCADE,
  original_date date NOT NULL,
  day date NOT NULL,
  planned_at timestamptz NOT NULL,
  soft_end timestamptz NOT NULL,
  hard_end timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'completed', 'skipped', 'missed', 'frozen', 'paused', 'excused')),
  -- Whether its time was decided for it alone (moved, re-resolved, carried); otherwise the item's time holds.
  pinned boolean NOT NULL,
  completed_at timestamptz,
  closed_at timestamptz,
  quality smallint,
  duration_minutes integer,
  notes bytea,
  moves smallint NOT NULL,
  resolved_from text NOT NULL,
  resolve_reason text NOT NULL,
  superseded_by uuid,
  revision integer NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (item_id, original_date)
);
CREATE INDEX life_occurrences_day ON life_occurrences (person_id, day);
CREATE INDEX life_occurrences_open ON life_occurrences (person_id) WHERE state = 'open';

CREATE TABLE life_moves (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  occurrence_id uuid NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('postpone', 'resolve', 'carry', 'undo')),
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  target text,
  reason text
);
CREATE INDEX life_moves_occurrence ON life_moves (occurrence_id);

CREATE TABLE life_actions (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  at timestamptz NOT NULL,
  day date NOT NULL,
  kind text NOT NULL,
  key text,
  occurrence_id uuid,
  before jsonb,
  result jsonb NOT NULL,
  source text NOT NULL,
  undoes uuid,
  undone_by uuid
);
CREATE UNIQUE INDEX life_actions_key ON life_actions (person_id, key) WHERE key IS NOT NULL;
CREATE INDEX life_actions_day ON life_actions (person_id, day, at);

CREATE TABLE life_xp (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  at timestamptz NOT NULL,
  day date NOT NULL,
  key text NOT NULL,
  kind text NOT NULL,
  stat text CHECK (stat IN ('STR', 'STA', 'WIS', 'INT', 'CHA', 'LCK')),
  base integer NOT NULL,
  percent integer NOT NULL,
  amount integer NOT NULL,
  source_ref text NOT NULL,
  action_id uuid,
  reverses uuid UNIQUE,
  UNIQUE (person_id, key)
);
CREATE INDEX life_xp_day ON life_xp (person_id, day);
CREATE INDEX life_xp_action ON life_xp (action_id) WHERE action_id IS NOT NULL;

CREATE TABLE life_freezes (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  at timestamptz NOT NULL,
  day date NOT NULL,
  key text NOT NULL,
  amount smallint NOT NULL CHECK (amount IN (-1, 1)),
  occurrence_id uuid,
  action_id uuid,
  UNIQUE (person_id, key)
);

CREATE TABLE life_pauses (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  item_id uuid REFERENCES life_items (id) ON DELETE CASCADE,
  from_day date NOT NULL,
  to_day date NOT NULL,
  reason text,
  CHECK (from_day <= to_day)
);
CREATE INDEX life_pauses_person ON life_pauses (person_id, to_day);

CREATE TABLE life_scores (
  person_id uuid NOT NULL,
  day date NOT NULL,
  formula text NOT NULL,
  revision integer NOT NULL,
  at timestamptz NOT NULL,
  basis text NOT NULL,
  score double precision,
  coverage double precision NOT NULL,
  state text NOT NULL CHECK (state IN ('provisional', 'final')),
  parts jsonb NOT NULL,
  reason text,
  PRIMARY KEY (person_id, day, formula, revision)
);

CREATE TABLE life_metrics (
  person_id uuid NOT NULL,
  day date NOT NULL,
  metric text NOT NULL,
  source text NOT NULL,
  source_ref text NOT NULL,
  value double precision NOT NULL,
  unit text NOT NULL,
  observed_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, day, metric, source, source_ref)
);

CREATE TABLE life_nights (
  person_id uuid NOT NULL,
  source text NOT NULL,
  source_ref text NOT NULL,
  day date NOT NULL,
  starts text NOT NULL,
  ends text,
  type text,
  total_sleep_s integer,
  PRIMARY KEY (person_id, source, source_ref)
);
CREATE INDEX life_nights_day ON life_nights (person_id, day);

CREATE TABLE life_raw (
  person_id uuid NOT NULL,
  source text NOT NULL,
  collection text NOT NULL,
  document_id text NOT NULL,
  day date,
  hash text NOT NULL,
  payload bytea NOT NULL,
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, source, collection, document_id)
);

CREATE TABLE life_sync (
  person_id uuid NOT NULL,
  source text NOT NULL,
  collection text NOT NULL,
  last_ok timestamptz,
  newest_day date,
  last_error text,
  state text NOT NULL CHECK (state IN ('ok', 'limited', 'off', 'unavailable')),
  retry_at timestamptz,
  PRIMARY KEY (person_id, source, collection)
);

CREATE TABLE life_rings (
  person_id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('connecting', 'ok', 'refreshing', 'reauth')),
  token_endpoint text NOT NULL,
  grant_sealed bytea,
  expires_at timestamptz,
  connected_at timestamptz,
  user_id text,
  updated_at timestamptz NOT NULL
);
CREATE INDEX life_rings_user ON life_rings (user_id);

CREATE TABLE life_webhook_events (
  id uuid PRIMARY KEY,
  signature text NOT NULL UNIQUE,
  received_at timestamptz NOT NULL,
  user_id text NOT NULL,
  data_type text NOT NULL,
  event_type text NOT NULL,
  object_id text NOT NULL,
  done_at timestamptz
);

CREATE TABLE life_activities (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  type text NOT NULL,
  data jsonb NOT NULL,
  source text NOT NULL,
  source_ref text NOT NULL,
  activity_time timestamptz NOT NULL,
  day date NOT NULL,
  UNIQUE (person_id, source, source_ref)
);
CREATE INDEX life_activities_time ON life_activities (person_id, activity_time);

CREATE TABLE life_characters (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL UNIQUE,
  name text NOT NULL,
  tree_version text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE life_nodes (
  person_id uuid NOT NULL,
  code text NOT NULL,
  cost smallint NOT NULL,
  allocated_at timestamptz NOT NULL,
  PRIMARY KEY (person_id, code)
);

CREATE TABLE life_tokens (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('respec', 'refund')),
  amount smallint NOT NULL
);
CREATE INDEX life_tokens_person ON life_tokens (person_id);

CREATE TABLE life_skill_uses (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  skill text NOT NULL,
  used_at timestamptz NOT NULL,
  spent_at timestamptz
);
CREATE INDEX life_skill_uses_person ON life_skill_uses (person_id, skill, used_at);

CREATE TABLE life_achievements (
  person_id uuid NOT NULL,
  code text NOT NULL,
  unlocked_at timestamptz NOT NULL,
  day date NOT NULL,
  action_id uuid,
  PRIMARY KEY (person_id, code)
);

CREATE TABLE life_brokers (
  person_id uuid PRIMARY KEY,
  settings jsonb NOT NULL,
  password_sealed bytea,
  updated_at timestamptz NOT NULL
);

CREATE TABLE life_mqtt_outbox (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL,
  at timestamptz NOT NULL,
  topic text NOT NULL,
  payload text NOT NULL,
  retain boolean NOT NULL,
  until timestamptz
);
CREATE INDEX life_mqtt_outbox_person ON life_mqtt_outbox (person_id, at);

CREATE TABLE life_imports (
  person_id uuid NOT NULL,
  sha256 text NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (person_id, sha256)
);
