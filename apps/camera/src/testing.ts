import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret, silentLog } from "@wopr/kernel";
import { createFakeClock, type FakeClock } from "@wopr/testkit";
import { type CameraProcess, composeCamera } from "./compose.ts";
import type { CameraConfig } from "./load-config.ts";

/** Key the loopback server accepts. */
export const API_KEY = "wopr_test_key";
/** Token of the local interface in tests. */
export const TOKEN = "token-of-the-local-interface";
/** Camera the process is at the server. */
export const CAMERA_ID = "0190b3b4-0000-7000-8000-000000000001";
/** A game to take photos for. */
export const GAME_ID = "0190b3b4-0000-7000-8000-000000000002";

/** Smallest bytes every reader of JPEG heads takes for a photo; `n` makes them differ. */
export function tinyPhoto(n: number, padding = 0): Uint8Array {
  const comment = Buffer.from(`photo ${n} ${"x".repeat(padding)}`);
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0]);
  const length = comment.length + 2;
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xfe, length >> 8, length & 0xff]);
  return Buffer.concat([head, comment, frame, Buffer.from([0xff, 0xd9])]);
}

/** A disk and a clock that outlive the processes of a test. */
export interface Device {
  readonly dataDir: string;
  readonly photos: string;
  readonly clock: FakeClock;
  /** Starts a process on this device; a test states what differs. */
  boot(differs?: { serverUrl?: string; spoolLimitBytes?: number; bootId?: string }): Promise<CameraProcess>;
  /** `POST /capture` of the local interface of a process. */
  shoot(camera: CameraProcess, body?: unknown): Promise<Response>;
  /** Moves time on until `reached`, in steps of a second; gives up after an hour of device time. */
  until(reached: () => boolean, stepMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** A device with a folder of `count` photos to play. */
export async function createDevice(count: number, padding = 0): Promise<Device> {
  const dataDir = await mkdtemp(join(tmpdir(), "wopr-device-"));
  const photos = await mkdtemp(join(tmpdir(), "wopr-photos-"));
  for (let n = 1; n <= count; n += 1) await writeFile(join(photos, `photo-${n}.jpg`), tinyPhoto(n, padding));
  const clock = createFakeClock("2026-11-20T18:00:00.000Z");
  const running: CameraProcess[] = [];

  return {
    dataDir,
    photos,
    clock,
    async boot({ serverUrl, spoolLimitBytes = 2 * 1024 ** 3, bootId = "boot-1" } = {}) {
      const config: CameraConfig = {
        name: "desk",
        driver: { driver: "replay", folder: photos },
        loginFile: undefined,
        http: { host: "127.0.0.1", port: 0, token: undefined },
        dataDir,
        spoolLimitBytes,
        server: serverUrl ? { url: serverUrl, apiKey: new Secret(API_KEY), cameraId: CAMERA_ID } : undefined,
      };
      const token = new Secret(TOKEN);
      const camera = composeCamera({ config, token, clock, bootId, newId: randomUUID, log: silentLog, fetch });
      running.push(camera);
      await camera.start();
      return camera;
    },
    shoot: (camera, body = { game_id: GAME_ID }) =>
      fetch(`http://127.0.0.1:${camera.port}/capture`, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    async until(reached, stepMs = 1000) {
      for (let passed = 0; !reached(); passed += stepMs) {
        if (passed > 3_600_000) throw new Error("An hour of device time passed and it did not happen.");
        clock.advance(stepMs);
        // Disk and loopback take real time: each step of device time leaves them some.
        for (let turn = 0; turn < 5 && !reached(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    async close() {
      for (const camera of running) await camera.stop();
      await rm(dataDir, { recursive: true, force: true });
      await rm(photos, { recursive: true, force: true });
    },
  };
}
