import type { FrameSource } from "@wopr/camera-drivers";
import type { Client } from "@wopr/client";
import { reportCamera } from "@wopr/contracts";
import type { Clock, Log, Runnable } from "@wopr/kernel";
import { createLoop } from "./loop.ts";
import type { Spool } from "./spool.ts";

/** How often the server hears from an idle camera. */
const EVERY_MS = 10_000;
const DETAIL_CHARS = 500;

/** A command that could not be carried out. */
export interface FailedCommand {
  readonly command_id: string;
  readonly code: string;
  readonly detail: string;
}

/** Tells the server how the camera is doing: every 10 s, and at once when a command failed. */
export interface Reporter extends Runnable {
  /** Tells the server of a failed command; kept and told again until the server has heard it. */
  failed(command: FailedCommand): void;
  /** Tells the server of a command that was carried out, in the same way. */
  done(commandId: string): void;
}

/** Reports what health and spool say at that moment; after a silence of the server the next report says it all. */
export function createReporter(deps: {
  readonly client: Client;
  readonly cameraId: string;
  readonly source: FrameSource;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly log: Log;
}): Reporter {
  const { client, cameraId, source, spool, clock, log } = deps;
  let unheard: readonly FailedCommand[] = [];
  let finished: readonly string[] = [];
  let now = new AbortController();
  let silent = false;

  const report = async (signal: AbortSignal): Promise<void> => {
    const told = unheard;
    const ended = finished;
    const { status, detail, advice } = source.health();
    const locks = source.locked();
    const body = {
      status,
      detail: detail?.slice(0, DETAIL_CHARS) ?? null,
      model: source.model.slice(0, 120),
      sizes: Object.fromEntries(
        Object.entries(source.sizes()).map(([name, [w, h]]) => [name, [w, h] as [number, number]]),
      ),
      spool_files: spool.files,
      spool_bytes: spool.bytes,
      advice,
      ...(locks === undefined ? {} : { locks: locks ? { ...locks } : null }),
      done: [...ended],
      failed: told.map((one) => ({ ...one, detail: one.detail.slice(0, DETAIL_CHARS) })),
    };
    try {
      await client.call(reportCamera, { params: { id: cameraId }, body }, signal);
      unheard = unheard.filter((one) => !told.includes(one));
      finished = finished.filter((one) => !ended.includes(one));
      silent = false;
    } catch (failure) {
      signal.throwIfAborted();
      if (!silent) log.warn({ err: failure }, "server does not hear this camera, will retry");
      silent = true;
    }
  };

  const loop = createLoop("reporter", async (signal) => {
    while (!signal.aborted) {
      now = new AbortController();
      await report(signal);
      await clock.sleep(EVERY_MS, AbortSignal.any([signal, now.signal])).catch(() => {});
    }
  });

  return {
    ...loop,
    failed(command) {
      unheard = [...unheard, command];
      now.abort(new Error("something to tell"));
    },
    done(commandId) {
      finished = [...finished, commandId];
      now.abort(new Error("something to tell"));
    },
  };
}
