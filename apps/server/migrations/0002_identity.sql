-- kind: expand
-- People, their sessions and keys; and what the HTTP layer keeps for all replicas: shared limits, answers to repeat.

CREATE TABLE identity_users (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- lower case, so that one address is one person
  email text NOT NULL UNIQUE CHECK (email = lower(email)),
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'approver', 'member', 'viewer', 'service')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE identity_sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  token text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX identity_sessions_user ON identity_sessions (user_id);
CREATE INDEX identity_sessions_expires ON identity_sessions (expires_at);

-- One way to sign in of one person; for e-mail and password `provider_id` is 'credential' and `password` its hash.
CREATE TABLE identity_accounts (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (provider_id, account_id)
);
CREATE INDEX identity_accounts_user ON identity_accounts (user_id);

CREATE TABLE identity_verifications (
  id uuid PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX identity_verifications_identifier ON identity_verifications (identifier);

CREATE TABLE identity_api_keys (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  prefix text NOT NULL UNIQUE,
  sha256 text NOT NULL,
  name text NOT NULL,
  permissions text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX identity_api_keys_owner ON identity_api_keys (owner_id, created_at);

-- One row at most: the set-up code that waits, or the mark that the owner exists.
CREATE TABLE identity_setup (
  id smallint PRIMARY KEY CHECK (id = 1),
  code_sha256 text,
  code_expires_at timestamptz,
  tries_left integer NOT NULL DEFAULT 0,
  owner_id uuid REFERENCES identity_users (id),
  done_at timestamptz
);

CREATE TABLE http_rate_limits (
  bucket text PRIMARY KEY,
  tokens double precision NOT NULL,
  refilled_at timestamptz NOT NULL
);
CREATE INDEX http_rate_limits_refilled ON http_rate_limits (refilled_at);

-- The key itself is not kept: its hash finds the row, and the answer is sealed.
CREATE TABLE http_idempotency_keys (
  caller text NOT NULL,
  route text NOT NULL,
  key_sha256 text NOT NULL,
  body_sha256 text NOT NULL,
  -- token of the request that works on it; a later one may take over once the lease is over
  worker text NOT NULL,
  lease_until timestamptz NOT NULL,
  status integer,
  answer bytea,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (caller, route, key_sha256)
);
CREATE INDEX http_idempotency_keys_expires ON http_idempotency_keys (expires_at);
