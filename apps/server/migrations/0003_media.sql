-- kind: expand
-- Files of the installation. A row says `ready` only once its bytes are durable.

CREATE TABLE media_objects (
  id uuid PRIMARY KEY,
  -- readable path below the storage root: games/{id}/cap_0_20251213_100000.jpg
  key text NOT NULL,
  sha256 text NOT NULL,
  bytes bigint NOT NULL CHECK (bytes >= 0),
  mime text NOT NULL,
  width integer,
  height integer,
  feature text NOT NULL,
  owner_object text NOT NULL,
  state text NOT NULL CHECK (state IN ('ready', 'deleted')),
  created_at timestamptz NOT NULL,
  deleted_at timestamptz
);
-- A key may be used again once the file under it is in the trash.
CREATE UNIQUE INDEX media_objects_key ON media_objects (key) WHERE state = 'ready';
CREATE INDEX media_objects_trash ON media_objects (deleted_at) WHERE state = 'deleted';
CREATE INDEX media_objects_owner ON media_objects (owner_object);

-- Written before the bytes, in its own transaction, and removed with the `ready` row: what is left after a crash names
-- exactly the files nobody may ever have been told about.
CREATE TABLE media_writing (
  id uuid PRIMARY KEY,
  key text NOT NULL,
  began_at timestamptz NOT NULL
);
CREATE INDEX media_writing_began ON media_writing (began_at);
