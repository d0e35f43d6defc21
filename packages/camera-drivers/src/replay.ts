import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type Clock } from "@wopr/kernel";
import sharp from "sharp";
import { CameraErrors } from "./errors.ts";
import { type PlannedFrame, planFromDescription, planFromNames } from "./frame-order.ts";
import { readJpegHead } from "./jpeg.ts";
import type { Frame, FrameDriver, PositionMemory, Size } from "./types.ts";

/** Files that may give the playing order, the first one present wins. */
const DESCRIPTIONS = ["manifest.json", "sample.json", "truth.json"] as const;

/** Longer than any deadline. */
const STALL_MS = 24 * 3_600_000;

/** What a replay needs. */
export interface ReplayDeps {
  readonly name: string;
  readonly folder: string;
  readonly clock: Clock;
  /** Absent: every opening begins with the first photo. */
  readonly memory?: PositionMemory | undefined;
}

/**
 * Plays a folder of photos: each shot delivers the next one, byte for byte.
 *
 * The folder is read when it is opened and again when its photos are used up, so photos added later are played too.
 */
export function createReplayDriver({ name, folder, clock, memory }: ReplayDeps): FrameDriver {
  let frames: readonly PlannedFrame[] = [];
  let next = 0;
  let faultsPlayed = 0;
  let native: Size | undefined;
  let before: Frame | undefined;

  const load = async (planned: PlannedFrame): Promise<Frame> => {
    const bytes = await readFile(join(folder, planned.file)).catch(async (cause: unknown) => {
      const gone = await access(folder).then(
        () => false,
        () => true,
      );
      throw gone
        ? CameraErrors.unreachable({ camera: name, waited_s: 0, why: "Its folder is not there." }, { cause })
        : CameraErrors.bad_frame({ camera: name, why: `${planned.file} cannot be read.` }, { cause });
    });
    const head = readJpegHead(bytes);
    if (!head.ok) throw CameraErrors.bad_frame({ camera: name, why: `${planned.file}: ${head.why}` });
    native = [head.width, head.height];
    const { width, height } = head;
    return {
      bytes,
      width,
      height,
      takenAtMonotonicMs: clock.monotonicMs(),
      origin: planned.file,
      notes: planned.notes,
    };
  };

  const current = async (): Promise<PlannedFrame> => {
    if (next >= frames.length) {
      frames = await readPlan(name, folder).catch((cause: unknown) => {
        throw CameraErrors.unreachable({ camera: name, waited_s: 0, why: "Its folder cannot be read." }, { cause });
      });
    }
    const planned = frames[next];
    if (!planned) throw CameraErrors.folder_ended({ camera: name, photos: frames.length });
    return planned;
  };

  const deliver = async (planned: PlannedFrame, fault: PlannedFrame["fault"], signal: AbortSignal): Promise<Frame> => {
    const kind = fault?.kind;
    if (kind === "stall") await clock.sleep(STALL_MS, signal);
    if (kind === "unreachable")
      throw CameraErrors.unreachable({ camera: name, waited_s: 0, why: "It refused the connection." });
    if (kind === "truncated") throw CameraErrors.bad_frame({ camera: name, why: "it ends in the middle." });
    const frame = await load(planned);
    if (kind === "frozen") return { ...(before ?? frame), takenAtMonotonicMs: clock.monotonicMs() };
    return { ...frame, bytes: await plain(frame, kind === "white" ? 255 : 0) };
  };

  return {
    get model() {
      return `Replay of ${frames.length} photos`;
    },
    stored: true,
    nativeSize: () => native,

    async open() {
      frames = await readPlan(name, folder);
      const last = await memory?.load();
      next = last === undefined ? 0 : frames.findIndex((frame) => frame.file === last) + 1;
      faultsPlayed = 0;
      const first = frames[Math.min(next, frames.length - 1)];
      if (first) await load(first);
    },

    async close() {
      before = undefined;
    },

    async shoot(signal) {
      const planned = await current();
      const faulty = planned.fault !== null && faultsPlayed < planned.fault.times;
      if (faulty) {
        faultsPlayed += 1;
        return deliver(planned, planned.fault, signal);
      }
      const passOn = async () => {
        await memory?.save(planned.file);
        next += 1;
        faultsPlayed = 0;
      };
      try {
        const frame = await load(planned);
        await passOn();
        before = frame;
        return frame;
      } catch (failure) {
        // A damaged photo is reported once and passed over: staying at it would end the game for good.
        if (failure instanceof AppError && failure.code === "camera.bad_frame") await passOn();
        throw failure;
      }
    },

    async look(signal) {
      const planned = await current();
      return faultsPlayed < (planned.fault?.times ?? 0) ? deliver(planned, planned.fault, signal) : load(planned);
    },
  };
}

/** The playing order of a folder: by its description where it has one, else natural. */
async function readPlan(name: string, folder: string): Promise<readonly PlannedFrame[]> {
  const unusable = (why: string, cause?: unknown) =>
    CameraErrors.folder_unusable({ camera: name, folder, why }, { cause });
  const files = await readdir(folder).catch((cause: unknown) => {
    throw unusable("it is not there or may not be read.", cause);
  });
  const description = DESCRIPTIONS.find((file) => files.includes(file));
  if (!description) {
    const frames = planFromNames(files);
    if (frames.length === 0) throw unusable("it holds no JPEG photo.");
    return frames;
  }
  const text = await readFile(join(folder, description), "utf8");
  const plan = planFromDescription(parseJson(text), new Set(files));
  if (!plan.ok) throw unusable(`${description} cannot be used: ${plan.why}`);
  return plan.frames;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const plain = ({ width, height }: Frame, value: number): Promise<Uint8Array> =>
  sharp({ create: { width, height, channels: 3, background: { r: value, g: value, b: value } } })
    .jpeg()
    .toBuffer();

/**
 * Names of the photos of a folder in the order they are played.
 *
 * @throws {AppError} `camera.folder_unusable`
 */
export async function readPlayingOrder(folder: string): Promise<readonly string[]> {
  return (await readPlan("replay", folder)).map((frame) => frame.file);
}
