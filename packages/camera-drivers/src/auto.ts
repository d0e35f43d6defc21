import type { Clock, Runnable } from "@wopr/kernel";
import { quarterGrey } from "./sharpest.ts";
import { createStillnessWatch } from "./stillness.ts";
import type { FrameSource } from "./types.ts";

/** Two looks a second, 640 px long (tabletop.md 6.5). */
const EVERY_MS = 500;
const LONG_SIDE = 640;
const AFTER_FAILURE_MS = 2_000;

/**
 * Watches a table and takes a photo when it changed and came to rest.
 *
 * @param deps `onStill` takes the photo; the watch goes on once it settled, whatever came of it.
 */
export function createAutoWatch(deps: {
  readonly source: Pick<FrameSource, "preview">;
  readonly clock: Clock;
  readonly onStill: (signal: AbortSignal) => Promise<void>;
}): Runnable {
  const { source, clock, onStill } = deps;
  let life: AbortController | undefined;
  let loop: Promise<void> = Promise.resolve();

  const look = async (signal: AbortSignal) => {
    const frame = await source.preview({ signal });
    const factor = LONG_SIDE / Math.max(frame.width, frame.height);
    // `quarterGrey` takes a quarter of what it is told.
    const size = { width: Math.round(frame.width * factor) * 4, height: Math.round(frame.height * factor) * 4 };
    return quarterGrey(frame.bytes, size);
  };

  const watch = async (signal: AbortSignal): Promise<void> => {
    const stillness = createStillnessWatch();
    while (!signal.aborted) {
      const picture = await look(signal).catch(() => undefined);
      if (signal.aborted) return;
      if (picture && stillness.see(picture, clock.monotonicMs()) === "shoot")
        await onStill(signal).catch(() => undefined);
      await clock.sleep(picture ? EVERY_MS : AFTER_FAILURE_MS, signal).catch(() => undefined);
    }
  };

  return {
    name: "auto",
    async start() {
      if (life) return;
      life = new AbortController();
      loop = watch(life.signal);
    },
    async stop() {
      life?.abort(new Error("stopped"));
      life = undefined;
      await loop;
    },
  };
}
