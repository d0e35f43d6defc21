-- kind: expand
-- Secrets as references: sealed values, each under a data key of its own that is wrapped by the master key.

CREATE TABLE secret_master (
  -- First 16 hex digits of the SHA-256 of a master key that wraps something here.
  key_id text PRIMARY KEY,
  created_at timestamptz NOT NULL
);

CREATE TABLE secrets (
  id uuid PRIMARY KEY,
  org text NOT NULL DEFAULT 'home',
  -- area/thing
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  -- Who may read the value: feature:…, namespace:…, site:…, tag:…, device:…, bot:…
  allowed text[] NOT NULL,
  current_version integer NOT NULL CHECK (current_version >= 1),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (org, name)
);

CREATE TABLE secret_versions (
  secret_id uuid NOT NULL REFERENCES secrets (id) ON DELETE CASCADE,
  version integer NOT NULL CHECK (version >= 1),
  ciphertext bytea NOT NULL,
  wrapped_key bytea NOT NULL,
  key_id text NOT NULL REFERENCES secret_master (key_id),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (secret_id, version)
);

-- Keys of one person or tenant that features seal content with: erasing the key erases what it sealed.
CREATE TABLE secret_data_keys (
  scope text PRIMARY KEY,
  wrapped_key bytea NOT NULL,
  key_id text NOT NULL REFERENCES secret_master (key_id),
  created_at timestamptz NOT NULL
);
