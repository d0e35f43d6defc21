import type { Clock } from "@wopr/kernel";
import { programMissing, reasonOf, startChild } from "./child.ts";
import { CameraErrors } from "./errors.ts";
import type { Feed } from "./feed.ts";
import { createJpegSplitter } from "./jpeg-splitter.ts";

/** A program that writes JPEG after JPEG to its standard output. */
export interface ProcessFeedDeps {
  readonly camera: string;
  readonly model: string;
  readonly command: string;
  /** Asked before each start, so that what was locked meanwhile counts. */
  readonly args: (signal: AbortSignal) => Promise<readonly string[]> | readonly string[];
  readonly clock: Clock;
}

/** Reads frames from a program such as ffmpeg. */
export function createProcessFeed({ camera, model, command, args, clock }: ProcessFeedDeps): Feed {
  return {
    model,
    async run(signal, onFrame) {
      const child = startChild(command, await args(signal), clock);
      const stop = () => void child.end();
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      const splitter = createJpegSplitter();
      child.process.stdout?.on("data", (part: Buffer) => {
        for (const jpeg of splitter.push(part)) onFrame(jpeg);
      });
      const { lastWords, missing } = await child.ended;
      signal.removeEventListener("abort", stop);
      if (signal.aborted) return;
      if (missing) throw programMissing(camera, command);
      throw CameraErrors.unreachable({ camera, waited_s: 0, why: reasonOf(lastWords) });
    },
  };
}
