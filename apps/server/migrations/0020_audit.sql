-- kind: expand
-- What was done, by whom and why: written in the transaction of the change, sealed into a chain in commit order.

CREATE TABLE audit_entries (
  id uuid PRIMARY KEY,
  -- Order of the chain: transaction, then order within it (as in the outbox).
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  ordinal bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'key', 'device', 'system', 'anonymous')),
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  -- area.verb_object
  action text NOT NULL,
  object_kind text NOT NULL,
  object_id text NOT NULL,
  summary text NOT NULL,
  reason text,
  -- Without secrets: the redactor has been through them.
  before jsonb,
  after jsonb,
  request_id text,
  trace_id text,
  -- Given by the sealer: gap-free, and SHA-256 of the hash before and this entry.
  seq bigint UNIQUE,
  hash text
);
CREATE INDEX audit_entries_unsealed ON audit_entries (xid, ordinal) WHERE seq IS NULL;
CREATE INDEX audit_entries_action ON audit_entries (action text_pattern_ops);
CREATE INDEX audit_entries_object ON audit_entries (object_kind, object_id);
CREATE INDEX audit_entries_actor ON audit_entries (actor_id);

-- The way back, kept beside the entry because it is used up while the entry stays as it was written.
CREATE TABLE audit_undos (
  entry_id uuid PRIMARY KEY REFERENCES audit_entries (id),
  state text NOT NULL CHECK (state IN ('available', 'used', 'impossible')),
  -- Why there is no way back, or what the handler needs.
  why text,
  data jsonb,
  expires_at timestamptz,
  used_at timestamptz,
  used_by_entry uuid
);

-- The end of the chain: a tail that was cut off is missed.
CREATE TABLE audit_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  seq bigint NOT NULL,
  hash text NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, repeat('0', 64));

CREATE TABLE audit_anchors (
  seq bigint PRIMARY KEY,
  hash text NOT NULL,
  at timestamptz NOT NULL,
  sent_to text[] NOT NULL
);

-- An accident must not rewrite history. Whoever owns the tables can switch this off; the chain then tells.
CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.seq IS NULL AND NEW.seq IS NOT NULL
     AND to_jsonb(OLD) - 'seq' - 'hash' = to_jsonb(NEW) - 'seq' - 'hash' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit entries are neither changed nor deleted';
END
$$;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION audit_entries_stay();
