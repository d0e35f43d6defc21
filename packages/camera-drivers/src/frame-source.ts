import { AppError, type Clock } from "@wopr/kernel";
import sharp from "sharp";
import { type BurstSettings, takeSharpest } from "./burst.ts";
import { withDeadline } from "./deadline.ts";
import { CameraErrors } from "./errors.ts";
import { createLightWatch } from "./light.ts";
import { createShotQueue } from "./shot-queue.ts";
import { namedSizes } from "./sizes.ts";
import type {
  Frame,
  FrameDriver,
  FrameSource,
  LockControl,
  LockedValues,
  LockMemory,
  ResolutionName,
  Size,
} from "./types.ts";

/** How patient a source is. */
export interface SourceLimits {
  /** After this long a shot is given up, milliseconds. */
  readonly timeoutMs: number;
  /** Shots that may wait behind the running one. */
  readonly waiting: number;
}

/** 30 s a shot, three waiting (tabletop.md 5.1 and 6.5). */
export const DEFAULT_SOURCE_LIMITS: SourceLimits = { timeoutMs: 30_000, waiting: 3 };

/** What a source adds to its driver. */
export interface FrameSourceDeps {
  readonly name: string;
  readonly clock: Clock;
  readonly limits?: Partial<SourceLimits>;
  /** Absent: the first frame is the photo. */
  readonly burst?: BurstSettings;
  /** Absent: what is locked is forgotten with the process. */
  readonly locks?: LockMemory | undefined;
}

/** Makes a camera of a driver: one shot at a time, a deadline, named sizes, the sharpest of a burst, locks, and health. */
export function createFrameSource(driver: FrameDriver, deps: FrameSourceDeps): FrameSource {
  const { name, clock, burst } = deps;
  const limits = { ...DEFAULT_SOURCE_LIMITS, ...deps.limits };
  const queue = createShotQueue(limits.waiting);
  let life: AbortController | undefined;
  let lastFrameAt: number | null = null;
  let trouble: string | null = null;
  let pinned: LockedValues | null = null;
  const light = createLightWatch();

  const late = () =>
    CameraErrors.unreachable({
      camera: name,
      waited_s: Math.round(limits.timeoutMs / 1000),
      why: driver.explain?.(),
    });

  const timed = async <T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (!life) throw CameraErrors.closed({ camera: name });
    const both = signal ? AbortSignal.any([signal, life.signal]) : life.signal;
    try {
      const done = await withDeadline(clock, { ms: limits.timeoutMs, onLate: late, signal: both }, work);
      trouble = null;
      return done;
    } catch (failure) {
      if (!both.aborted && !saysNothingOfTheCamera(failure))
        trouble = failure instanceof Error ? failure.message : String(failure);
      throw failure;
    }
  };

  const queued = <T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const turn = queue.run(() => timed(signal, work), signal);
    if (turn) return turn;
    const retryAfter = Math.max(1, Math.ceil(limits.timeoutMs / 1000 / 6));
    throw CameraErrors.queue_full({ camera: name, waiting: limits.waiting, retry_after_s: retryAfter });
  };

  const seen = async (frame: Frame): Promise<Frame> => {
    lastFrameAt = frame.takenAtMonotonicMs;
    if (pinned) await light.see(frame).catch(() => undefined);
    return frame;
  };

  const shoot = async (signal: AbortSignal): Promise<Frame> => {
    const one = () => driver.shoot(signal);
    return seen(await (burst && !driver.stored ? takeSharpest(one, burst, { clock, signal }) : one()));
  };

  const lockable = (): LockControl => {
    if (driver.locks) return driver.locks;
    throw CameraErrors.lock_unavailable({ camera: name });
  };

  const remember = async (values: LockedValues | null): Promise<void> => {
    pinned = values;
    light.reset();
    await deps.locks?.save(values ?? undefined);
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
        const kept = driver.locks ? await deps.locks?.load() : undefined;
        if (kept) driver.locks?.restore(kept);
        pinned = kept ?? null;
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
        const frame = await shoot(inner);
        return resolution ? resized(frame, sizeFor(resolution)) : frame;
      });
    },

    async preview(request = {}) {
      return queued(request.signal, async (inner) => seen(await driver.look(inner)));
    },

    async lock(request = {}) {
      const locks = lockable();
      const values = await queued(request.signal, (inner) => locks.lock(inner));
      await remember(values);
      return values;
    },

    async unlock(request = {}) {
      const locks = lockable();
      await queued(request.signal, (inner) => locks.unlock(inner));
      await remember(null);
    },

    locked: () => (driver.locks ? pinned : undefined),

    health() {
      const status = queue.busy ? "busy" : !life || trouble ? "error" : "ready";
      const detail = life ? trouble : CameraErrors.closed({ camera: name }).message;
      const { waiting } = queue;
      return { status, detail, lastFrameAtMonotonicMs: lastFrameAt, waiting, advice: pinned ? light.advice : null };
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

/** A request for what the camera lacks says nothing about how it is doing. */
const saysNothingOfTheCamera = (failure: unknown): boolean =>
  failure instanceof AppError && ["camera.resolution_unavailable", "camera.lock_unavailable"].includes(failure.code);
