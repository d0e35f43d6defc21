import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLoopbackServer, type LoopbackServer } from "./loopback-server.testing.ts";
import { API_KEY, CAMERA_ID, GAME_ID, TOKEN, tinyPhoto } from "./testing.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const PATIENCE = { timeout: 20_000, interval: 20 };

let server: LoopbackServer;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  server = await createLoopbackServer(API_KEY, () => performance.now());
  folder = await mkdtemp(join(tmpdir(), "wopr-crash-"));
  for (let n = 1; n <= 60; n += 1) await writeFile(join(folder, `p${n}.jpg`), tinyPhoto(n, 20_000));
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await server.goAway();
  await rm(folder, { recursive: true, force: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** Starts the real process; `url` is its local interface. */
async function boot(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      WOPR_CAMERA_NAME: "desk",
      WOPR_CAMERA_DRIVER: "replay",
      WOPR_CAMERA_FOLDER: folder,
      WOPR_CAMERA_PORT: "0",
      WOPR_CAMERA_TOKEN: TOKEN,
      WOPR_CAMERA_DATA_DIR: join(folder, "data"),
      WOPR_SERVER_URL: server.url,
      WOPR_API_KEY: API_KEY,
      WOPR_CAMERA_ID: CAMERA_ID,
    },
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout! })) {
    const { msg, port } = JSON.parse(line) as { msg: string; port?: number };
    if (msg === "camera listens") return { child, url: `http://127.0.0.1:${port}` };
  }
  throw new Error("The camera process ended before it listened.");
}

/** @returns Upload id of a photo the process acknowledged, or `undefined` when it was killed first. */
async function shoot(url: string): Promise<string | undefined> {
  const init = {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ game_id: GAME_ID }),
  };
  const answer = await fetch(`${url}/capture`, init).catch(() => undefined);
  const body = (await answer?.json().catch(() => undefined)) as { image_path?: string } | undefined;
  return body?.image_path ? basename(body.image_path, ".jpg").slice(13) : undefined;
}

test("kill -9 in the middle of an upload: the next process uploads it, and it is one capture", async () => {
  server.faults.push("stall");
  const first = await boot();
  const uploadId = await shoot(first.url);
  await vi.waitFor(() => expect(server.uploadsBegun).toBe(1), PATIENCE);
  await kill(first.child);
  expect(server.received).toEqual([]);
  await boot();
  await vi.waitFor(() => expect(server.received.length).toBe(1), PATIENCE);
  expect(server.received[0]).toMatchObject({ uploadId, timeUncertain: process.platform !== "linux" });
});

test("kill -9 at random moments: every acknowledged photo arrives exactly once", { timeout: 60_000 }, async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 8; round += 1) {
    const { child, url } = await boot();
    const shots = [shoot(url), shoot(url), shoot(url)];
    const moment = Math.random() * 120;
    await Promise.race([Promise.all(shots), new Promise((resolve) => setTimeout(resolve, moment))]);
    await kill(child);
    acknowledged.push(...(await Promise.all(shots)).filter((id) => id !== undefined));
  }
  await boot();
  await vi.waitFor(() => {
    const arrived = server.received.map((photo) => photo.uploadId);
    expect(arrived).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(arrived).size).toBe(arrived.length);
  }, PATIENCE);
  expect(acknowledged.length).toBeGreaterThan(0);
});
