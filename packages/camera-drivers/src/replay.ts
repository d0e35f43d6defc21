import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@wopr/kernel";
import sharp from "sharp";
import { CameraErrors } from "./errors.ts";
import { type PlannedFrame, planFromDescription, planFromNames } from "./frame-order.ts";
import { readJpegHead } from "./jpeg.ts";
import type { Frame, FrameDriver, PositionMemory, Size } from "./types.ts";

/** Files that may give the playing order, the first one present wins. */
const DESCRIPTIONS = ["manifest.json", "sample.json", "truth.json"] as const;

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
    const bytes = await readFile(join(folder, planned.file)).catch((cause: unknown) => {
      throw CameraErrors.bad_frame({ camera: name, why: `${planned.file} cannot be read.` }, { cause });
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
    if (next >= frames.length) frames = await readPlan(name, folder);
    const planned = frames[next];
    if (!planned) throw CameraErrors.folder_ended({ camera: name, photos: frames.length });
    return planned;
  };

  /** The next frame with its fault, if one is due. */
  const deliver = async (planned: PlannedFrame, signal: AbortSignal): Promise<Frame> => {
    const fault = planned.fault && faultsPlayed < planned.fault.times ? planned.fault.kind : null;
    if (!fault) return load(planned);
    if (fault === "stall") await clock.sleep(24 * 3_600_000, signal);
    if (fault === "unreachable")
      throw CameraErrors.unreachable({ camera: name, waited_s: 0, why: "It refused the connection." });
    if (fault === "truncated") throw CameraErrors.bad_frame({ camera: name, why: "it ends in the middle." });
    const frame = await load(planned);
    if (fault === "frozen") return { ...(before ?? frame), takenAtMonotonicMs: clock.monotonicMs() };
    return { ...frame, bytes: await plain(frame, fault === "white" ? 255 : 0) };
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
      try {
        const frame = await deliver(planned, signal);
        if (!faulty) {
          await memory?.save(planned.file);
          next += 1;
          before = frame;
        }
        return frame;
      } finally {
        faultsPlayed = faulty ? faultsPlayed + 1 : 0;
      }
    },

    look: async (signal) => deliver(await current(), signal),
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
