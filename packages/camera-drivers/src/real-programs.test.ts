import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { systemClock } from "@wopr/kernel";
import { afterEach, describe, expect, test, vi } from "vitest";
import { needComponent } from "../../../tools/components/find.ts";
import { startChild } from "./child.ts";
import { createFrameSource } from "./frame-source.ts";
import { createSource } from "./open.ts";
import { createProcessFeed } from "./process-feed.ts";
import { parseDriverSettings } from "./settings.ts";
import { createStreamDriver } from "./stream-driver.ts";
import type { FrameSource } from "./types.ts";

const name = "desk";
const clock = systemClock;
const PATIENCE = { timeout: 20_000, interval: 20 };
const ffmpeg = needComponent("ffmpeg", process.env);
const rtsp = needComponent("rtsp", process.env);
const notRun = (found: typeof ffmpeg) => (found.present ? "" : ` (${found.reason})`);
const opened: FrameSource[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const source of opened.splice(0)) await source.stop();
  for (const child of children.splice(0)) await kill(child, "SIGKILL");
});

async function kill(child: ChildProcess, how: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(how);
  await gone;
}

const keep = (source: FrameSource) => {
  opened.push(source);
  return source;
};

describe.skipIf(!ffmpeg.present)(`real ffmpeg${notRun(ffmpeg)}`, () => {
  /** A picture that moves, through the reader that webcams and RTSP cameras use. */
  const lavfi = (size: string) => {
    const source = `testsrc2=s=${size}:r=10`;
    const args = [
      "-nostdin",
      "-v",
      "error",
      "-re",
      "-f",
      "lavfi",
      "-i",
      source,
      "-c:v",
      "mjpeg",
      "-q:v",
      "3",
      "-f",
      "mjpeg",
      "pipe:1",
    ];
    const feed = createProcessFeed({ camera: name, model: "lavfi", command: "ffmpeg", args: () => args, clock });
    return keep(createFrameSource(createStreamDriver({ name, feed, clock, warmUpMs: 0 }), { name, clock }));
  };
  const ffmpegsUnder = (pid: number) =>
    execFileSync("ps", ["--ppid", String(pid), "-o", "comm="], { encoding: "utf8" })
      .split("\n")
      .filter((line) => line === "ffmpeg");

  test("4K frames come whole, each newer than the one before, from one program", { timeout: 60_000 }, async () => {
    const source = lavfi("3840x2160");
    await source.start();
    const [first, second] = [await source.capture(), await source.capture()];
    expect([first.width, first.height]).toEqual([3840, 2160]);
    expect(second.takenAtMonotonicMs).toBeGreaterThan(first.takenAtMonotonicMs);
    expect(Buffer.compare(first.bytes, second.bytes)).not.toBe(0);
    expect(Object.keys(source.sizes())).toEqual(["4k", "1080p", "720p"]);
    expect(ffmpegsUnder(process.pid)).toHaveLength(1);
    await source.stop();
    expect(ffmpegsUnder(process.pid)).toHaveLength(0);
  });

  test("a program that was killed is begun again for the next shot", { timeout: 30_000 }, async () => {
    const source = lavfi("640x480");
    await source.start();
    await source.capture();
    const pids = execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,comm="], { encoding: "utf8" });
    const pid = Number(/(\d+) ffmpeg/.exec(pids)?.[1]);
    process.kill(pid, "SIGKILL");
    await vi.waitFor(async () => expect((await source.capture()).width).toBe(640), PATIENCE);
  });

  test("a device that ignores every polite signal is let go of all the same", { timeout: 30_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "wopr-fifo-"));
    try {
      const fifo = join(folder, "device");
      execFileSync("mkfifo", [fifo]);
      const child = startChild(
        "ffmpeg",
        ["-nostdin", "-v", "error", "-f", "mjpeg", "-i", fifo, "-f", "null", "-"],
        clock,
      );
      await clock.sleep(300);
      const begun = performance.now();
      await child.end();
      expect(child.process.signalCode).toBe("SIGKILL");
      expect(performance.now() - begun).toBeLessThan(5_000);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("a webcam that is not there is said to be unplugged", { timeout: 30_000 }, async () => {
    const settings = parseDriverSettings(name, "v4l2", { device: "/dev/video99", delay_s: 0 });
    const source = keep(createSource(settings, { name, clock, fetch }));
    await source.start();
    const failure = { code: "camera.unreachable", message: expect.stringContaining("It is not plugged in.") };
    await expect(source.capture()).rejects.toMatchObject(failure);
  });
});

describe.skipIf(!rtsp.present || !ffmpeg.present)(`real RTSP server${notRun(rtsp)}`, () => {
  const SERVER = fileURLToPath(new URL("fakes/rtsp-server.py", import.meta.url));

  async function serve(port = "0"): Promise<{ child: ChildProcess; port: string }> {
    const child = spawn("/usr/bin/python3", [SERVER, port], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout! })) return { child, port: line.trim() };
    throw new Error("The RTSP server ended before it listened.");
  }
  const camera = (port: string) => {
    const url = `rtsp://127.0.0.1:${port}/stream1`;
    const settings = parseDriverSettings(name, "rtsp", { url, delay_s: 0, burst: 2 });
    return keep(createSource(settings, { name, clock, fetch }));
  };

  test("frames come, the server goes and comes back, and the camera with it", { timeout: 90_000 }, async () => {
    const { child, port } = await serve();
    const source = camera(port);
    await source.start();
    const frame = await source.capture();
    expect([frame.width, frame.height]).toEqual([1280, 720]);
    await kill(child, "SIGKILL");
    await vi.waitFor(async () => {
      const refused = { code: "camera.unreachable", message: expect.stringContaining("It refused the connection.") };
      await expect(source.capture()).rejects.toMatchObject(refused);
    }, PATIENCE);
    await serve(port);
    await vi.waitFor(async () => expect((await source.capture()).width).toBe(1280), PATIENCE);
  });

  test("a path without a stream is said to be none", { timeout: 30_000 }, async () => {
    const { port } = await serve();
    const settings = parseDriverSettings(name, "rtsp", { url: `rtsp://127.0.0.1:${port}/other`, delay_s: 0 });
    const source = keep(createSource(settings, { name, clock, fetch }));
    await source.start();
    const failure = { code: "camera.unreachable", message: expect.stringContaining("There is no stream") };
    await expect(source.capture()).rejects.toMatchObject(failure);
  });
});
