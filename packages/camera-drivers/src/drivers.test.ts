import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@wopr/kernel";
import { describe } from "vitest";
import { createFrameSource } from "./frame-source.ts";
import { createHttpDriver } from "./http.ts";
import { createLiveCamera } from "./live-camera.testing.ts";
import { createLoopbackCamera } from "./loopback-camera.testing.ts";
import { createMjpegFeed } from "./mjpeg-feed.ts";
import { photoOf } from "./photos.testing.ts";
import { createFakePrograms, type FakePrograms } from "./programs.testing.ts";
import { createReplayDriver } from "./replay.ts";
import { createRpicamDriver } from "./rpicam.ts";
import { createStreamDriver } from "./stream-driver.ts";
import { type CameraUnderTest, describeFrameSource } from "./suite.testing.ts";
import type { FrameDriver } from "./types.ts";
import { createV4l2Driver } from "./v4l2.ts";
import { createWatchDriver } from "./watch.ts";

const name = "desk";
const clock = systemClock;
const half = (photo: Uint8Array) => photo.subarray(0, photo.length >> 1);

/** A folder whose name can be taken away and given back, as a mount that drops. */
async function openFolder() {
  const parent = await mkdtemp(join(tmpdir(), "wopr-camera-"));
  const folder = join(parent, "photos");
  await rename(await mkdtemp(join(parent, "new-")), folder);
  return {
    folder,
    unplug: () => rename(folder, `${folder}.away`),
    plugIn: () => rename(`${folder}.away`, folder),
    close: () => rm(parent, { recursive: true, force: true }),
  };
}

describe("TT25 replay", () =>
  describeFrameSource(async (timeoutMs): Promise<CameraUnderTest> => {
    const { folder, unplug, plugIn, close } = await openFolder();
    const frames: { file: string; fault?: string }[] = [];
    /** The last entry still waits for its photo: a stalled shot was played before it. */
    let pending = false;
    const plan = () => writeFile(join(folder, "manifest.json"), JSON.stringify({ frames }));
    const add = async (photo: Uint8Array, fault?: string) => {
      const file = `photo-${frames.length}.jpg`;
      await writeFile(join(folder, file), photo);
      frames.push(fault ? { file, fault } : { file });
      await plan();
    };
    const offer = async (photo: Uint8Array) => {
      if (pending) await writeFile(join(folder, frames.at(-1)!.file), photo);
      else await add(photo);
      pending = false;
    };
    // The plan is read at the start, so it may not be empty then; this first photo has been played already.
    await add(await photoOf(99));
    const memory = { load: async () => "photo-0.jpg", save: async () => {} };
    const driver = createReplayDriver({ name, folder, clock, memory });
    return {
      source: createFrameSource(driver, { name, clock, limits: { timeoutMs } }),
      offer,
      offerHalf: (photo) => offer(half(photo)),
      async stall() {
        await add(await photoOf(98), "stall");
        pending = true;
      },
      unplug,
      plugIn,
      close,
    };
  }));

describe("TT25 watch", () =>
  describeFrameSource(async (timeoutMs): Promise<CameraUnderTest> => {
    const { folder, unplug, plugIn, close } = await openFolder();
    let count = 0;
    const offer = async (photo: Uint8Array) => {
      count += 1;
      await writeFile(join(folder, `shot-${count}.jpg`), photo);
    };
    const driver = createWatchDriver({ name, folder, clock, pollMs: 5, stableMs: 25 });
    return {
      source: createFrameSource(driver, { name, clock, limits: { timeoutMs } }),
      offer,
      offerHalf: (photo) => offer(half(photo)),
      stall: async () => {},
      unplug,
      plugIn,
      close,
    };
  }));

describe.each(["snapshot", "stream"] as const)("TT25 http %s", (form) =>
  describeFrameSource(async (timeoutMs): Promise<CameraUnderTest> => {
    const camera = await createLoopbackCamera();
    const driver = createHttpDriver({ name, url: camera.url, clock, fetch });
    return {
      source: createFrameSource(driver, { name, clock, limits: { timeoutMs } }),
      async offer(photo) {
        camera.script.push(form === "stream" ? { kind: "stream", frames: [photo] } : { kind: "photo", bytes: photo });
      },
      async offerHalf(photo) {
        camera.script.push(
          form === "stream" ? { kind: "half_unannounced", bytes: photo } : { kind: "half", bytes: photo },
        );
      },
      async stall() {
        camera.script.push({ kind: "stall" });
      },
      unplug: camera.unplug,
      plugIn: camera.plugIn,
      mostAtOnce: () => camera.mostAtOnce,
      close: camera.unplug,
    };
  }),
);

describe("TT25 mjpeg", () =>
  describeFrameSource(async (timeoutMs): Promise<CameraUnderTest> => {
    const camera = await createLiveCamera();
    const feed = createMjpegFeed({ camera: name, url: camera.url, clock, fetch });
    const driver = createStreamDriver({ name, feed, clock, warmUpMs: 0 });
    return { source: createFrameSource(driver, { name, clock, limits: { timeoutMs } }), live: true, ...camera };
  }));

describe.each([
  [
    "v4l2",
    ({ ffmpeg, v4l2Ctl }: FakePrograms): FrameDriver => {
      const size = [640, 480] as const;
      return createV4l2Driver({
        name,
        device: "/dev/video7",
        size,
        framesPerSecond: 30,
        warmUpMs: 0,
        clock,
        ffmpeg,
        v4l2Ctl,
      });
    },
  ],
  [
    "rpicam",
    ({ rpicam }: FakePrograms): FrameDriver =>
      createRpicamDriver({ name, index: 0, warmUpMs: 0, clock, commands: [rpicam] }),
  ],
] as const)("TT25 %s (stand-in of the program)", (_, driverFor) =>
  describeFrameSource(async (timeoutMs): Promise<CameraUnderTest> => {
    const programs = await createFakePrograms();
    return {
      source: createFrameSource(driverFor(programs), { name, clock, limits: { timeoutMs } }),
      live: true,
      offer: programs.offer,
      offerHalf: programs.offerHalf,
      stall: () => programs.fault("stall", true),
      unplug: () => programs.fault("unplugged", true),
      plugIn: () => programs.fault("unplugged", false),
      close: programs.close,
    };
  }),
);
