import type { Clock, Secret } from "@wopr/kernel";
import { DEFAULT_BURST } from "./burst.ts";
import { rtspArguments } from "./ffmpeg.ts";
import { createFrameSource, type SourceLimits } from "./frame-source.ts";
import { createHttpDriver } from "./http.ts";
import { createMjpegFeed } from "./mjpeg-feed.ts";
import { createProcessFeed } from "./process-feed.ts";
import { createReplayDriver } from "./replay.ts";
import { createRpicamDriver } from "./rpicam.ts";
import type { DriverSettings } from "./settings.ts";
import { createStreamDriver } from "./stream-driver.ts";
import type { FrameDriver, FrameSource, LockMemory, PositionMemory } from "./types.ts";
import { createV4l2Driver } from "./v4l2.ts";
import { createWatchDriver } from "./watch.ts";

/** What every source needs from outside. */
export interface SourceDeps {
  /** Name people gave the camera; it stands in every message. */
  readonly name: string;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Where folder drivers remember their place; absent: a replay begins anew, a watched folder counts new files only. */
  readonly memory?: PositionMemory;
  /** `Authorization` header for a network camera. */
  readonly authorization?: Secret;
  /** Name and password of an RTSP camera, `name:password`. */
  readonly login?: Secret;
  /** Absent: what is locked is forgotten with the process. */
  readonly locks?: LockMemory;
  readonly limits?: Partial<SourceLimits>;
}

/** A file is finished when its size did not change for this long (tabletop.md 6.5). */
const STABLE_MS = 1000;
const POLL_LOCAL_MS = 250;
const POLL_NETWORK_MS = 2000;

/** Builds the source that settings describe. Opens nothing: `start` does. */
export function createSource(settings: DriverSettings, deps: SourceDeps): FrameSource {
  const { name, clock, limits, locks } = deps;
  const burst = "burst" in settings ? { burst: { ...DEFAULT_BURST, frames: settings.burst } } : {};
  return createFrameSource(driverFor(settings, deps), { name, clock, locks, ...burst, ...(limits ? { limits } : {}) });
}

/** A stream that is silent for this long is given up by ffmpeg itself. */
const RTSP_SILENT_MS = 10_000;

function driverFor(settings: DriverSettings, deps: SourceDeps): FrameDriver {
  const { name, clock, memory, fetch, authorization } = deps;
  switch (settings.driver) {
    case "replay":
      return createReplayDriver({ name, folder: settings.folder, clock, memory });
    case "watch": {
      const pollMs = settings.network ? POLL_NETWORK_MS : POLL_LOCAL_MS;
      return createWatchDriver({ name, folder: settings.folder, clock, pollMs, stableMs: STABLE_MS, memory });
    }
    case "http":
      return createHttpDriver({ name, url: settings.url, clock, fetch, authorization });
    case "mjpeg": {
      const feed = createMjpegFeed({ camera: name, url: settings.url, clock, fetch, authorization });
      return createStreamDriver({ name, feed, clock, warmUpMs: settings.delayS * 1000 });
    }
    case "rtsp": {
      const args = () => rtspArguments(withLogin(settings.url, deps.login), RTSP_SILENT_MS, settings.framesPerSecond);
      const model = `RTSP camera at ${settings.url.host}`;
      const feed = createProcessFeed({ camera: name, model, command: "ffmpeg", args, clock });
      return createStreamDriver({ name, feed, clock, warmUpMs: settings.delayS * 1000 });
    }
    case "v4l2":
      return createV4l2Driver({ name, clock, warmUpMs: settings.delayS * 1000, ...settings });
    case "rpicam":
      return createRpicamDriver({ name, clock, warmUpMs: settings.delayS * 1000, ...settings });
  }
}

/** The only way ffmpeg takes a name and password for RTSP is inside the address. */
function withLogin(url: URL, login: Secret | undefined): string {
  const [user = "", ...rest] = login?.reveal().split(":") ?? [];
  const full = new URL(url);
  full.username = encodeURIComponent(user);
  full.password = encodeURIComponent(rest.join(":"));
  return full.href;
}
