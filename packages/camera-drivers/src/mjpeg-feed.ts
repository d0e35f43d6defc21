import type { Clock, Secret } from "@wopr/kernel";
import { CameraErrors } from "./errors.ts";
import type { Feed } from "./feed.ts";
import { fromNetwork } from "./http.ts";
import { createJpegSplitter } from "./jpeg-splitter.ts";

/** What a camera that streams over HTTP needs. */
export interface MjpegDeps {
  readonly camera: string;
  /** Address of a `multipart/x-mixed-replace` stream. */
  readonly url: URL;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Value of the `Authorization` header; sent to this host only. */
  readonly authorization?: Secret | undefined;
}

/** Reads a live stream over HTTP; lengths and boundaries in it are not believed. A redirect is not followed. */
export function createMjpegFeed({ camera, url, clock, fetch, authorization }: MjpegDeps): Feed {
  return {
    model: `Network camera at ${url.host}`,
    async run(signal, onFrame) {
      const begunMs = clock.monotonicMs();
      try {
        const answer = await fetch(url, {
          redirect: "manual",
          signal,
          headers: authorization ? { authorization: authorization.reveal() } : {},
        });
        if (answer.status !== 200 || !answer.body) {
          await answer.body?.cancel();
          throw CameraErrors.bad_frame({ camera, why: `it answered ${answer.status} instead of a stream.` });
        }
        const splitter = createJpegSplitter();
        for await (const part of answer.body) for (const jpeg of splitter.push(part)) onFrame(jpeg);
      } catch (failure) {
        if (signal.aborted) return;
        throw fromNetwork(camera, failure, Math.round((clock.monotonicMs() - begunMs) / 1000));
      }
      if (!signal.aborted) throw CameraErrors.unreachable({ camera, waited_s: 0, why: "It ended the stream." });
    },
  };
}
