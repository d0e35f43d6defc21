-- kind: expand
-- Rollouts of any kind: who gets what in which wave, and how far it is.

CREATE TABLE rollouts (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  -- what is rolled out, for the driver of the kind
  subject jsonb NOT NULL,
  strategy text NOT NULL,
  state text NOT NULL CHECK (state IN ('awaiting_approval', 'running', 'paused', 'completed', 'halted', 'undoing', 'undone', 'undo_failed', 'cancelled')),
  -- the plan as it was shown: waves with soak, budget and approval, whom it left out
  plan jsonb NOT NULL,
  wave integer NOT NULL DEFAULT 0,
  wave_started_at timestamptz NOT NULL,
  settled_at timestamptz,
  approved integer[] NOT NULL DEFAULT '{}',
  max_parallel integer NOT NULL,
  why text,
  reason text NOT NULL,
  started_by text NOT NULL,
  request_id text,
  traceparent text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- whoever runs it, until when, and a number that only grows: a late runner is refused by it
  lease_token uuid,
  lease_until timestamptz,
  fence bigint NOT NULL DEFAULT 0
);
CREATE INDEX rollouts_open ON rollouts (updated_at) WHERE state IN ('awaiting_approval', 'running', 'paused', 'undoing');
CREATE INDEX rollouts_newest ON rollouts (created_at DESC, id DESC);

CREATE TABLE rollout_targets (
  rollout_id uuid NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  target text NOT NULL,
  name text NOT NULL,
  wave integer NOT NULL,
  state text NOT NULL,
  detail text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (rollout_id, target)
);
