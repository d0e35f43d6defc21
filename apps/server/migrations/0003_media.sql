-- kind: expand
-- Files of the installation. A row says `ready` only once its bytes are durable.

CREATE TABLE media_objects (
  id uuid PRIMARY KEY,
  -- Readable path below the storage root: games/{id}/cap_0_20251213_100000.jpg. Never used twice, so that a file in the
  -- trash can come back and an address always means the same bytes.
  key text NOT NULL UNIQUE,
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
CREATE INDEX media_objects_trash ON media_objects (deleted_at) WHERE state = 'deleted';
CREATE INDEX media_objects_owner ON media_objects (owner_object);
