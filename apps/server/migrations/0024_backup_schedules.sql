-- kind: expand
-- Copies of everything, tries to restore them, and what runs by the clock.

CREATE TABLE backups (
  id uuid PRIMARY KEY,
  archive text NOT NULL UNIQUE,
  state text NOT NULL CHECK (state IN ('writing', 'good', 'failed', 'removed')),
  bytes bigint,
  version text NOT NULL,
  schema_number integer,
  epoch integer NOT NULL,
  -- [{name, rows, sha256}]
  tables jsonb,
  blobs integer,
  blobs_copied integer,
  error text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX backups_created ON backups (created_at);

CREATE TABLE drills (
  id uuid PRIMARY KEY,
  backup_id uuid REFERENCES backups (id) ON DELETE SET NULL,
  ok boolean NOT NULL,
  took_ms integer NOT NULL,
  differences jsonb NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX drills_at ON drills (at);

CREATE TABLE schedules (
  name text PRIMARY KEY,
  cron text NOT NULL,
  zone text NOT NULL,
  job_kind text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  -- What happens to runs nobody was there for.
  misfire text NOT NULL CHECK (misfire IN ('run_once', 'skip')),
  last_run timestamptz,
  next_run timestamptz NOT NULL
);
CREATE INDEX schedules_due ON schedules (next_run) WHERE enabled;
