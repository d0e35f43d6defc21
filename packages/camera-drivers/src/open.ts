import type { Clock, Secret } from "@wopr/kernel";
import { createFrameSource, type SourceLimits } from "./frame-source.ts";
import { createHttpDriver } from "./http.ts";
import { createReplayDriver } from "./replay.ts";
import type { DriverSettings } from "./settings.ts";
import type { FrameDriver, FrameSource, PositionMemory } from "./types.ts";
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
  readonly limits?: Partial<SourceLimits>;
}

/** A file is finished when its size did not change for this long (tabletop.md 6.5). */
const STABLE_MS = 1000;
const POLL_LOCAL_MS = 250;
const POLL_NETWORK_MS = 2000;

/** Builds the source that settings describe. Opens nothing: `start` does. */
export function createSource(settings: DriverSettings, deps: SourceDeps): FrameSource {
  const { name, clock } = deps;
  return createFrameSource(driverFor(settings, deps), { name, clock, ...(deps.limits ? { limits: deps.limits } : {}) });
}

function driverFor(settings: DriverSettings, { name, clock, memory, fetch, authorization }: SourceDeps): FrameDriver {
  switch (settings.driver) {
    case "replay":
      return createReplayDriver({ name, folder: settings.folder, clock, memory });
    case "watch": {
      const pollMs = settings.network ? POLL_NETWORK_MS : POLL_LOCAL_MS;
      return createWatchDriver({ name, folder: settings.folder, clock, pollMs, stableMs: STABLE_MS, memory });
    }
    case "http":
      return createHttpDriver({ name, url: settings.url, clock, fetch, authorization });
  }
}
