import type { Clock } from "@wopr/kernel";
import { runToEnd } from "./child.ts";
import { CameraErrors } from "./errors.ts";
import { v4l2Arguments } from "./ffmpeg.ts";
import { createProcessFeed } from "./process-feed.ts";
import { createStreamDriver } from "./stream-driver.ts";
import type { FrameDriver, LockControl, LockedValues, Size } from "./types.ts";
import { parseControls, planLock, planUnlock, powerLine } from "./v4l2-controls.ts";

/** What a webcam needs. */
export interface V4l2Deps {
  readonly name: string;
  /** `/dev/v4l/by-id/…` or `/dev/video0`. */
  readonly device: string;
  readonly size: Size;
  readonly framesPerSecond: number;
  /** Mains frequency of the region; absent: left as it is. */
  readonly powerLineHz?: 50 | 60 | undefined;
  readonly warmUpMs: number;
  readonly clock: Clock;
  /** Programs, for tests; found on the search path otherwise. */
  readonly ffmpeg?: string;
  readonly v4l2Ctl?: string;
}

/** Takes photos with a USB camera: ffmpeg keeps the device open and passes its JPEGs on, `v4l2-ctl` locks it. */
export function createV4l2Driver(deps: V4l2Deps): FrameDriver {
  const { name, device, size, framesPerSecond, powerLineHz, warmUpMs, clock } = deps;
  const { ffmpeg = "ffmpeg", v4l2Ctl = "v4l2-ctl" } = deps;
  let pinned: LockedValues | undefined;

  const control = (args: readonly string[], signal: AbortSignal) =>
    runToEnd(v4l2Ctl, ["--device", device, ...args], { camera: name, clock, signal });
  const list = async (signal: AbortSignal) => parseControls(await control(["--list-ctrls"], signal));
  const set = async (values: LockedValues, signal: AbortSignal) => {
    // One after the other: a held value is refused while its automatic is still on.
    for (const [control_, value] of Object.entries(values))
      await control(["--set-ctrl", `${control_}=${value}`], signal);
  };

  const locks: LockControl = {
    async lock(signal) {
      const values = planLock(await list(signal));
      if (Object.keys(values).length === 0) throw CameraErrors.lock_unavailable({ camera: name });
      await set(values, signal);
      pinned = values;
      return values;
    },
    async unlock(signal) {
      await set(planUnlock(await list(signal)), signal);
      pinned = undefined;
    },
    restore(values) {
      pinned = values;
    },
  };

  const feed = createProcessFeed({
    camera: name,
    model: `USB camera ${device.split("/").at(-1)}`,
    command: ffmpeg,
    clock,
    async args(signal) {
      const wanted = {
        ...(powerLineHz ? { power_line_frequency: powerLine(powerLineHz) } : {}),
        ...pinned,
      };
      // A camera that was unplugged has forgotten them. What it refuses must not keep it from giving pictures.
      if (Object.keys(wanted).length > 0) await set(wanted, signal).catch(() => undefined);
      return v4l2Arguments(device, size, framesPerSecond);
    },
  });
  return createStreamDriver({ name, feed, clock, warmUpMs, locks });
}
