import { AppError } from "@wopr/kernel";
import { afterEach, expect, test } from "vitest";
import { photoOf, plainPhoto } from "./photos.testing.ts";
import { quarterGrey } from "./sharpest.ts";
import type { FrameSource } from "./types.ts";

/** A source with hands on the camera behind it. */
export interface CameraUnderTest {
  /** Not started yet. */
  readonly source: FrameSource;
  /** True for cameras that send by themselves: what was offered last is seen from then on, by every shot. */
  readonly live?: boolean;
  /** True where pictures are compressed anew on their way; they are compared by what they show. */
  readonly lossy?: boolean;
  /** One of the next shots delivers this photo, in order of offering. */
  offer(photo: Uint8Array): Promise<void>;
  /** As `offer`, but the photo breaks off in the middle. */
  offerHalf(photo: Uint8Array): Promise<void>;
  /** The next shot gets no answer. */
  stall(): Promise<void>;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
  /** Requests that reached the camera at the same time, at most; absent where it cannot be seen. */
  mostAtOnce?(): number;
  close(): Promise<void>;
}

/** Deadline of a shot in this suite, milliseconds: far above what a local shot needs. */
const PATIENT_MS = 15_000;
const HASTY_MS = 400;

/**
 * Promises of every {@link FrameSource} (tabletop.md TT25): first frame, order, single flight, deadline, unplug, restart.
 * Run it against each driver.
 */
