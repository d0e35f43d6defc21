import { AppError, type Clock } from "@wopr/kernel";
import sharp from "sharp";
import { withDeadline } from "./deadline.ts";
import { CameraErrors } from "./errors.ts";
import { createShotQueue } from "./shot-queue.ts";
import { namedSizes } from "./sizes.ts";
import type { Frame, FrameDriver, FrameSource, ResolutionName, Size } from "./types.ts";

/** How patient a source is. */
export interface SourceLimits {
  /** After this long a shot is given up, milliseconds. */
  readonly timeoutMs: number;
  /** Shots that may wait behind the running one. */
  readonly waiting: number;
}

/** 30 s a shot, three waiting (tabletop.md 5.1 and 6.5). */
export const DEFAULT_SOURCE_LIMITS: SourceLimits = { timeoutMs: 30_000, waiting: 3 };

/** Makes a camera of a driver: one shot at a time, a deadline, named sizes, and how it is doing. */
export function createFrameSource(
  driver: FrameDriver,
  deps: { readonly name: string; readonly clock: Clock; readonly limits?: Partial<SourceLimits> },
): FrameSource {
  const { name, clock } = deps;
  const limits = { ...DEFAULT_SOURCE_LIMITS, ...deps.limits };
  const queue = createShotQueue(limits.waiting);
  let life: AbortController | undefined;
  let lastFrameAt: number | null = null;
  let trouble: string | null = null;

  const late = () =>
    CameraErrors.unreachable({
      camera: name,
      waited_s: Math.round(limits.timeoutMs / 1000),
      why: driver.explain?.(),
    });

  const timed = async (signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<Frame>) => {
    if (!life) throw CameraErrors.closed({ camera: name });
    const both = signal ? AbortSignal.any([signal, life.signal]) : life.signal;
    try {
      const frame = await withDeadline(clock, { ms: limits.timeoutMs, onLate: late, signal: both }, work);
      lastFrameAt = frame.takenAtMonotonicMs;
      trouble = null;
      return frame;
    } catch (failure) {
      if (!both.aborted && !isRefusedSize(failure))
        trouble = failure instanceof Error ? failure.message : String(failure);
      throw failure;
    }
  };

  const queued = (signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<Frame>) => {
    const turn = queue.run(() => timed(signal, work), signal);
    if (turn) return turn;
    const retryAfter = Math.max(1, Math.ceil(limits.timeoutMs / 1000 / 6));
    throw CameraErrors.queue_full({ camera: name, waiting: limits.waiting, retry_after_s: retryAfter });
  };

  const sizeFor = (asked: ResolutionName): Size => {
    const sizes = namedSizes(driver.nativeSize(), driver.stored);
    const size = sizes[asked];
    if (!size) throw CameraErrors.resolution_unavailable({ camera: name, asked, available: Object.keys(sizes) });
    return size;
  };

  return {
    name,
    get model() {
      return driver.model;
    },
    stored: driver.stored,
    sizes: () => namedSizes(driver.nativeSize(), driver.stored),

    async start() {
      if (life) return;
      const opened = new AbortController();
      life = opened;
      try {
        await withDeadline(clock, { ms: limits.timeoutMs, onLate: late, signal: opened.signal }, (signal) =>
          driver.open(signal),
        );
      } catch (failure) {
        life = undefined;
        await driver.close();
        throw failure;
      }
    },

    async stop() {
      life?.abort(CameraErrors.closed({ camera: name }));
      life = undefined;
      await driver.close();
    },

    async capture(request = {}) {
      const { resolution, signal } = request;
      return queued(signal, async (inner) => {
        // Before the shot: a refused request must not use up a photo of a folder.
        if (resolution) {
          // Photos of a folder may differ in size; a live camera keeps its own.
          if (driver.stored || !driver.nativeSize()) await driver.look(inner);
          sizeFor(resolution);
        }
        const frame = await driver.shoot(inner);
        return resolution ? resized(frame, sizeFor(resolution)) : frame;
      });
    },

    async preview(request = {}) {
      return queued(request.signal, (inner) => driver.look(inner));
    },

    health() {
      const status = queue.busy ? "busy" : !life || trouble ? "error" : "ready";
      const detail = life ? trouble : CameraErrors.closed({ camera: name }).message;
      return { status, detail, lastFrameAtMonotonicMs: lastFrameAt, waiting: queue.waiting };
    },
  };
}

/** Scales down where a smaller size was asked for; a frame that has the size already is passed on byte for byte. */
async function resized(frame: Frame, [width, height]: Size): Promise<Frame> {
  if (frame.width <= width && frame.height <= height) return frame;
  const bytes = await sharp(frame.bytes)
    .keepExif()
    .resize(width, height, { fit: "fill" })
    .jpeg({ quality: 95 })
    .toBuffer();
  return { ...frame, bytes, width, height };
}

/** A request for a size the camera lacks says nothing about the camera. */
const isRefusedSize = (failure: unknown): boolean =>
  failure instanceof AppError && failure.code === "camera.resolution_unavailable";
