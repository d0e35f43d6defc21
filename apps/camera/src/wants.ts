import { createAutoWatch, createPreview, type FrameSource } from "@wopr/camera-drivers";
import type { Client } from "@wopr/client";
import { type CameraWantsWire, sendPreviewFrame } from "@wopr/contracts";
import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Shots } from "./shots.ts";

/** What this process does until it hears otherwise: show a live picture, watch a table. */
export interface Wants extends Runnable {
  /** What is done at the moment. */
  readonly now: CameraWantsWire;
  /** Takes up what is wanted and leaves what is not. */
  follow(wants: CameraWantsWire): Promise<void>;
}

/** The only implementation. A frame that is still on its way to the server lets the next ones fall. */
export function createWants(deps: {
  readonly client: Client;
  readonly cameraId: string;
  readonly source: FrameSource;
  readonly shots: Pick<Shots, "take">;
  readonly clock: Clock;
  readonly log: Log;
}): Wants {
  const { client, cameraId, source, shots, clock, log } = deps;
  const preview = createPreview(source, clock);
  let stopPreview: (() => void) | undefined;
  let auto: { readonly gameId: string; readonly watch: Runnable } | undefined;
  let sending = false;

  const send = (jpeg: Uint8Array) => {
    if (sending) return;
    sending = true;
    client
      .upload(sendPreviewFrame, { params: { id: cameraId } }, jpeg, { contentType: "image/jpeg" })
      .then(({ watched }) => watched || show(false))
      .catch(() => show(false))
      .finally(() => {
        sending = false;
      });
  };

  const show = (wanted: boolean) => {
    if (wanted === (stopPreview !== undefined)) return;
    stopPreview?.();
    stopPreview = wanted ? preview.watch(send) : undefined;
  };

  const watchGame = async (gameId: string | null) => {
    if (gameId === (auto?.gameId ?? null)) return;
    await auto?.watch.stop();
    auto = undefined;
    if (gameId === null) return;
    const onStill = async (signal: AbortSignal) => {
      await shots.take({ gameId, captureId: null, signal }).catch((err: unknown) => {
        if (!signal.aborted) log.warn({ err, gameId }, "a table came to rest and its photo failed");
      });
    };
    const watch = createAutoWatch({ source, clock, onStill });
    auto = { gameId, watch };
    await watch.start();
  };

  return {
    name: "wants",
    start: async () => {},
    async stop() {
      show(false);
      await watchGame(null);
    },
    get now() {
      return { preview: stopPreview !== undefined, auto_game_id: auto?.gameId ?? null };
    },
    async follow(wants) {
      show(wants.preview);
      await watchGame(wants.auto_game_id);
    },
  };
}
