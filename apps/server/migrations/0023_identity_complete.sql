-- kind: expand
-- Everything else that proves who somebody is: passkeys, codes, invitations, grants, devices.

-- When the person of this session last proved that it is them.
ALTER TABLE identity_sessions ADD COLUMN proved_at timestamptz;

ALTER TABLE identity_api_keys
  ADD COLUMN scope text NOT NULL DEFAULT '*',
  -- Addresses and blocks it may come from; empty: any.
  ADD COLUMN ip_allow text[] NOT NULL DEFAULT '{}';

CREATE TABLE identity_totp (
  user_id uuid PRIMARY KEY REFERENCES identity_users (id) ON DELETE CASCADE,
  -- Under the data key identity:totp:{user_id}.
  sealed bytea NOT NULL,
  -- Null until the first right code: only then it is asked for.
  confirmed_at timestamptz,
  -- The 30 s step of the last code that was taken: no code counts twice.
  last_step bigint NOT NULL DEFAULT 0
);

CREATE TABLE identity_recovery_codes (
  user_id uuid NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  sha256 text NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (user_id, sha256)
);

CREATE TABLE identity_passkeys (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  credential_id text NOT NULL UNIQUE,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  name text NOT NULL,
  backed_up boolean NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX identity_passkeys_user ON identity_passkeys (user_id);

-- What was asked of somebody and may be answered once: nonces of passkeys and devices, states of OIDC, reset links.
CREATE TABLE identity_challenges (
  sha256 text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('passkey_add', 'passkey_use', 'oidc', 'device', 'reset')),
  subject text NOT NULL,
  data jsonb,
  expires_at timestamptz NOT NULL
);
CREATE INDEX identity_challenges_expires ON identity_challenges (expires_at);

CREATE TABLE identity_invitations (
  id uuid PRIMARY KEY,
  email text NOT NULL CHECK (email = lower(email)),
  role text NOT NULL,
  token_sha256 text NOT NULL UNIQUE,
  invited_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz
);

CREATE TABLE identity_grants (
  id uuid PRIMARY KEY,
  subject_kind text NOT NULL CHECK (subject_kind IN ('user', 'api_key', 'device_key')),
  subject_id uuid NOT NULL,
  role text NOT NULL,
  -- '*', org:…, site:…, area:…, namespace:…, device:…
  scope text NOT NULL,
  granted_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  UNIQUE (subject_kind, subject_id, role, scope)
);

CREATE TABLE identity_device_keys (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('agent', 'camera', 'phone', 'service')),
  name text NOT NULL,
  -- Ed25519, 32 bytes in base64url.
  public_key text NOT NULL,
  fingerprint text NOT NULL UNIQUE,
  status text NOT NULL CHECK (status IN ('pending', 'active', 'rotating', 'revoked')),
  -- Valid beside the new one until then.
  previous_key text,
  previous_until timestamptz,
  -- Who paired it; a phone acts for this person.
  owner_id uuid REFERENCES identity_users (id) ON DELETE CASCADE,
  next_rotation_at timestamptz NOT NULL,
  last_seq bigint NOT NULL DEFAULT 0,
  boot_id text,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz,
  revoked_at timestamptz
);

CREATE TABLE identity_pairings (
  code_sha256 text PRIMARY KEY,
  created_by uuid NOT NULL REFERENCES identity_users (id) ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
);
