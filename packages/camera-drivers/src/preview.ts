import type { Clock } from "@wopr/kernel";
import sharp from "sharp";
import type { Frame, FrameSource } from "./types.ts";

/** A live picture for people, as long as somebody watches. */
export interface Preview {
  /** Hands on small frames until the returned function is called. The first watcher starts the camera's loop. */
  watch(onFrame: (jpeg: Uint8Array) => void): () => void;
  readonly watchers: number;
}

const EVERY_MS = 200;
/** A camera that fails is asked again this much later. */
const AFTER_FAILURE_MS = 1_000;
/** Size of a frame: it fits into 1280 × 720. */
const WITHIN = { width: 1280, height: 720 } as const;

/** Shows a camera at up to 5 frames a second, while somebody watches and never else. */
export function createPreview(source: Pick<FrameSource, "preview">, clock: Clock): Preview {
  const watchers = new Set<(jpeg: Uint8Array) => void>();
  let running: AbortController | undefined;

  const loop = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const begunMs = clock.monotonicMs();
      const small = await source
        .preview({ signal })
        .then(smallFrame)
        .catch(() => undefined);
      if (signal.aborted) return;
      if (small) for (const show of watchers) show(small);
      const pauseMs = small ? EVERY_MS - (clock.monotonicMs() - begunMs) : AFTER_FAILURE_MS;
      await clock.sleep(Math.max(1, pauseMs), signal).catch(() => undefined);
    }
  };

  return {
    watch(onFrame) {
      watchers.add(onFrame);
      if (!running) {
        running = new AbortController();
        void loop(running.signal);
      }
      return () => {
        watchers.delete(onFrame);
        if (watchers.size > 0) return;
        running?.abort(new Error("nobody watches"));
        running = undefined;
      };
    },
    get watchers() {
      return watchers.size;
    },
  };
}

/** A frame as it is shown: at most 1280 × 720, without metadata. */
export async function smallFrame(frame: Pick<Frame, "bytes">): Promise<Uint8Array> {
  const resized = sharp(frame.bytes)
    .rotate()
    .resize({ ...WITHIN, fit: "inside", withoutEnlargement: true });
  return new Uint8Array(await resized.jpeg({ quality: 70 }).toBuffer());
}
