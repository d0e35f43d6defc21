import { systemClock } from "@wopr/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFrameSource } from "./frame-source.ts";
import { plainPhoto } from "./photos.testing.ts";
import { createFakePrograms, type FakePrograms } from "./programs.testing.ts";
import { createRpicamDriver } from "./rpicam.ts";
import type { FrameSource, LockedValues } from "./types.ts";
import { createV4l2Driver } from "./v4l2.ts";
import { parseControls, planLock, planUnlock } from "./v4l2-controls.ts";

const name = "desk";
const clock = systemClock;
let programs: FakePrograms;
let source: FrameSource | undefined;
let kept: LockedValues | undefined;

beforeEach(async () => {
  programs = await createFakePrograms();
  kept = undefined;
  await programs.offer(await plainPhoto(120));
});
afterEach(async () => {
  await source?.stop();
  await programs.close();
});

const locks = {
  load: async () => kept,
  save: async (values: LockedValues | undefined) => {
    kept = values;
  },
};
const webcam = () => {
  const size = [640, 480] as const;
  const { ffmpeg, v4l2Ctl } = programs;
  const driver = createV4l2Driver({
    ...{ name, device: "/dev/video7", size, framesPerSecond: 30, warmUpMs: 0, clock, ffmpeg, v4l2Ctl },
  });
  source = createFrameSource(driver, { name, clock, locks });
  return source;
};
const ribbon = () => {
  const driver = createRpicamDriver({ name, index: 0, warmUpMs: 0, clock, commands: [programs.rpicam] });
  source = createFrameSource(driver, { name, clock, locks });
  return source;
};
const newer = {
  auto_exposure: { value: 3, default: 3 },
  exposure_time_absolute: { value: 312, default: 157 },
  white_balance_automatic: { value: 1, default: 1 },
  white_balance_temperature: { value: 4700, default: 4600 },
};
const older = {
  exposure_auto: { value: 3, default: 3 },
  exposure_absolute: { value: 250, default: 156 },
  white_balance_temperature_auto: { value: 1, default: 1 },
  white_balance_temperature: { value: 5100, default: 4000 },
  focus_auto: { value: 1, default: 1 },
  focus_absolute: { value: 30, default: 0 },
};

describe("a USB camera", () => {
  test.each([
    [
      "newer",
      newer,
      { auto_exposure: 1, exposure_time_absolute: 312, white_balance_automatic: 0, white_balance_temperature: 4700 },
    ],
    [
      "older",
      older,
      {
        exposure_auto: 1,
        exposure_absolute: 250,
        white_balance_temperature_auto: 0,
        white_balance_temperature: 5100,
        focus_auto: 0,
        focus_absolute: 30,
      },
    ],
  ] as const)("with %s control names is held at what it had chosen, and given back", async (_, controls, held) => {
    await programs.setControls(controls);
    const camera = webcam();
    await camera.start();
    expect(camera.locked()).toBe(null);
    expect(await camera.lock()).toEqual(held);
    expect(camera.locked()).toEqual(held);
    const now = await programs.controls();
    expect(Object.fromEntries(Object.keys(held).map((key) => [key, now[key]?.value]))).toEqual(held);
    await camera.unlock();
    const freed = await programs.controls();
    expect(
      Object.keys(held)
        .slice(0, 1)
        .map((key) => freed[key]?.value),
    ).toEqual([3]);
    expect(kept).toBeUndefined();
  });

  test("that was unplugged or restarted gets its values again before the next picture", async () => {
    await programs.setControls(newer);
    const camera = webcam();
    await camera.start();
    await camera.lock();
    await camera.stop();
    await programs.setControls(newer);
    await camera.start();
    await camera.capture();
    expect((await programs.controls())["exposure_time_absolute"]?.value).toBe(312);
    expect((await programs.controls())["auto_exposure"]?.value).toBe(1);
  });

  test("that has nothing to hold says so, and goes on working", async () => {
    await programs.setControls({ brightness: { value: 1, default: 1 } });
    const camera = webcam();
    await camera.start();
    await expect(camera.lock()).rejects.toMatchObject({ code: "camera.lock_unavailable", status: 409 });
    expect((await camera.capture()).width).toBe(64);
    expect(camera.health()).toMatchObject({ status: "ready", detail: null });
  });
});

describe("a Raspberry Pi camera", () => {
  test("is held at what its metadata said, across restarts, and given back", async () => {
    const camera = ribbon();
    await camera.start();
    expect(await camera.lock()).toEqual({ shutter: 12_000, gain: 2.5, awbgains: "1.9,1.4", "lens-position": 1.25 });
    await camera.capture();
    const pinned = "--shutter 12000 --gain 2.5 --awbgains 1.9,1.4 --lens-position 1.25 --autofocus-mode manual";
    expect((await programs.argumentsOf("rpicam")).join(" ")).toContain(pinned);
    await camera.stop();
    await camera.start();
    await camera.capture();
    expect((await programs.argumentsOf("rpicam")).join(" ")).toContain(pinned);
    await camera.unlock();
    await camera.capture();
    expect(await programs.argumentsOf("rpicam")).not.toContain("--shutter");
  });

  test("whose light changed by more than a fifth since it was locked is offered to be locked again", async () => {
    const camera = ribbon();
    await camera.start();
    await camera.lock();
    await camera.capture();
    expect(camera.health().advice).toBe(null);
    await programs.offer(await plainPhoto(80));
    await camera.capture();
    expect(camera.health().advice).toBe("It became 33 % darker since exposure was locked. Lock it again.");
    await camera.lock();
    await camera.capture();
    expect(camera.health().advice).toBe(null);
  });
});

test("what v4l2-ctl prints is read, headings and menus are passed over", () => {
  const printed = `
Camera Controls

                  auto_exposure 0x009a0901 (menu)   : min=0 max=3 default=3 value=3 (Aperture Priority Mode)
				1: Manual Mode
         exposure_time_absolute 0x009a0902 (int)    : min=3 max=2047 step=1 default=250 value=250 flags=inactive
`;
  const controls = parseControls(printed);
  expect([...controls.keys()]).toEqual(["auto_exposure", "exposure_time_absolute"]);
  expect(planLock(controls)).toEqual({ auto_exposure: 1, exposure_time_absolute: 250 });
  expect(planUnlock(controls)).toEqual({ auto_exposure: 3 });
});
