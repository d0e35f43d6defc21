import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "@wopr/kernel";
import { type Child, programMissing, reasonOf, startChild } from "./child.ts";
import { CameraErrors } from "./errors.ts";
import { endsWithEoi } from "./jpeg.ts";
import type { LockedValues } from "./types.ts";

/** One running `rpicam-still` that takes a picture at each SIGUSR1. */
export interface RpicamProcess {
  readonly running: boolean;
  /** @throws {AppError} `camera.unreachable`, `camera.program_missing` when the program ends. */
  shoot(signal: AbortSignal): Promise<Uint8Array>;
  /** What the camera chose for the last picture. */
  metadata(): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Idempotent. */
  end(): Promise<void>;
}

/** What one needs. */
export interface RpicamProcessDeps {
  readonly camera: string;
  /** The newer name first; the first that exists is taken. */
  readonly commands: readonly string[];
  readonly args: readonly string[];
  readonly clock: Clock;
}

const LOOK_MS = 20;
/** A picture that did not grow for this long will not become whole any more. */
const STUCK_MS = 1_000;
/** Bit of SIGUSR1 (10) in the signal masks of /proc. */
const USR1 = 1n << 9n;

/** Arguments that hold a camera at what its metadata said. */
export function pinArguments(values: LockedValues): readonly string[] {
  const focus = values["lens-position"];
  return [
    ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(focus === undefined ? [] : ["--autofocus-mode", "manual"]),
  ];
}

/** What of the metadata of a picture can be pinned. @returns Empty when there is nothing usable in it. */
export function readPinnable(metadata: Readonly<Record<string, unknown>>): LockedValues {
  const { ExposureTime, AnalogueGain, ColourGains, LensPosition } = metadata;
  const gains = Array.isArray(ColourGains) && ColourGains.length === 2 ? ColourGains.map(Number) : undefined;
  return {
    ...(typeof ExposureTime === "number" ? { shutter: ExposureTime } : {}),
    ...(typeof AnalogueGain === "number" ? { gain: AnalogueGain } : {}),
    ...(gains?.every(Number.isFinite) ? { awbgains: gains.join(",") } : {}),
    ...(typeof LensPosition === "number" ? { "lens-position": LensPosition } : {}),
  };
}

/** Starts it and waits until it listens to the signal: before that SIGUSR1 would end it. */
export async function startRpicam(deps: RpicamProcessDeps, signal: AbortSignal): Promise<RpicamProcess> {
  const { camera, clock } = deps;
  const folder = await mkdtemp(join(tmpdir(), "wopr-rpicam-"));
  const output = ["--output", join(folder, "shot-%06d.jpg"), "--metadata", join(folder, "metadata.json")];
  let child: Child | undefined;
  let gone: { readonly lastWords: string } | undefined;

  const end = async () => {
    await child?.end();
    await rm(folder, { recursive: true, force: true });
  };
  const unreachable = () => CameraErrors.unreachable({ camera, waited_s: 0, why: reasonOf(gone?.lastWords ?? "") });

  try {
    for (const command of deps.commands) {
      const started = startChild(command, [...deps.args, ...output], clock);
      child = started;
      gone = undefined;
      void started.ended.then((how) => {
        gone = how;
      });
      // A program that does not exist says so within a turn of the loop.
      await clock.sleep(LOOK_MS, signal);
      if (started.process.pid !== undefined) break;
      child = undefined;
    }
    if (!child) throw programMissing(camera, deps.commands[0]!);
    while (!gone && !(await listens(child.process.pid!))) await clock.sleep(LOOK_MS, signal);
    if (gone) throw unreachable();
  } catch (failure) {
    await end();
    throw failure;
  }

  const running = child;
  return {
    get running() {
      return gone === undefined;
    },
    async shoot(shot) {
      const before = new Set(await readdir(folder));
      running.process.kill("SIGUSR1");
      let grown = { size: -1, atMs: 0 };
      for (;;) {
        const file = (await readdir(folder)).find((name) => name.endsWith(".jpg") && !before.has(name));
        const bytes = file ? await readFile(join(folder, file)) : undefined;
        if (file && bytes && endsWithEoi(bytes)) {
          await rm(join(folder, file));
          return new Uint8Array(bytes);
        }
        if (gone) throw unreachable();
        const nowMs = clock.monotonicMs();
        if (bytes && bytes.length !== grown.size) grown = { size: bytes.length, atMs: nowMs };
        else if (bytes && nowMs - grown.atMs > STUCK_MS)
          throw CameraErrors.bad_frame({ camera, why: "it ends in the middle." });
        await clock.sleep(LOOK_MS, shot);
      }
    },
    async metadata() {
      try {
        const parsed: unknown = JSON.parse(await readFile(join(folder, "metadata.json"), "utf8"));
        return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
      } catch {
        return undefined;
      }
    },
    end,
  };
}

async function listens(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & USR1) !== 0n;
}
