import { systemClock } from "@wopr/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testFrameSource } from "./camera-test.ts";
import { frameChecks } from "./frame-checks.ts";
import { createFrameSource } from "./frame-source.ts";
import { createHttpDriver } from "./http.ts";
import { createLoopbackCamera, type LoopbackCamera } from "./loopback-camera.testing.ts";
import { photoOf, plainPhoto } from "./photos.testing.ts";

const failed = (checks: readonly { name: string; passed: boolean }[]) =>
  checks.filter((one) => !one.passed).map((one) => one.name);

describe("TT28: frames that fail the camera test", () => {
  test.each([
    ["a black frame", () => plainPhoto(3), ["not_black"]],
    ["a white frame", () => plainPhoto(252), ["not_white"]],
    ["a frame of one plain colour", () => plainPhoto(128), ["has_detail"]],
    ["a picture", () => photoOf(1), []],
    ["bytes that are no picture", async () => new TextEncoder().encode("<html>"), ["readable"]],
  ] as const)("%s fails exactly what it should", async (_, make, names) => {
    expect(failed(await frameChecks(await make()))).toEqual(names);
  });

  test("two equal frames are frozen, two that differ are not", async () => {
    const [one, other] = [await photoOf(1), await photoOf(2)];
    expect(failed(await frameChecks(one, one))).toEqual(["not_frozen"]);
    expect(failed(await frameChecks(one, other))).toEqual([]);
  });

  test("equal pixels in other bytes are frozen too: some cameras stamp the time into the header", async () => {
    const photo = await photoOf(1);
    const comment = Buffer.from([0xff, 0xfe, 0x00, 0x06, 0x31, 0x32, 0x33, 0x34]);
    const stamped = Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)]);
    expect(failed(await frameChecks(stamped, photo))).toEqual(["not_frozen"]);
  });
});

describe("testFrameSource", () => {
  let camera: LoopbackCamera;
  beforeEach(async () => {
    camera = await createLoopbackCamera();
  });
  afterEach(() => camera.unplug());

  const look = async (first: Uint8Array, second: Uint8Array) => {
    camera.script.push({ kind: "photo", bytes: first }, { kind: "photo", bytes: second });
    const driver = createHttpDriver({ name: "desk", url: camera.url, clock: systemClock, fetch });
    const source = createFrameSource(driver, { name: "desk", clock: systemClock });
    await source.start();
    return testFrameSource(source, { clock: systemClock });
  };

  test("a live camera passes", async () => {
    const result = await look(await photoOf(1), await photoOf(2));
    expect(result).toMatchObject({ passed: true, width: 64, height: 48 });
  });

  test("black, white and frozen cameras fail", async () => {
    expect(await look(await plainPhoto(2), await plainPhoto(4))).toMatchObject({ passed: false });
    expect(await look(await plainPhoto(250), await plainPhoto(253))).toMatchObject({ passed: false });
    expect(failed((await look(await photoOf(1), await photoOf(1))).checks)).toEqual(["not_frozen"]);
  });

  test("a camera that is away fails with the sentence, it does not throw", async () => {
    await camera.unplug();
    const result = await look(await photoOf(1), await photoOf(2));
    expect(result).toMatchObject({ passed: false, width: null });
    expect(result.checks[0]?.text).toContain("does not answer");
  });
});
