-- kind: expand
-- Named checks: their runs, counts, changes, incidents and planned times. Runs are partitioned by month, so that old ones
-- go without a trace in the others; a partition that is missing falls into the default one.

CREATE SEQUENCE status_results_numbers;
CREATE TABLE status_results (
  run_id uuid NOT NULL,
  -- When the run was due; for runs that nobody planned, when it began.
  at timestamptz NOT NULL,
  check_name text NOT NULL,
  vantage text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  result text NOT NULL CHECK (result IN ('pass', 'fail', 'norun')),
  norun_reason text,
  root text[] NOT NULL,
  ms real NOT NULL CHECK (ms >= 0),
  error text,
  facts jsonb,
  trigger text NOT NULL CHECK (trigger IN ('schedule', 'post', 'confirm', 'chain', 'push')),
  maintenance boolean NOT NULL,
  -- In which order they were stored: what other servers read after.
  seq bigint NOT NULL DEFAULT nextval('status_results_numbers'),
  PRIMARY KEY (run_id, at),
  CHECK ((result = 'norun') = (norun_reason IS NOT NULL)),
  CHECK (started_at <= ended_at)
) PARTITION BY RANGE (at);
CREATE TABLE status_results_default PARTITION OF status_results DEFAULT;
-- A slot of the plan is one row, whoever ran it.
CREATE UNIQUE INDEX status_results_slot ON status_results (check_name, vantage, at) WHERE trigger = 'schedule';
CREATE INDEX status_results_check ON status_results (check_name, at DESC);
CREATE INDEX status_results_seq ON status_results (seq);

CREATE TABLE status_buckets (
  check_name text NOT NULL,
  vantage text NOT NULL,
  size text NOT NULL CHECK (size IN ('5m', '1h', '1d')),
  start timestamptz NOT NULL,
  pass integer NOT NULL,
  fail integer NOT NULL,
  norun integer NOT NULL,
  maintenance integer NOT NULL,
  ms_p50 real,
  ms_p95 real,
  ms_max real,
  PRIMARY KEY (size, check_name, vantage, start)
);
CREATE INDEX status_buckets_start ON status_buckets (size, start);

CREATE TABLE status_changes (
  run_id uuid NOT NULL,
  check_name text NOT NULL,
  from_result text,
  to_result text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (check_name, run_id)
);
CREATE INDEX status_changes_at ON status_changes (check_name, at DESC);

CREATE TABLE status_incidents (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  title text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
  origin text NOT NULL CHECK (origin IN ('checks', 'person')),
  root_checks text[] NOT NULL,
  affected_checks text[] NOT NULL,
  components text[] NOT NULL,
  opened_at timestamptz NOT NULL,
  acknowledged_by text,
  resolved_at timestamptz,
  cause text,
  public boolean NOT NULL,
  flaps integer NOT NULL,
  notified_at timestamptz,
  version integer NOT NULL
);
CREATE INDEX status_incidents_opened ON status_incidents (opened_at DESC, id DESC);
CREATE INDEX status_incidents_open ON status_incidents (opened_at) WHERE state <> 'resolved';

CREATE TABLE status_incident_entries (
  id uuid PRIMARY KEY,
  incident_id uuid NOT NULL REFERENCES status_incidents (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  author text NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  public boolean NOT NULL,
  data jsonb
);
CREATE INDEX status_incident_entries_incident ON status_incident_entries (incident_id, at);

CREATE TABLE status_maintenance (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  title text NOT NULL,
  components text[] NOT NULL,
  starts_at timestamptz,
  ends_at timestamptz,
  cron text,
  duration_s integer,
  zone text NOT NULL,
  suspend boolean NOT NULL,
  public boolean NOT NULL,
  CHECK ((starts_at IS NOT NULL AND ends_at > starts_at) OR (cron IS NOT NULL AND duration_s IS NOT NULL))
);

CREATE TABLE status_push_tokens (
  check_name text PRIMARY KEY,
  token_sha256 text NOT NULL,
  created_at timestamptz NOT NULL
);

-- One row: what people decided, as one document. A later release keeps it as the configuration namespace "status".
CREATE TABLE status_definitions (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  revision integer NOT NULL,
  document jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);

-- One row: which server runs the checks. The fence grows with every change of hands.
CREATE TABLE status_lease (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  holder uuid NOT NULL,
  fence bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

-- One row per server that checks whether the database can be written; written over and over, so it never grows.
CREATE TABLE status_write_probe (
  writer text PRIMARY KEY,
  nonce text NOT NULL,
  written_at timestamptz NOT NULL
);

CREATE TABLE status_probe_objects (
  id uuid PRIMARY KEY,
  nonce text NOT NULL,
  created_at timestamptz NOT NULL
);
