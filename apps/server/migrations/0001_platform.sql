-- kind: expand
-- What every feature stands on: who this installation is, what happened, and its background work.

CREATE TABLE installation (
  -- One row: a second installation in the same database would be a mistake.
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  id uuid NOT NULL,
  -- Grows by one at every restore; numbers from before a restore are told apart by it.
  epoch integer NOT NULL DEFAULT 1 CHECK (epoch >= 1),
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO installation (id) VALUES (gen_random_uuid());

-- Events are written in the transaction of the change they tell of, and read in the order (xid, id): numbers of a
-- sequence become visible out of order, transaction numbers below the horizon do not.
CREATE TABLE outbox (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id bigint GENERATED ALWAYS AS IDENTITY,
  topic text NOT NULL,
  kind text NOT NULL,
  object_kind text NOT NULL,
  object_id text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- The only index: every change of anything is written through it.
  PRIMARY KEY (xid, id)
);

-- Where the kept events begin: whoever has read less must read afresh.
CREATE TABLE outbox_trimmed (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  xid xid8 NOT NULL,
  id bigint NOT NULL
);
INSERT INTO outbox_trimmed (xid, id) VALUES ('0', 0);

-- The durable truth about background work. The queue (schema graphile_worker) only says when to look at which row.
CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'processing', 'completed', 'failed', 'cancelled')),
  payload jsonb NOT NULL,
  priority integer NOT NULL DEFAULT 0,
  -- Runs begun.
  attempts integer NOT NULL DEFAULT 0,
  -- Runs that failed, and runs whose worker vanished; the first are limited by the kind of job.
  failures integer NOT NULL DEFAULT 0,
  losses integer NOT NULL DEFAULT 0,
  max_failures integer NOT NULL CHECK (max_failures >= 1),
  run_at timestamptz NOT NULL DEFAULT now(),
  -- Number of the worker process that runs it, the fencing token of this very run, and until when it may go on
  -- without renewing.
  worker integer,
  lease_token uuid,
  lease_until timestamptz,
  progress jsonb,
  result jsonb,
  error jsonb,
  dead boolean NOT NULL DEFAULT false,
  created_by text,
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  completed_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX jobs_unfinished ON jobs (state, run_at) WHERE state IN ('queued', 'processing');

-- Every change of a job is told on the topic `jobs`, whoever makes it, in the statement that makes it: a second
-- statement from the server would cost a third of the throughput, and could be forgotten.
CREATE FUNCTION jobs_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox (topic, kind, object_kind, object_id, data) VALUES (
    'jobs',
    CASE WHEN TG_OP = 'UPDATE' AND OLD.state = NEW.state THEN 'job.progress' ELSE 'job.' || NEW.state END,
    'job',
    NEW.id,
    jsonb_strip_nulls(jsonb_build_object(
      'job_kind', NEW.kind,
      'state', NEW.state,
      'progress', CASE WHEN NEW.state = 'processing' AND NEW.progress IS NOT NULL THEN jsonb_build_object(
        'stage', NEW.progress -> 'stage', 'share', NEW.progress -> 'share', 'eta_ms', NEW.progress -> 'etaMs') END,
      'code', CASE WHEN NEW.state <> 'completed' THEN NEW.error ->> 'code' END,
      'dead', CASE WHEN NEW.state = 'failed' THEN NEW.dead END
    ))
  );
  PERFORM pg_notify('wopr_outbox', 'outbox');
  RETURN NULL;
END
$$;
CREATE TRIGGER jobs_tell_added AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_tell();
CREATE TRIGGER jobs_tell_changed AFTER UPDATE ON jobs FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state
    OR (NEW.progress IS NOT NULL AND OLD.progress IS DISTINCT FROM NEW.progress))
  EXECUTE FUNCTION jobs_tell();

-- Adds a job and has the queue lead to it. A function, because its plans are kept per connection: planning the two
-- statements anew would cost every request that starts work more than carrying them out.
CREATE FUNCTION jobs_add(
  job_id uuid, job_kind text, job_payload jsonb, job_priority integer, job_max_failures integer,
  job_request_id text, job_created_by text
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO jobs (id, kind, payload, priority, max_failures, request_id, created_by)
  VALUES (job_id, job_kind, job_payload, job_priority, job_max_failures, job_request_id, job_created_by);
  PERFORM graphile_worker.add_job(
    job_kind, json_build_object('id', job_id), run_at => now(), max_attempts => 25,
    job_key => job_id::text, priority => job_priority
  );
END
$$;
