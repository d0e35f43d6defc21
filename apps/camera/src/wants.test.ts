import type { Frame, FrameSource } from "@wopr/camera-drivers";
import { createClient } from "@wopr/client";
import { Secret, silentLog, systemClock } from "@wopr/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLoopbackServer, type LoopbackServer } from "./loopback-server.testing.ts";
import { API_KEY, CAMERA_ID, GAME_ID } from "./testing.ts";
import { createWants, type Wants } from "./wants.ts";

const PATIENCE = { timeout: 15_000, interval: 20 };
/** A grey picture of 8 × 8 pixels. */
const JPEG = Buffer.from(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAC//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==",
  "base64",
);

let server: LoopbackServer;
let wants: Wants;
let looked = 0;
const taken: unknown[] = [];

beforeEach(async () => {
  server = await createLoopbackServer(API_KEY, () => performance.now());
  looked = 0;
  const frame: Frame = {
    ...{ bytes: JPEG, width: 8, height: 8, takenAtMonotonicMs: 0, origin: "desk", notes: null },
  };
  const source = {
    preview: async () => {
      looked += 1;
      return frame;
    },
  } as unknown as FrameSource;
  const client = createClient({ baseUrl: server.url, token: new Secret(API_KEY), fetch, clock: systemClock });
  const shots = {
    take: async (order: unknown) => {
      taken.push(order);
      return undefined;
    },
  };
  wants = createWants({ client, cameraId: CAMERA_ID, source, shots, clock: systemClock, log: silentLog });
});
afterEach(async () => {
  await wants.stop();
  await server.goAway();
});

test("live frames go to the server only while it says that somebody watches", async () => {
  expect(looked).toBe(0);
  Object.assign(server.wants, { preview: true });
  await wants.follow({ preview: true, auto_game_id: null });
  await vi.waitFor(() => expect(server.previews.length).toBeGreaterThanOrEqual(2), PATIENCE);
  expect(wants.now.preview).toBe(true);
  Object.assign(server.wants, { preview: false });
  await vi.waitFor(() => expect(wants.now.preview).toBe(false), PATIENCE);
});

test("a server that went away is not sent to any more", async () => {
  Object.assign(server.wants, { preview: true });
  await wants.follow({ preview: true, auto_game_id: null });
  await vi.waitFor(() => expect(server.previews.length).toBeGreaterThan(0), PATIENCE);
  await server.goAway();
  await vi.waitFor(() => expect(wants.now.preview).toBe(false), PATIENCE);
});

test("a table is watched for one game at a time, and left when it is not wanted any more", async () => {
  await wants.follow({ preview: false, auto_game_id: GAME_ID });
  expect(wants.now).toEqual({ preview: false, auto_game_id: GAME_ID });
  await vi.waitFor(() => expect(looked).toBeGreaterThan(0), PATIENCE);
  await wants.follow({ preview: false, auto_game_id: null });
  expect(wants.now.auto_game_id).toBe(null);
  expect(taken).toEqual([]);
});
