import { AppError, type Clock } from "@wopr/kernel";
import { CameraErrors } from "./errors.ts";
import type { Feed } from "./feed.ts";
import { whyUndecodable } from "./frame-checks.ts";
import { readJpegHead } from "./jpeg.ts";
import type { Frame, FrameDriver, LockControl, Size } from "./types.ts";

/** What a camera that sends by itself needs. */
export interface StreamDeps {
  readonly name: string;
  readonly feed: Feed;
  readonly clock: Clock;
  /** Frames of this first time after each start are no photos: they are dark or green. */
  readonly warmUpMs: number;
  readonly locks?: LockControl;
}

/** A frame that arrives right after the button was in the camera's buffers before it; this many are passed over. */
const STALE_FRAMES = 2;
/** A frame this fresh is shown without waiting for the next. */
const FRESH_MS = 1_000;
/** Damaged frames in a row after which a shot is given up. */
const MOST_DAMAGED = 3;
const PAUSES_MS = [250, 1_000, 2_000, 5_000] as const;

interface Waiter {
  toSkip: number;
  readonly warm: boolean;
  readonly give: (frame: Held) => void;
  readonly fail: (failure: unknown) => void;
}

interface Held {
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/**
 * Makes a camera of a feed that stays open: a shot is the next frame that was exposed after it was asked for.
 *
 * A feed that ends is begun again, at once when somebody asks for a frame, else after a growing pause.
 */
export function createStreamDriver({ name, feed, clock, warmUpMs, locks }: StreamDeps): FrameDriver {
  let life: AbortController | undefined;
  let attempt: AbortController | undefined;
  let loop: Promise<void> = Promise.resolve();
  let latest: Held | undefined;
  let native: Size | undefined;
  let warmFromMs = 0;
  let trouble: AppError | undefined;
  let retryNow: () => void = () => {};
  const waiters = new Set<Waiter>();

  const onFrame = (bytes: Uint8Array) => {
    const atMs = clock.monotonicMs();
    trouble = undefined;
    latest = { bytes, atMs };
    for (const waiter of waiters) {
      if (waiter.warm && atMs < warmFromMs) continue;
      if (waiter.toSkip > 0) waiter.toSkip -= 1;
      else waiter.give(latest);
    }
  };

  const once = async (signal: AbortSignal): Promise<void> => {
    const current = new AbortController();
    attempt = current;
    warmFromMs = clock.monotonicMs() + warmUpMs;
    try {
      await feed.run(AbortSignal.any([signal, current.signal]), onFrame);
    } catch (failure) {
      trouble = asCameraError(name, failure);
      for (const waiter of waiters) waiter.fail(trouble);
    }
    latest = undefined;
  };

  const keepOpen = async (signal: AbortSignal): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      const begunMs = clock.monotonicMs();
      await once(signal);
      failures = clock.monotonicMs() - begunMs > PAUSES_MS[3] ? 0 : failures + 1;
      const pause = new AbortController();
      retryNow = () => pause.abort();
      if (waiters.size > 0 && trouble === undefined) continue;
      const pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? PAUSES_MS[0];
      await clock.sleep(pauseMs, AbortSignal.any([signal, pause.signal])).catch(() => undefined);
    }
  };

  const next = (signal: AbortSignal, toSkip: number, warm: boolean): Promise<Held> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const leave = () => {
        waiters.delete(waiter);
        signal.removeEventListener("abort", withdraw);
      };
      const withdraw = () => {
        leave();
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        toSkip,
        warm,
        give: (frame) => {
          leave();
          resolve(frame);
        },
        fail: (failure) => {
          leave();
          reject(failure as Error);
        },
      };
      waiters.add(waiter);
      signal.addEventListener("abort", withdraw, { once: true });
      retryNow();
    });

  /** Checks what came; a frame that is damaged is passed over for the next. */
  const usable = async (signal: AbortSignal, toSkip: number, warm: boolean): Promise<Frame> => {
    let why = "it cannot be used.";
    for (let damaged = 0; damaged < MOST_DAMAGED; damaged += 1) {
      const { bytes, atMs } = await next(signal, damaged === 0 ? toSkip : 0, warm);
      const head = readJpegHead(bytes);
      const problem = head.ok ? await whyUndecodable(bytes) : head.why;
      if (head.ok && problem === undefined) {
        native = [head.width, head.height];
        const { width, height } = head;
        return { bytes, width, height, takenAtMonotonicMs: atMs, origin: feed.model, notes: null };
      }
      why = problem ?? why;
    }
    throw CameraErrors.bad_frame({ camera: name, why });
  };

  return {
    model: feed.model,
    stored: false,
    ...(locks ? { locks } : {}),
    nativeSize: () => native,
    explain: () => trouble?.params["why"] as string | undefined,

    // Nobody waits for the first frame here: a camera that is switched on later must not keep its owner from starting.
    async open() {
      const opened = new AbortController();
      life = opened;
      loop = keepOpen(opened.signal);
    },

    async close() {
      life?.abort(new Error("closed"));
      life = undefined;
      await loop;
    },

    async shoot(signal) {
      const askedMs = clock.monotonicMs();
      try {
        return await usable(signal, STALE_FRAMES, true);
      } catch (failure) {
        // A feed that is connected and silent hangs: the next shot gets a new one.
        if (signal.aborted && (latest?.atMs ?? 0) < askedMs) attempt?.abort(new Error("silent"));
        throw failure;
      }
    },

    async look(signal) {
      const fresh = latest && clock.monotonicMs() - latest.atMs <= FRESH_MS ? latest : undefined;
      const head = fresh ? readJpegHead(fresh.bytes) : undefined;
      if (!fresh || !head?.ok) return usable(signal, 0, false);
      native = [head.width, head.height];
      const { width, height } = head;
      const at = { takenAtMonotonicMs: fresh.atMs, origin: feed.model, notes: null };
      return { bytes: fresh.bytes, width, height, ...at };
    },
  };
}

const asCameraError = (camera: string, failure: unknown): AppError =>
  failure instanceof AppError
    ? failure
    : CameraErrors.unreachable({ camera, waited_s: 0, why: "The connection failed." }, { cause: failure });