export function describeFrameSource(open: (timeoutMs: number) => Promise<CameraUnderTest>): void {
  const opened: CameraUnderTest[] = [];
  const started = async (photos: readonly Uint8Array[], timeoutMs = PATIENT_MS): Promise<CameraUnderTest> => {
    const camera = await open(timeoutMs);
    opened.push(camera);
    await camera.source.start();
    for (const photo of photos) await camera.offer(photo);
    return camera;
  };

  afterEach(async () => {
    for (const camera of opened.splice(0)) {
      await camera.source.stop();
      await camera.close();
    }
  });

  test("the first shot delivers the photo byte for byte, with its size", async () => {
    const photo = await photoOf(1, { width: 80, height: 60 });
    const { source, lossy } = await started([photo]);
    const frame = await source.capture();
    await expectSame(frame.bytes, photo, lossy);
    expect([frame.width, frame.height]).toEqual([80, 60]);
    expect(source.health()).toMatchObject({ status: "ready", detail: null, waiting: 0 });
  });

  test("shots deliver photos in order, each once", async () => {
    const photos = await Promise.all([1, 2, 3].map((seed) => photoOf(seed)));
    const camera = await started([]);
    if (!camera.live) for (const photo of photos) await camera.offer(photo);
    for (const photo of photos) {
      if (camera.live) await camera.offer(photo);
      await expectSame((await camera.source.capture()).bytes, photo, camera.lossy);
    }
  });

  test("one shot at a time, three wait in order, the fifth is told when to come again", async () => {
    const photos = await Promise.all([1, 2, 3, 4].map((seed) => photoOf(seed)));
    const camera = await started(photos);
    const shots = photos.map(() => camera.source.capture());
    const fifth = camera.source.capture();
    expect(camera.source.health()).toMatchObject({ status: "busy", waiting: 3 });
    await expect(fifth).rejects.toMatchObject({
      code: "camera.queue_full",
      status: 429,
      params: { retry_after_s: expect.any(Number) },
    });
    const frames = await Promise.all(shots);
    for (const [i, frame] of frames.entries())
      await expectSame(frame.bytes, camera.live ? photos.at(-1)! : photos[i]!, camera.lossy);
    expect(camera.mostAtOnce?.() ?? 1).toBe(1);
  });

  test("a withdrawn shot frees its place and uses up no photo", async () => {
    const photo = await photoOf(1);
    const camera = await started([], HASTY_MS);
    await camera.stall();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const shots = [running, waiting].map(({ signal }) => camera.source.capture({ signal }));
    const gone = Promise.allSettled(shots);
    waiting.abort(new Error("changed my mind"));
    await expect(shots[1]).rejects.toThrow("changed my mind");
    running.abort(new Error("me too"));
    await gone;
    await expect(shots[0]).rejects.toThrow("me too");
    await camera.offer(photo);
    await expectSame((await untilDelivered(camera.source)).bytes, photo, camera.lossy);
  });

  test("a camera that does not answer is given up at the deadline, and the next shot works", async () => {
    const photo = await photoOf(1);
    const camera = await started([], HASTY_MS);
    await camera.stall();
    const failure = await camera.source.capture().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code: "camera.unreachable", status: 504, retry: "later" });
    expect(camera.source.health()).toMatchObject({ status: "error", detail: expect.stringContaining("Camera *") });
    await camera.offer(photo);
    const frame = await untilDelivered(camera.source);
    await expectSame(frame.bytes, photo, camera.lossy);
    expect(camera.source.health().status).toBe("ready");
  });

  test("a photo that breaks off in the middle is never delivered", async () => {
    const [broken, whole] = [await photoOf(1), await photoOf(2)];
    const camera = await started([]);
    await camera.offerHalf(broken);
    await camera.offer(whole);
    const first = await camera.source.capture().catch((error: unknown) => error);
    if (first instanceof Error) expect(first).toMatchObject({ code: "camera.bad_frame" });
    const frame = first instanceof Error ? await camera.source.capture() : (first as { bytes: Uint8Array });
    await expectSame(frame.bytes, whole, camera.lossy);
  });

  test("an unplugged camera fails with a sentence and works again once it is back", async () => {
    const photo = await photoOf(1);
    const camera = await started([], HASTY_MS);
    await camera.unplug();
    await expect(camera.source.capture()).rejects.toMatchObject({ code: "camera.unreachable", retry: "later" });
    expect(camera.source.health().status).toBe("error");
    await camera.plugIn();
    await camera.offer(photo);
    const frame = await untilDelivered(camera.source);
    await expectSame(frame.bytes, photo, camera.lossy);
  });

  test("stopping ends a running shot; a stopped camera refuses; after a restart it works", async () => {
    const photo = await photoOf(1);
    const camera = await started([], HASTY_MS);
    await camera.stall();
    const shot = camera.source.capture();
    const outcome = expect(shot).rejects.toMatchObject({ code: "camera.closed" });
    await camera.source.stop();
    await camera.source.stop();
    await outcome;
    await expect(camera.source.capture()).rejects.toMatchObject({ code: "camera.closed" });
    expect(camera.source.health().status).toBe("error");
    await camera.source.start();
    await camera.offer(photo);
    await expectSame((await untilDelivered(camera.source)).bytes, photo, camera.lossy);
  });

  test("a look uses up no photo", async () => {
    const photo = await photoOf(1);
    const { source, lossy } = await started([photo]);
    await expectSame((await source.preview()).bytes, photo, lossy);
    await expectSame((await source.capture()).bytes, photo, lossy);
  });

  test("a size the camera lacks is refused with those it has, and uses up no photo", async () => {
    const photo = await photoOf(1);
    const { source, lossy } = await started([photo]);
    const failure = await source.capture({ resolution: "1080p" }).catch((error: unknown) => error);
    const available = Object.keys(source.sizes());
    const expected = { code: "camera.resolution_unavailable", status: 422, params: { asked: "1080p", available } };
    expect(failure).toMatchObject(expected);
    expect(source.health()).toMatchObject({ status: "ready", detail: null });
    await expectSame((await source.capture()).bytes, photo, lossy);
  });

  test("a smaller size is delivered scaled down, a large one as it is", async () => {
    const photo = await plainPhoto(128, { width: 3840, height: 2160 });
    const { source, lossy } = await started([photo, photo]);
    const small = await source.capture({ resolution: "720p" });
    expect([small.width, small.height]).toEqual([1280, 720]);
    expect(Object.keys(source.sizes())).toEqual(["4k", "1080p", "720p"]);
    await expectSame((await source.capture({ resolution: "4k" })).bytes, photo, lossy);
  });
}

/** Byte for byte, or by what can be seen where pictures are compressed anew on their way. */
async function expectSame(actual: Uint8Array, photo: Uint8Array, lossy = false): Promise<void> {
  if (!lossy) {
    expect(Buffer.compare(actual, photo)).toBe(0);
    return;
  }
  const [a, b] = await Promise.all([actual, photo].map((bytes) => quarterGrey(bytes, { width: 64, height: 48 })));
  const difference = a!.values.reduce((sum, value, i) => sum + Math.abs(value - b!.values[i]!), 0) / a!.values.length;
  expect(difference).toBeLessThan(12);
}

/** Asks again while the camera is still coming back, for at most 15 s. */
async function untilDelivered(source: FrameSource) {
  const until = performance.now() + PATIENT_MS;
  for (;;) {
    try {
      return await source.capture();
    } catch (failure) {
      if (performance.now() > until) throw failure;
    }
  }
}
