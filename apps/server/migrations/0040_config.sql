-- kind: expand
-- Settings as layered YAML: namespaces, immutable revisions that store only what changed, drafts, consumers and what
-- they run, contents that did harm.

CREATE TABLE config_namespaces (
  name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_-]{0,62}$'),
  title text NOT NULL,
  description text NOT NULL,
  policy jsonb NOT NULL,
  -- What everybody gets; members of started waves get what config_state assigns them.
  stable_revision integer NOT NULL DEFAULT 0,
  head_revision integer NOT NULL DEFAULT 0,
  next_revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz
);

CREATE TABLE config_blobs (
  sha256 text PRIMARY KEY,
  text text NOT NULL
);

CREATE TABLE config_revisions (
  namespace text NOT NULL REFERENCES config_namespaces (name),
  revision integer NOT NULL CHECK (revision >= 1),
  parent integer NOT NULL,
  schema_sha256 text NOT NULL REFERENCES config_blobs (sha256),
  -- Hash over schema and all layers: equal content has equal hashes.
  content_sha256 text NOT NULL,
  author_id text NOT NULL,
  author_name text NOT NULL,
  message text NOT NULL,
  note text,
  state text NOT NULL CHECK (state IN ('pending_approval', 'rolling_out', 'good', 'bad', 'superseded', 'abandoned')),
  strategy text NOT NULL,
  reverts integer,
  cause jsonb,
  approvals jsonb NOT NULL DEFAULT '[]',
  -- What an approval would publish; empty once it is in force.
  pending jsonb,
  rollout_id uuid,
  created_at timestamptz NOT NULL,
  published_at timestamptz,
  good_at timestamptz,
  PRIMARY KEY (namespace, revision)
);
CREATE INDEX config_revisions_open ON config_revisions (namespace) WHERE state IN ('pending_approval', 'rolling_out');
CREATE INDEX config_revisions_good ON config_revisions (namespace, revision DESC) WHERE state = 'good';

-- Every layer a namespace ever had: the newest row of each is found without reading its history.
CREATE TABLE config_layers (
  namespace text NOT NULL REFERENCES config_namespaces (name),
  kind text NOT NULL CHECK (kind IN ('default', 'environment', 'site', 'tag', 'device')),
  key text NOT NULL,
  PRIMARY KEY (namespace, kind, key)
);

CREATE TABLE config_revision_layers (
  namespace text NOT NULL,
  revision integer NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  -- null: removed
  sha256 text REFERENCES config_blobs (sha256),
  PRIMARY KEY (namespace, kind, key, revision),
  FOREIGN KEY (namespace, revision) REFERENCES config_revisions (namespace, revision)
);
CREATE INDEX config_revision_layers_revision ON config_revision_layers (namespace, revision);

CREATE TABLE config_drafts (
  id uuid PRIMARY KEY,
  namespace text NOT NULL REFERENCES config_namespaces (name),
  base_revision integer NOT NULL,
  author_id text NOT NULL,
  author_name text NOT NULL,
  -- [{kind, key, text | null}]
  layers jsonb NOT NULL,
  schema text,
  message text NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX config_drafts_namespace ON config_drafts (namespace, updated_at DESC);

CREATE TABLE config_tags (
  name text PRIMARY KEY,
  priority integer NOT NULL CHECK (priority BETWEEN 0 AND 999)
);

CREATE TABLE config_consumers (
  id text PRIMARY KEY,
  -- id of the API key, or of the person
  identity text NOT NULL,
  name text NOT NULL,
  instance text NOT NULL,
  version text NOT NULL,
  context jsonb NOT NULL,
  schema text,
  registered_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  UNIQUE (identity, name, instance)
);
CREATE INDEX config_consumers_seen ON config_consumers (seen_at);

-- A device belongs to the identity that said first that it is it.
CREATE TABLE config_devices (
  device text PRIMARY KEY,
  identity text NOT NULL
);

CREATE TABLE config_state (
  consumer text NOT NULL REFERENCES config_consumers (id) ON DELETE CASCADE,
  namespace text NOT NULL REFERENCES config_namespaces (name),
  assigned integer,
  assigned_at timestamptz,
  applied integer,
  -- revision the outcome is about
  revision integer,
  outcome text CHECK (outcome IN ('applied', 'unchanged', 'rejected')),
  error jsonb,
  etag text,
  took_ms integer,
  freshness text,
  healthy boolean,
  -- [{at, ok, err}] of the last minutes, newest last
  counters jsonb NOT NULL DEFAULT '[]',
  at timestamptz NOT NULL,
  PRIMARY KEY (consumer, namespace)
);
CREATE INDEX config_state_namespace ON config_state (namespace);

CREATE TABLE config_bad (
  namespace text NOT NULL REFERENCES config_namespaces (name),
  content_sha256 text NOT NULL,
  revision integer NOT NULL,
  cause text NOT NULL,
  evidence jsonb NOT NULL,
  marked_by text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (namespace, content_sha256)
);
