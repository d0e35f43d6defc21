import type { Clock } from "@wopr/kernel";
import { CameraErrors } from "./errors.ts";
import { whyUndecodable } from "./frame-checks.ts";
import { readJpegHead } from "./jpeg.ts";
import { pinArguments, type RpicamProcess, readPinnable, startRpicam } from "./rpicam-process.ts";
import type { Frame, FrameDriver, LockControl, LockedValues, Size } from "./types.ts";

/** What a camera on the ribbon of a Raspberry Pi needs. */
export interface RpicamDeps {
  readonly name: string;
  /** Which of several cameras, from 0. */
  readonly index: number;
  /** Absent: the sensor's full size. */
  readonly size?: Size | undefined;
  /** Free exposure before the first photo. */
  readonly warmUpMs: number;
  readonly clock: Clock;
  /** Programs, for tests. */
  readonly commands?: readonly string[];
}

/** The program was renamed; older systems still have the second name. */
const COMMANDS = ["rpicam-still", "libcamera-still"] as const;
const BASE = ["--nopreview", "--timeout", "0", "--signal", "--quality", "95"] as const;

/** Takes photos with `rpicam-still`, which is kept running: opening the sensor takes seconds. */
export function createRpicamDriver(deps: RpicamDeps): FrameDriver {
  const { name, index, size, warmUpMs, clock, commands = COMMANDS } = deps;
  let process: RpicamProcess | undefined;
  let pinned: LockedValues | undefined;
  let open = false;
  let native: Size | undefined;
  let why: string | undefined;
  let readyAtMs = 0;

  const args = () => [
    ...BASE,
    "--camera",
    String(index),
    ...(size ? ["--width", String(size[0]), "--height", String(size[1])] : []),
    ...(pinned ? pinArguments(pinned) : []),
  ];

  const running = async (signal: AbortSignal): Promise<RpicamProcess> => {
    if (process?.running) return process;
    await process?.end();
    const started = await startRpicam({ camera: name, commands, args: args(), clock }, signal);
    process = started;
    readyAtMs = clock.monotonicMs() + (pinned ? 0 : warmUpMs);
    return started;
  };

  const shoot = async (signal: AbortSignal): Promise<Frame> => {
    try {
      const camera = await running(signal);
      const waitMs = readyAtMs - clock.monotonicMs();
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      const takenAtMonotonicMs = clock.monotonicMs();
      const bytes = await camera.shoot(signal);
      const head = readJpegHead(bytes);
      const problem = head.ok ? await whyUndecodable(bytes) : head.why;
      if (!head.ok || problem) throw CameraErrors.bad_frame({ camera: name, why: problem ?? "it cannot be used." });
      const { width, height } = head;
      native = [width, height];
      why = undefined;
      return { bytes, width, height, takenAtMonotonicMs, origin: "rpicam", notes: null };
    } catch (failure) {
      // A withdrawn or late shot may still deliver its picture: a new program cannot hand it to the next shot.
      if (signal.aborted) await restart();
      else why = (failure as { params?: { why?: string } }).params?.why;
      throw failure;
    }
  };

  const restart = async () => {
    const old = process;
    process = undefined;
    await old?.end();
  };

  const locks: LockControl = {
    async lock(signal) {
      await shoot(signal);
      const values = readPinnable((await process?.metadata()) ?? {});
      if (Object.keys(values).length === 0) throw CameraErrors.lock_unavailable({ camera: name });
      pinned = values;
      await restart();
      return values;
    },
    async unlock() {
      pinned = undefined;
      await restart();
    },
    restore(values) {
      pinned = values;
    },
  };

  return {
    model: `Raspberry Pi camera ${index}`,
    stored: false,
    locks,
    nativeSize: () => native,
    explain: () => why,
    async open() {
      open = true;
    },
    async close() {
      open = false;
      await restart();
    },
    async shoot(signal) {
      if (!open) throw CameraErrors.closed({ camera: name });
      return shoot(signal);
    },
    look: shoot,
  };
}
