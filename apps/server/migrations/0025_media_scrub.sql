-- kind: expand
-- When each stored file was last read and compared.

ALTER TABLE media_objects ADD COLUMN scrubbed_at timestamptz;
CREATE INDEX media_objects_scrub ON media_objects (scrubbed_at NULLS FIRST) WHERE state = 'ready';
