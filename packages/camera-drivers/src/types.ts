import type { Runnable } from "@wopr/kernel";

/** Published names of photo sizes. `4k` is the largest mode of a camera that is at least 3840 px long. */
export type ResolutionName = "4k" | "1080p" | "720p";

/** Width and height in pixels. */
export type Size = readonly [number, number];

/** One photo as a camera delivered it. */
export interface Frame {
  /** A complete JPEG: begins with SOI, ends with EOI, has a size. */
  readonly bytes: Uint8Array;
  /** Pixels as stored; an EXIF orientation is not applied. */
  readonly width: number;
  readonly height: number;
  /** When the shutter fell, by `Clock.monotonicMs` of this process; only differences mean anything. */
  readonly takenAtMonotonicMs: number;
  /** Where it came from, for people: a file name, or the host of the camera. Never a credential. */
  readonly origin: string;
  /** A remark the source has about this photo (`manifest.json` of a replay folder, or that something moved). */
  readonly notes: string | null;
}

/** Exposure, gain, white balance and focus as they were pinned, by the driver's own names. */
export type LockedValues = Readonly<Record<string, number | string>>;

/** Holds exposure, white balance and focus where they are, so that two photos of one table have one light. */
export interface LockControl {
  /** Pins what the camera chose last. @throws {AppError} `camera.unreachable`, `camera.lock_unavailable` */
  lock(signal: AbortSignal): Promise<LockedValues>;
  /** Lets the camera choose again. Idempotent. */
  unlock(signal: AbortSignal): Promise<void>;
  /** Says what was pinned in an earlier life; it counts from the next opening of the device. */
  restore(values: LockedValues): void;
}

/** Locked values, kept across restarts by whoever owns the source. */
export interface LockMemory {
  load(): Promise<LockedValues | undefined>;
  save(values: LockedValues | undefined): Promise<void>;
}

/** What a caller wants of one shot. */
export interface ShotRequest {
  /** Absent: the largest size there is, whatever it is called. */
  readonly resolution?: ResolutionName | undefined;
  /** Aborting withdraws the shot: a waiting one leaves the queue, a running one is given up. */
  readonly signal?: AbortSignal | undefined;
}

/** How a source is doing, without touching the camera. */
export interface SourceHealth {
  readonly status: "ready" | "busy" | "error";
  /** A sentence about what is wrong; null when nothing is. */
  readonly detail: string | null;
  /** By `Clock.monotonicMs`; null before the first frame. */
  readonly lastFrameAtMonotonicMs: number | null;
  /** Shots that wait behind the running one, 0 to 3. */
  readonly waiting: number;
  /** A sentence of advice about a camera that works: the light changed since it was locked. Null: none. */
  readonly advice: string | null;
}

/**
 * Where photos come from, whatever the camera is. One shot at a time; three may wait, a fifth is refused.
 *
 * `start` opens the camera and `stop` closes it; in between it stays open (reopening per shot costs seconds).
 */
export interface FrameSource extends Runnable {
  /** Name and driver for people: "Replay of 21 photos". */
  readonly model: string;
  /** True when the pictures are stored files, so that equal bytes twice are no sign of a frozen camera. */
  readonly stored: boolean;
  /** Sizes that can be asked for; empty until the native size is known. */
  sizes(): Readonly<Partial<Record<ResolutionName, Size>>>;
  /**
   * Takes one photo.
   *
   * @throws {AppError} `camera.unreachable`, `camera.bad_frame`, `camera.queue_full`, `camera.resolution_unavailable`,
   * `camera.folder_ended`; the signal's reason when withdrawn.
   */
  capture(request?: ShotRequest): Promise<Frame>;
  /** A frame to look at that is no shot: a replay does not move on, a watched folder keeps its file. Throws as `capture`. */
  preview(request?: Pick<ShotRequest, "signal">): Promise<Frame>;
  health(): SourceHealth;
  /**
   * Holds exposure, white balance and focus until `unlock`; also across restarts.
   *
   * @throws {AppError} `camera.lock_unavailable` where the camera cannot, and as `capture`.
   */
  lock(request?: Pick<ShotRequest, "signal">): Promise<LockedValues>;
  /** Idempotent. Throws as `lock`. */
  unlock(request?: Pick<ShotRequest, "signal">): Promise<void>;
  /** What is pinned; null when nothing is; `undefined` where the camera cannot be locked. */
  locked(): LockedValues | null | undefined;
}

/** What one kind of camera has to bring; {@link createFrameSource} adds queue, deadline, sizes and health. */
export interface FrameDriver {
  readonly model: string;
  readonly stored: boolean;
  open(signal: AbortSignal): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
  /**
   * Delivers the next frame in its native size. Called one at a time.
   *
   * @throws {AppError} of the `camera` catalogue.
   */
  shoot(signal: AbortSignal): Promise<Frame>;
  /** As `shoot`, but the frame stays where it is. */
  look(signal: AbortSignal): Promise<Frame>;
  /** Native size as far as it is known. */
  nativeSize(): Size | undefined;
  /** Absent: the camera cannot be locked. */
  readonly locks?: LockControl;
  /** Why a shot may be taking long, as a sentence for people; added when the deadline passes. */
  explain?(): string | undefined;
}

/** Which file of a folder was delivered last (`origin` of its frame), kept across restarts by whoever owns the source. */
export interface PositionMemory {
  load(): Promise<string | undefined>;
  save(file: string): Promise<void>;
}
