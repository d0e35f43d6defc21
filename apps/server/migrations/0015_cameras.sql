-- kind: expand
-- Webcams, RTSP and Raspberry Pi cameras; locks; watching a table and taking photos by itself.

ALTER TABLE tabletop_cameras DROP CONSTRAINT tabletop_cameras_driver_check;
ALTER TABLE tabletop_cameras ADD CONSTRAINT tabletop_cameras_driver_check
  CHECK (driver IN ('replay', 'watch', 'http', 'mjpeg', 'rtsp', 'v4l2', 'rpicam', 'browser', 'agent'));
ALTER TABLE tabletop_cameras ADD COLUMN locks jsonb;
ALTER TABLE tabletop_cameras ADD COLUMN auto_game_id uuid REFERENCES tabletop_games (id) ON DELETE SET NULL;

ALTER TABLE tabletop_camera_commands DROP CONSTRAINT tabletop_camera_commands_kind_check;
ALTER TABLE tabletop_camera_commands ADD CONSTRAINT tabletop_camera_commands_kind_check
  CHECK (kind IN ('capture', 'test', 'lock', 'unlock'));
