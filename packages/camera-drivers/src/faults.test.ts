import { systemClock } from "@wopr/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createFrameSource } from "./frame-source.ts";
import { createLiveCamera, type LiveCamera } from "./live-camera.testing.ts";
import { createMjpegFeed } from "./mjpeg-feed.ts";
import { createSource } from "./open.ts";
import { photoOf, plainPhoto } from "./photos.testing.ts";
import { createPreview } from "./preview.ts";
import { createFakePrograms, type FakePrograms } from "./programs.testing.ts";
import { createRpicamDriver } from "./rpicam.ts";
import { parseDriverSettings } from "./settings.ts";
import { createStreamDriver } from "./stream-driver.ts";
import type { FrameDriver, FrameSource } from "./types.ts";
import { createV4l2Driver } from "./v4l2.ts";

const name = "desk";
const clock = systemClock;
const size = [640, 480] as const;
const PATIENCE = { timeout: 10_000, interval: 10 };
let programs: FakePrograms;
let live: LiveCamera;
const opened: FrameSource[] = [];

beforeEach(async () => {
  programs = await createFakePrograms();
  live = await createLiveCamera();
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.stop();
  await live.close();
  await programs.close();
});

async function started(driver: FrameDriver): Promise<FrameSource> {
  const source = createFrameSource(driver, { name, clock });
  opened.push(source);
  await source.start();
  return source;
}
const webcam = (differs: { ffmpeg?: string } = {}) => {
  const { ffmpeg, v4l2Ctl } = programs;
  const common = { name, device: "/dev/video7", size, framesPerSecond: 30, warmUpMs: 0, clock };
  return started(createV4l2Driver({ ...common, ffmpeg, v4l2Ctl, ...differs }));
};
const ribbon = (commands = [programs.rpicam]) =>
  started(createRpicamDriver({ name, index: 0, warmUpMs: 0, clock, commands }));
const stream = (warmUpMs = 0) =>
  started(
    createStreamDriver({ name, feed: createMjpegFeed({ camera: name, url: live.url, clock, fetch }), clock, warmUpMs }),
  );

test.each([
  ["a USB camera that another program uses", "busy", webcam, "Another program uses it."],
  ["a USB camera that is not plugged in", "unplugged", webcam, "It is not plugged in."],
  ["a Raspberry Pi camera that another program uses", "busy", () => ribbon(), "Another program uses it."],
  ["a Raspberry Pi camera that is not plugged in", "unplugged", () => ribbon(), "It is not plugged in."],
] as const)("%s: said at once, not after 30 s", async (_, fault, open, words) => {
  await programs.fault(fault, true);
  const source = await open();
  const begun = performance.now();
  const failure = { code: "camera.unreachable", message: expect.stringContaining(words) };
  await expect(source.capture()).rejects.toMatchObject(failure);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(source.health()).toMatchObject({ status: "error", detail: expect.stringContaining(words) });
});

test.each([
  ["ffmpeg", () => webcam({ ffmpeg: "/nonexistent/ffmpeg" }), "apt-get install ffmpeg"],
  ["rpicam-still", () => ribbon(["/nonexistent/rpicam-still", "/nonexistent/libcamera-still"]), "rpicam-apps"],
] as const)("%s is not installed: the package is named", async (program, open, words) => {
  const failure = { code: "camera.program_missing", params: { program }, message: expect.stringContaining(words) };
  await expect((await open()).capture()).rejects.toMatchObject(failure);
});

test("the older name of the Raspberry Pi program is used where the newer is not there", async () => {
  await programs.offer(await photoOf(1));
  expect((await (await ribbon(["/nonexistent/rpicam-still", programs.rpicam])).capture()).width).toBe(64);
});

test("a stream that answers with a page, or with an error, is said to be none", async () => {
  const feed = createMjpegFeed({
    camera: name,
    url: new URL("/gone", live.url),
    clock,
    fetch: async () => new Response("no", { status: 404 }),
  });
  const source = await started(createStreamDriver({ name, feed, clock, warmUpMs: 0 }));
  await expect(source.capture()).rejects.toMatchObject({
    code: "camera.bad_frame",
    message: expect.stringContaining("404"),
  });
});

test("frames of the first moments are no photos: a camera that starts green is given time", async () => {
  await live.offer(await plainPhoto(3));
  const source = await stream(400);
  const shot = source.capture();
  await vi.waitFor(() => expect(live.viewers).toBe(1), PATIENCE);
  const photo = await photoOf(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await live.offer(photo);
  expect(Buffer.compare((await shot).bytes, photo)).toBe(0);
});

test("the device is opened once, however many shots are taken", async () => {
  await live.offer(await photoOf(1));
  let connections = 0;
  const counting: typeof fetch = (...request) => {
    connections += 1;
    return fetch(...request);
  };
  const feed = createMjpegFeed({ camera: name, url: live.url, clock, fetch: counting });
  const source = await started(createStreamDriver({ name, feed, clock, warmUpMs: 0 }));
  for (let n = 0; n < 5; n += 1) await source.capture();
  expect(connections).toBe(1);
});

test("a preview asks the camera only while somebody watches, and at most 5 times a second", async () => {
  await live.offer(await photoOf(1, { width: 2000, height: 1000 }));
  const source = await stream();
  let asked = 0;
  const preview = createPreview(
    {
      preview: (request) => {
        asked += 1;
        return source.preview(request);
      },
    },
    clock,
  );
  expect(asked).toBe(0);
  const seen: Uint8Array[] = [];
  const begun = performance.now();
  const stopFirst = preview.watch((jpeg) => seen.push(jpeg));
  const stopSecond = preview.watch(() => {});
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(3), PATIENCE);
  expect(asked).toBeLessThanOrEqual(Math.ceil((performance.now() - begun) / 200) + 1);
  stopFirst();
  stopSecond();
  const after = asked;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(asked).toBeLessThanOrEqual(after + 1);
  expect(preview.watchers).toBe(0);
});

test("locking is refused by cameras that cannot, with a sentence", async () => {
  const source = createSource(parseDriverSettings(name, "mjpeg", { url: live.url.href }), { name, clock, fetch });
  opened.push(source);
  await source.start();
  expect(source.locked()).toBeUndefined();
  await expect(source.lock()).rejects.toMatchObject({ code: "camera.lock_unavailable", status: 409 });
});
