-- kind: expand
-- Being told: channels, routes, what happened, and every try to tell it.

CREATE TABLE notification_channels (
  id uuid PRIMARY KEY,
  -- Null: of the installation.
  person_id uuid REFERENCES identity_users (id) ON DELETE CASCADE,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('discord', 'email', 'webhook', 'ntfy')),
  -- Addresses that are no secrets; what is secret is a reference.
  settings jsonb NOT NULL,
  secret text,
  enabled boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

CREATE TABLE notification_routes (
  id uuid PRIMARY KEY,
  person_id uuid REFERENCES identity_users (id) ON DELETE CASCADE,
  -- Order in which routes are tried.
  position integer NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  -- Empty: all.
  topics text[] NOT NULL,
  sites text[] NOT NULL,
  channel_ids uuid[] NOT NULL,
  throttle_s integer NOT NULL CHECK (throttle_s >= 0),
  -- {from, to, zone}: local times between which only what is critical is told.
  quiet jsonb,
  escalate_after_min integer CHECK (escalate_after_min > 0),
  photos boolean NOT NULL DEFAULT false,
  enabled boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

CREATE TABLE notifications (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  topic text NOT NULL,
  site text,
  object_kind text NOT NULL,
  object_id text NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  link text,
  dedupe_key text NOT NULL,
  phase text NOT NULL CHECK (phase IN ('fire', 'resolve', 'once')),
  photo text,
  person_id uuid REFERENCES identity_users (id) ON DELETE CASCADE,
  request_id text,
  traceparent text,
  at timestamptz NOT NULL,
  routed_at timestamptz,
  -- Routes from this position on are asked then, unless somebody acknowledged it before.
  escalate_at timestamptz,
  escalate_from integer,
  acknowledged_at timestamptz,
  acknowledged_by uuid
);
CREATE INDEX notifications_unrouted ON notifications (at) WHERE routed_at IS NULL;
CREATE INDEX notifications_escalating ON notifications (escalate_at) WHERE escalate_at IS NOT NULL;
CREATE INDEX notifications_key ON notifications (dedupe_key, at);

CREATE TABLE notification_deliveries (
  id uuid PRIMARY KEY,
  notification_id uuid NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  channel_id uuid NOT NULL REFERENCES notification_channels (id) ON DELETE CASCADE,
  route_id uuid,
  -- held: until quiet hours end, then told together; digested: was told in one message with others
  state text NOT NULL CHECK (state IN ('queued', 'held', 'sent', 'failed', 'throttled', 'digested')),
  photos boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  lease_until timestamptz,
  error text,
  fallback_of uuid,
  dedupe_key text NOT NULL,
  phase text NOT NULL,
  created_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX notification_deliveries_due ON notification_deliveries (due_at) WHERE state IN ('queued', 'held');
CREATE INDEX notification_deliveries_key ON notification_deliveries (channel_id, dedupe_key, created_at);
CREATE INDEX notification_deliveries_of ON notification_deliveries (notification_id);
