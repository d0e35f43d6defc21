import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CameraProcess } from "./compose.ts";
import { createDevice, type Device, GAME_ID, TOKEN, tinyPhoto } from "./testing.ts";

let device: Device;
let camera: CameraProcess;

beforeEach(async () => {
  device = await createDevice(2);
  camera = await device.boot();
});
afterEach(() => device.close());

const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
  fetch(`http://127.0.0.1:${camera.port}${path}`, { headers });

test("POST /capture answers as published and the photo lies where it says", async () => {
  const answer = await device.shoot(camera, { game_id: GAME_ID, resolution: "4k" });
  expect(answer.status).toBe(200);
  const body = (await answer.json()) as { image_path: string };
  expect(body).toEqual({
    image_path: expect.stringMatching(/^spool\/.+\.jpg$/),
    size_bytes: tinyPhoto(1).length,
    captured_at: "2026-11-20T18:00:00.000Z",
    captured_at_epoch: Date.parse("2026-11-20T18:00:00.000Z") / 1000,
    resolution: "4k",
  });
  expect(Buffer.compare(await readFile(join(device.dataDir, body.image_path)), tinyPhoto(1))).toBe(0);
});

test("GET /status tells what the source published, and more", async () => {
  await device.shoot(camera);
  expect(await (await get("/status")).json()).toMatchObject({
    status: "ready",
    camera_model: "Replay of 2 photos",
    available_resolutions: ["4k"],
    last_capture: "2026-11-20T18:00:00.000Z",
    spool: { files: 1, refused: 0, full: false },
    upload_error: null,
  });
});

test("GET /snapshot.jpg shows the picture and uses up no photo", async () => {
  const answer = await get("/snapshot.jpg");
  expect(answer.headers.get("content-type")).toBe("image/jpeg");
  expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), tinyPhoto(1))).toBe(0);
  await device.shoot(camera);
  expect(camera.spool.first()?.size_bytes).toBe(tinyPhoto(1).length);
});

test("without the token only /healthz answers", async () => {
  expect((await get("/healthz", {})).status).toBe(200);
  for (const headers of [{}, { authorization: "Bearer guess" }, { authorization: TOKEN }] as Record<string, string>[])
    expect((await get("/status", headers)).status).toBe(401);
});

test.each([
  ["no body", null, 422, "camera.invalid_request"],
  ["a game id that leaves the folder", { game_id: "../../etc" }, 422, "camera.invalid_request"],
  ["an unknown size", { game_id: GAME_ID, resolution: "8k" }, 422, "camera.invalid_request"],
  ["a size it lacks", { game_id: GAME_ID, resolution: "1080p" }, 422, "camera.resolution_unavailable"],
])("%s: a sentence under `error` and `detail`, and no photo is used up", async (_, body, status, code) => {
  const answer = await device.shoot(camera, body);
  expect(answer.status).toBe(status);
  const problem = (await answer.json()) as { error: string; detail: string };
  expect(problem).toMatchObject({ code, detail: problem.error });
  expect(problem.error).toMatch(/^[A-Z].*\.$/s);
  expect(camera.spool.files).toBe(0);
});

test("the folder is played: 409 with a sentence, the camera stays up", async () => {
  await device.shoot(camera);
  await device.shoot(camera);
  expect((await device.shoot(camera)).status).toBe(409);
  expect((await get("/status")).status).toBe(200);
});
