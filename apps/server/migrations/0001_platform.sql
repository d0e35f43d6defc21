-- kind: expand
-- What every feature stands on: who this installation is, its background work, what happened.

CREATE TABLE installation (
  -- One row: a second installation in the same database would be a mistake.
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  id uuid NOT NULL,
  -- Grows by one at every restore; numbers of consumers are compared as (epoch, number).
  epoch integer NOT NULL DEFAULT 1 CHECK (epoch >= 1),
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO installation (id) VALUES (gen_random_uuid());
