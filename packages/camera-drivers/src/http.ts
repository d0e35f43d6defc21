import { AppError, type Clock, type Secret } from "@wopr/kernel";
import { CameraErrors } from "./errors.ts";
import { whyUndecodable } from "./frame-checks.ts";
import { readJpegHead } from "./jpeg.ts";
import { findJpeg } from "./jpeg-stream.ts";
import type { Frame, FrameDriver, Size } from "./types.ts";

/** Larger photos are refused (tabletop.md 7). */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 3;

/** What a network camera needs. */
export interface HttpDeps {
  readonly name: string;
  /** Snapshot (`image/jpeg`) or live stream (`multipart/x-mixed-replace`). */
  readonly url: URL;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Value of the `Authorization` header; sent to the camera's own host only. */
  readonly authorization?: Secret | undefined;
}

/**
 * Takes snapshots over HTTP; of a stream the first whole frame. What arrives is checked: a whole JPEG that decodes,
 * at most 32 MB, from the host that was named (a redirect to another host is refused).
 */
export function createHttpDriver({ name, url, clock, fetch, authorization }: HttpDeps): FrameDriver {
  let native: Size | undefined;
  const bad = (why: string, cause?: unknown) => CameraErrors.bad_frame({ camera: name, why }, { cause });

  const ask = async (signal: AbortSignal): Promise<Response> => {
    let target = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await fetch(target, {
        redirect: "manual",
        signal,
        headers: authorization ? { authorization: authorization.reveal() } : {},
      });
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get("location") : null;
      if (location === null) return answer;
      await answer.body?.cancel();
      const next = new URL(location, target);
      if (next.host !== url.host || next.protocol !== url.protocol)
        throw bad(`it sends on to another address, ${next.origin}, which is not followed.`);
      target = next;
    }
    throw bad("it sends from one address to the next without end.");
  };

  const fetchFrame = async (signal: AbortSignal): Promise<Frame> => {
    const begun = clock.monotonicMs();
    try {
      const answer = await ask(signal);
      if (answer.status !== 200 || !answer.body) {
        await answer.body?.cancel();
        throw bad(`it answered ${answer.status} ${answer.statusText}`.trimEnd().concat("."));
      }
      const type = answer.headers.get("content-type") ?? "";
      const stream = /^multipart\/x-mixed-replace/i.test(type);
      const bytes = await (stream ? firstOfStream(answer.body) : wholeBody(answer.body));
      if (bytes === "too_large") throw bad("it is larger than 32 MB.");
      if (bytes === "ended") throw bad("the stream ended before one whole picture came.");
      const head = readJpegHead(bytes);
      const why = head.ok ? await whyUndecodable(bytes) : head.why;
      if (!head.ok || why) throw bad(why ?? "it cannot be used.");
      native = [head.width, head.height];
      const { width, height } = head;
      return { bytes, width, height, takenAtMonotonicMs: clock.monotonicMs(), origin: url.host, notes: null };
    } catch (failure) {
      if (signal.aborted) throw failure;
      throw fromNetwork(name, failure, Math.round((clock.monotonicMs() - begun) / 1000));
    }
  };

  return {
    model: `Network camera at ${url.host}`,
    stored: false,
    nativeSize: () => native,
    // Nothing is asked yet: a camera that is switched on later must not keep its owner from starting.
    open: async () => {},
    close: async () => {},
    shoot: fetchFrame,
    look: fetchFrame,
  };
}

/** Sorts failures of the transport: nobody there, or a picture cut off on the way. What has a code already keeps it. */
export function fromNetwork(camera: string, failure: unknown, waited_s: number): AppError {
  if (failure instanceof AppError) return failure;
  const cause = failure instanceof Error ? (failure.cause as { code?: string } | undefined) : undefined;
  const code = cause?.code ?? "";
  if (failure instanceof TypeError && failure.message === "terminated")
    return CameraErrors.bad_frame({ camera, why: "the connection broke in the middle of it." }, { cause: failure });
  const why = REASONS[code] ?? "The connection failed.";
  return CameraErrors.unreachable({ camera, waited_s, why }, { cause: failure });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "It refused the connection.",
  ECONNRESET: "It closed the connection.",
  UND_ERR_SOCKET: "It closed the connection.",
  ENOTFOUND: "Its name is not known on this network.",
  EAI_AGAIN: "Its name is not known on this network.",
  EHOSTUNREACH: "There is no way to its address.",
  ENETUNREACH: "There is no way to its address.",
};

async function wholeBody(body: ReadableStream<Uint8Array>): Promise<Uint8Array | "too_large"> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > MAX_BYTES) return "too_large";
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Reads a stream up to its first whole JPEG, then lets go of it. */
async function firstOfStream(body: ReadableStream<Uint8Array>): Promise<Uint8Array | "too_large" | "ended"> {
  let held = Buffer.alloc(0);
  for await (const part of body) {
    held = Buffer.concat([held, part]);
    const found = findJpeg(held);
    // Leaving the loop cancels the body, which closes the connection.
    if (found) return held.subarray(found.from, found.to);
    if (held.length > MAX_BYTES) return "too_large";
  }
  return "ended";
}
