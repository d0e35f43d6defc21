import { type FrameSource, testFrameSource, withDeadline } from "@wopr/camera-drivers";
import type { Client } from "@wopr/client";
import { type CameraCommandWire, pollCameraCommands } from "@wopr/contracts";
import { AppError, type Clock, type Log, type Runnable } from "@wopr/kernel";
import { createLoop, pauseAfter } from "./loop.ts";
import type { Reporter } from "./reporter.ts";
import type { Shots } from "./shots.ts";
import type { Wants } from "./wants.ts";

/** Commands of one life of the process that were carried out, so that a repeated answer takes no second photo. */
const REMEMBERED = 500;

/** The server answers a long-poll after 25 s at the latest; a connection that is silent for longer is dead. */
const POLL_MS = 60_000;
const late = () => new Error("The server did not answer the long-poll.");

type Carry = {
  readonly [Kind in CameraCommandWire["kind"]]: (command: CameraCommandWire, signal: AbortSignal) => Promise<void>;
};

/** Asks the server for commands by long-poll and carries them out one after the other. */
export function createCommands(deps: {
  readonly client: Client;
  readonly cameraId: string;
  readonly source: FrameSource;
  readonly shots: Shots;
  readonly reporter: Pick<Reporter, "failed" | "done">;
  readonly wants: Pick<Wants, "now" | "follow">;
  readonly clock: Clock;
  readonly log: Log;
}): Runnable {
  const { client, cameraId, source, shots, reporter, wants, clock, log } = deps;
  const done: string[] = [];

  const carry: Carry = {
    async capture(command, signal) {
      // The command's id names the upload: whatever is cut off in between, one command is one photo at the server.
      await shots.take({
        gameId: command.game_id,
        captureId: command.capture_id,
        uploadId: command.id,
        resolution: command.resolution ?? undefined,
        signal,
      });
    },
    async lock(command, signal) {
      await source.lock({ signal });
      reporter.done(command.id);
    },
    async unlock(command, signal) {
      await source.unlock({ signal });
      reporter.done(command.id);
    },
    async test(command, signal) {
      const result = await testFrameSource(source, { clock, signal });
      const failed = result.checks.filter((check) => !check.passed).map((check) => check.text);
      if (failed.length > 0)
        reporter.failed({ command_id: command.id, code: "camera.test_failed", detail: failed.join(" ") });
    },
  };

  const obey = async (command: CameraCommandWire, signal: AbortSignal): Promise<void> => {
    if (done.includes(command.id)) return;
    try {
      await carry[command.kind](command, signal);
    } catch (failure) {
      signal.throwIfAborted();
      const foreseen = failure instanceof AppError ? failure : undefined;
      if (!foreseen) log.error({ err: failure, commandId: command.id }, "command failed");
      const detail = foreseen?.message ?? "The camera process met a fault of its own. Its log says more.";
      reporter.failed({ command_id: command.id, code: foreseen?.code ?? "camera.internal", detail });
    }
    done.push(command.id);
    if (done.length > REMEMBERED) done.shift();
  };

  return createLoop("commands", async (signal) => {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const { preview, auto_game_id: gameId } = wants.now;
        const query = {
          previewing: preview ? ("true" as const) : ("false" as const),
          ...(gameId === null ? {} : { auto_game_id: gameId }),
        };
        const { commands, wants: wanted } = await withDeadline(clock, { ms: POLL_MS, onLate: late, signal }, (inner) =>
          client.call(pollCameraCommands, { params: { id: cameraId }, query }, inner),
        );
        failures = 0;
        await wants.follow(wanted);
        const fresh = commands.filter((command) => !done.includes(command.id));
        for (const command of fresh) await obey(command, signal);
        // A server that repeats itself is not asked again at once.
        if (commands.length > 0 && fresh.length === 0) await clock.sleep(pauseAfter(1), signal);
      } catch (failure) {
        signal.throwIfAborted();
        failures += 1;
        if (failures === 1) log.warn({ err: failure }, "no commands from the server, will retry");
        await clock.sleep(pauseAfter(failures), signal);
      }
    }
  });
}
