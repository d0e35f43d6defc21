import { withDeadline } from "@wopr/camera-drivers";
import type { Client } from "@wopr/client";
import { uploadFromCamera } from "@wopr/contracts";
import { AppError, type Clock, type Log, type Runnable } from "@wopr/kernel";
import { createLoop, pauseAfter } from "./loop.ts";
import type { Spool } from "./spool.ts";
import { ageOf, type SpoolEntry } from "./spool-entry.ts";

/** Refusals that stay, however often the photo is sent: they are about this photo, not about the way or the key. */
const REFUSED_FOR_GOOD: readonly string[] = [
  "media.not_an_image",
  "media.too_large",
  "game.not_found",
  "capture.not_found",
  "capture.bad_transition",
];

/** An upload may take this long: 32 MB over a slow line. */
const UPLOAD_MS = 120_000;

/** Brings spooled photos to the server, oldest first, each until the server has confirmed it. */
export interface Uploader extends Runnable {
  /** Tells it that there is something to do. */
  wake(): void;
  /** Why the last try failed, a sentence; null when it did not. */
  readonly trouble: string | null;
}

/** Sends to one camera of one server. A failed photo stays first in line: order is kept. */
export function createUploader(deps: {
  readonly client: Client;
  readonly cameraId: string;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly bootId: string;
  readonly log: Log;
}): Uploader {
  const { client, cameraId, spool, clock, bootId, log } = deps;
  let trouble: string | null = null;
  let wakeUp: () => void = () => {};

  const send = async (entry: SpoolEntry, signal: AbortSignal): Promise<void> => {
    const bytes = await spool.read(entry);
    const { ageMs, uncertain } = ageOf(entry, { bootId, monotonicMs: clock.monotonicMs(), wall: clock.now() });
    const request = {
      params: { id: cameraId, upload_id: entry.upload_id },
      query: {
        ...(entry.capture_id ? { capture_id: entry.capture_id } : {}),
        ...(entry.game_id ? { game_id: entry.game_id } : {}),
        age_ms: Math.round(ageMs),
        time_uncertain: uncertain ? ("true" as const) : ("false" as const),
      },
    };
    const digest = `sha-256=:${Buffer.from(entry.sha256, "hex").toString("base64")}:`;
    const answer = await client.upload(uploadFromCamera, request, bytes, {
      contentType: "image/jpeg",
      headers: { "content-digest": digest },
      signal,
    });
    log.info({ captureId: answer.capture_id, bytes: bytes.length, again: answer.already_there }, "photo uploaded");
  };

  /** @returns Whether the entry left the line. */
  const settle = async (entry: SpoolEntry, signal: AbortSignal): Promise<boolean> => {
    const late = () => new Error("The server took too long to take the photo.");
    try {
      await withDeadline(clock, { ms: UPLOAD_MS, onLate: late, signal }, (inner) => send(entry, inner));
      await spool.remove(entry);
      trouble = null;
      return true;
    } catch (failure) {
      signal.throwIfAborted();
      trouble = failure instanceof Error ? failure.message : String(failure);
      if (!(failure instanceof AppError) || !REFUSED_FOR_GOOD.includes(failure.code)) return false;
      log.error({ err: failure, uploadId: entry.upload_id }, "server refuses a photo for good; set aside");
      await spool.setAside(entry, failure.message);
      return true;
    }
  };

  const loop = createLoop("uploader", async (signal) => {
    let failures = 0;
    while (!signal.aborted) {
      const entry = spool.first();
      if (!entry) {
        await somethingToDo(signal);
        continue;
      }
      if (await settle(entry, signal)) {
        failures = 0;
        continue;
      }
      failures += 1;
      if (failures === 1) log.warn({ trouble, waiting: spool.files }, "photo not uploaded, will retry");
      await clock.sleep(pauseAfter(failures), signal);
    }
  });

  const somethingToDo = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = () => reject(signal.reason as Error);
      signal.addEventListener("abort", give, { once: true });
      wakeUp = () => {
        signal.removeEventListener("abort", give);
        resolve();
      };
    });

  return {
    ...loop,
    wake: () => wakeUp(),
    get trouble() {
      return trouble;
    },
  };
}
