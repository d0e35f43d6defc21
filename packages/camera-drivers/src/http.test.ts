import { Secret, systemClock } from "@wopr/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHttpDriver } from "./http.ts";
import { type Answer, createLoopbackCamera, type LoopbackCamera } from "./loopback-camera.testing.ts";
import { photoOf } from "./photos.testing.ts";

const never = new AbortController().signal;
let camera: LoopbackCamera;
let photo: Uint8Array;

beforeEach(async () => {
  camera = await createLoopbackCamera();
  photo = await photoOf(1);
});
afterEach(() => camera.unplug());

const shoot = (...script: Answer[]) => {
  camera.script.push(...script);
  return createHttpDriver({ name: "desk", url: camera.url, clock: systemClock, fetch }).shoot(never);
};

test.each([
  ["closes half way", (bytes: Uint8Array): Answer => ({ kind: "half", bytes }), "broke in the middle"],
  [
    "ends half way without a length",
    (bytes: Uint8Array): Answer => ({ kind: "half_unannounced", bytes }),
    "ends in the middle",
  ],
  ["sends a page instead", (): Answer => ({ kind: "text", body: "<html>Sign in</html>" }), "no JPEG"],
  ["asks for a password", (): Answer => ({ kind: "status", status: 401 }), "answered 401 Unauthorized"],
  [
    "sends on to another host",
    (): Answer => ({ kind: "redirect", to: "http://example.invalid/x.jpg" }),
    "another address",
  ],
] as const)("a camera that %s: a sentence, no frame", async (_, answer, words) => {
  await expect(shoot(answer(photo))).rejects.toMatchObject({
    code: "camera.bad_frame",
    message: expect.stringContaining(words),
  });
});

test("a picture that cannot be decoded is refused although its ends and its size are whole", async () => {
  const damaged = Buffer.from(photo);
  const huffmanTable = damaged.indexOf(Buffer.from([0xff, 0xc4]));
  damaged.fill(0xff, huffmanTable + 4, huffmanTable + 24);
  await expect(shoot({ kind: "photo", bytes: damaged })).rejects.toThrow("it cannot be decoded.");
});

test("a redirect on the same host is followed, a circle of them is not", async () => {
  const here: Answer = { kind: "redirect", to: "http://{host}/other.jpg" };
  expect((await shoot(here, { kind: "photo", bytes: photo })).bytes.length).toBe(photo.length);
  await expect(shoot(here, here, here, here, here)).rejects.toThrow(/without end/);
});

test("of a stream that begins in the middle and lies about lengths, the first whole frame is taken", async () => {
  const [first, second] = [photo, await photoOf(2)];
  const frame = await shoot({ kind: "stream", frames: [first, second], cutFirst: true });
  expect([first, second].some((one) => Buffer.compare(frame.bytes, one) === 0)).toBe(true);
});

test("nobody at the address: the reason is said, and a name or password is never in it", async () => {
  await camera.unplug();
  const authorization = new Secret("Basic c2VjcmV0");
  const driver = createHttpDriver({ name: "desk", url: camera.url, clock: systemClock, fetch, authorization });
  const failure = (await driver.shoot(never).catch((error: unknown) => error)) as Error;
  expect(failure.message).toBe(
    "Camera *desk* does not answer. It refused the connection. Use this device's camera or try again.",
  );
});
