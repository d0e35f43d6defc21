export { createAutoWatch } from "./auto.ts";
export { type CameraTest, testFrameSource } from "./camera-test.ts";
export { withDeadline } from "./deadline.ts";
export { CameraErrors } from "./errors.ts";
export { type FrameCheck, frameChecks, frameDigest } from "./frame-checks.ts";
export { createFrameSource, type SourceLimits } from "./frame-source.ts";
export { createSource, type SourceDeps } from "./open.ts";
export { createPreview, type Preview, smallFrame } from "./preview.ts";
export { readPlayingOrder } from "./replay.ts";
export { DRIVER_NAMES, type DriverName, type DriverSettings, parseDriverSettings } from "./settings.ts";
export type {
  Frame,
  FrameDriver,
  FrameSource,
  LockedValues,
  LockMemory,
  PositionMemory,
  ResolutionName,
  ShotRequest,
  Size,
  SourceHealth,
} from "./types.ts";
