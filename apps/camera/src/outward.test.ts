import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { CameraCommandWire } from "@wopr/contracts";
import { sha256Hex } from "@wopr/kernel/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLoopbackServer, type LoopbackServer } from "./loopback-server.testing.ts";
import { API_KEY, createDevice, type Device, GAME_ID, tinyPhoto } from "./testing.ts";

let device: Device;
let server: LoopbackServer;
const MINUTE = 60_000;

beforeEach(async () => {
  device = await createDevice(24);
  server = await createLoopbackServer(API_KEY, device.clock.monotonicMs);
});
afterEach(async () => {
  await device.close();
  await server.goAway();
});

const command = (differs: Partial<CameraCommandWire> = {}): CameraCommandWire => ({
  id: "0190b3b4-0000-7000-8000-0000000000c1",
  kind: "capture",
  capture_id: "0190b3b4-0000-7000-8000-0000000000a1",
  game_id: GAME_ID,
  resolution: "4k",
  expires_at: "2026-11-20T18:00:30.000Z",
  ...differs,
});

describe("TT26: server away for 10 minutes, 20 shots", () => {
  test("all arrive once, in order, with equal checksums and the right age, whatever the wall clock says", async () => {
    const camera = await device.boot({ serverUrl: server.url });
    await server.goAway();
    const takenAt: number[] = [];
    for (let n = 1; n <= 20; n += 1) {
      takenAt.push(device.clock.monotonicMs());
      expect((await device.shoot(camera)).status).toBe(200);
      device.clock.advance(MINUTE / 2);
    }
    device.clock.setWallClock(new Date("1970-01-01T00:00:00Z"));
    expect(camera.spool.files).toBe(20);
    await server.comeBack();
    await device.until(() => server.received.length === 20 && camera.spool.files === 0);

    const photos = Array.from({ length: 20 }, (_, i) => sha256Hex(tinyPhoto(i + 1)));
    expect(server.received.map((photo) => photo.sha256)).toEqual(photos);
    expect(new Set(server.received.map((photo) => photo.uploadId)).size).toBe(20);
    expect(server.received.every((photo) => !photo.timeUncertain && photo.gameId === GAME_ID)).toBe(true);
    for (const [i, photo] of server.received.entries())
      expect(Math.abs(photo.receivedAtMs - photo.ageMs - takenAt[i]!)).toBeLessThanOrEqual(10_000);
    expect(await readdir(join(device.dataDir, "spool"))).toEqual([]);
  });

  test("a process that was restarted meanwhile uploads what it finds on its disk", async () => {
    await server.goAway();
    const first = await device.boot({ serverUrl: server.url });
    for (let n = 1; n <= 3; n += 1) await device.shoot(first);
    await first.stop();
    device.clock.advance(MINUTE);
    const second = await device.boot({ serverUrl: server.url });
    await device.shoot(second);
    await server.comeBack();
    await device.until(() => second.spool.files === 0);
    expect(server.received.map((photo) => photo.sha256)).toEqual([1, 2, 3, 4].map((n) => sha256Hex(tinyPhoto(n))));
    expect(server.received[0]).toMatchObject({ timeUncertain: false });
    expect(server.received[0]?.ageMs).toBeGreaterThanOrEqual(MINUTE);
  });

  test("after a reboot the age comes from the sidecar and says that it is uncertain", async () => {
    await server.goAway();
    const first = await device.boot({ serverUrl: server.url, bootId: "boot-1" });
    await device.shoot(first);
    await first.stop();
    device.clock.advance(5 * MINUTE);
    const second = await device.boot({ serverUrl: server.url, bootId: "boot-2" });
    await server.comeBack();
    await device.until(() => second.spool.files === 0);
    expect(server.received[0]).toMatchObject({ timeUncertain: true });
    expect(server.received[0]?.ageMs).toBeGreaterThanOrEqual(5 * MINUTE);
  });
});

describe("uploads", () => {
  test("an answer lost on the way: the photo is sent again under the same id and is there once", async () => {
    const camera = await device.boot({ serverUrl: server.url });
    server.faults.push("lose_answer");
    await device.shoot(camera);
    await device.until(() => camera.spool.files === 0);
    expect([server.received.length, server.uploadsBegun]).toEqual([1, 2]);
  });

  test("a server that takes the photo and falls silent is given up, then tried again", async () => {
    const camera = await device.boot({ serverUrl: server.url });
    server.faults.push("stall");
    await device.shoot(camera);
    await device.until(() => camera.spool.files === 0, 10_000);
    expect(server.received.length).toBe(1);
  });

  test("a photo the server refuses for good is set aside, kept, and those behind it arrive", async () => {
    const camera = await device.boot({ serverUrl: server.url });
    server.faults.push("refuse");
    await device.shoot(camera);
    await device.shoot(camera);
    await device.until(() => camera.spool.files === 0);
    expect(server.received.map((photo) => photo.sha256)).toEqual([sha256Hex(tinyPhoto(2))]);
    expect((await readdir(join(device.dataDir, "refused"))).filter((file) => file.endsWith(".jpg")).length).toBe(1);
    expect(camera.spool.refused).toBe(1);
  });
});

describe("commands", () => {
  test("a command given twice takes one photo, uploaded for its capture", async () => {
    server.commands.push(command(), command());
    const camera = await device.boot({ serverUrl: server.url });
    await device.until(() => server.received.length > 0 && camera.spool.files === 0);
    server.commands.length = 0;
    expect(server.received.map(({ captureId, gameId }) => [captureId, gameId])).toEqual([
      [command().capture_id, GAME_ID],
    ]);
  });

  test("a command that cannot be carried out is reported with its code", async () => {
    server.commands.push(command({ resolution: "1080p" }));
    await device.boot({ serverUrl: server.url });
    const failures = () => server.reports.flatMap((report) => report.failed);
    await device.until(() => failures().length > 0);
    expect(failures()[0]).toMatchObject({ command_id: command().id, code: "camera.resolution_unavailable" });
  });

  test("a test of a camera that shows nothing is reported as failed", async () => {
    server.commands.push(command({ kind: "test" }));
    await device.boot({ serverUrl: server.url });
    const failures = () => server.reports.flatMap((report) => report.failed);
    await device.until(() => failures().length > 0);
    expect(failures()[0]).toMatchObject({ code: "camera.test_failed" });
  });

  test("the server hears of the camera every 10 s", async () => {
    await device.boot({ serverUrl: server.url });
    await device.until(() => server.reports.length >= 3);
    expect(server.reports[0]).toMatchObject({ status: "ready", spool_files: 0 });
    expect(device.clock.monotonicMs()).toBeGreaterThanOrEqual(20_000);
  });
});

test("a full spool refuses new shots and drops nothing", async () => {
  await server.goAway();
  const room = 3 * tinyPhoto(1).length + 5;
  const camera = await device.boot({ serverUrl: server.url, spoolLimitBytes: room });
  const statuses = [];
  for (let n = 1; n <= 4; n += 1) statuses.push((await device.shoot(camera)).status);
  expect(statuses).toEqual([200, 200, 200, 507]);
  const refusal = (await (await device.shoot(camera)).json()) as { code: string; error: string };
  expect(refusal).toMatchObject({ code: "camera.spool_full", error: expect.stringContaining("3 photos") });
  await server.comeBack();
  await device.until(() => camera.spool.files === 0);
  expect(server.received.length).toBe(3);
  expect((await device.shoot(camera)).status).toBe(200);
});
