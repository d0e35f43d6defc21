import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock as clock } from "@wopr/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFrameSource } from "./frame-source.ts";
import { photoOf } from "./photos.testing.ts";
import { createReplayDriver } from "./replay.ts";
import type { FrameSource, PositionMemory } from "./types.ts";
import { createWatchDriver } from "./watch.ts";

const name = "desk";
let folder: string;
const running: FrameSource[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wopr-folder-"));
});
afterEach(async () => {
  for (const source of running.splice(0)) await source.stop();
  await rm(folder, { recursive: true });
});

const put = async (file: string, seed: number) => writeFile(join(folder, file), await photoOf(seed));
const begin = async (source: FrameSource) => {
  running.push(source);
  await source.start();
  return source;
};
const rememberIn = (kept: { file?: string }): PositionMemory => ({
  load: async () => kept.file,
  async save(file) {
    kept.file = file;
  },
});

describe("replay", () => {
  const replay = (memory?: PositionMemory) =>
    begin(createFrameSource(createReplayDriver({ name, folder, clock, memory }), { name, clock }));

  test("plays in natural order, then says that all photos are played, then plays what was added", async () => {
    await put("p10.jpg", 10);
    await put("p9.jpg", 9);
    const source = await replay();
    expect(source.model).toBe("Replay of 2 photos");
    expect([(await source.capture()).origin, (await source.capture()).origin]).toEqual(["p9.jpg", "p10.jpg"]);
    await expect(source.capture()).rejects.toThrow("has played all 2 photos of its folder");
    await put("p11.jpg", 11);
    expect((await source.capture()).origin).toBe("p11.jpg");
  });

  test("truth.json gives the order and what does not stand in it is not played", async () => {
    await put("a.jpg", 1);
    await put("b.jpg", 2);
    await put("z.jpg", 3);
    await writeFile(join(folder, "truth.json"), JSON.stringify({ frames: [{ file: "b.jpg" }, { file: "a.jpg" }] }));
    const source = await replay();
    expect([(await source.capture()).origin, (await source.capture()).origin]).toEqual(["b.jpg", "a.jpg"]);
    await expect(source.capture()).rejects.toMatchObject({ code: "camera.folder_ended" });
  });

  test("goes on after the photo it delivered last, also in another process", async () => {
    const kept = {};
    for (const n of [1, 2, 3]) await put(`${n}.jpg`, n);
    const first = await replay(rememberIn(kept));
    await first.capture();
    await first.capture();
    await first.stop();
    expect((await (await replay(rememberIn(kept))).capture()).origin).toBe("3.jpg");
  });

  test("plays each fault once, then the photo", async () => {
    await put("1.jpg", 1);
    const frames = ["unreachable", "truncated", "black"].map((fault) => ({ file: "1.jpg", fault }));
    await writeFile(join(folder, "manifest.json"), JSON.stringify({ frames }));
    const source = await replay();
    await expect(source.capture()).rejects.toMatchObject({ code: "camera.unreachable" });
    await source.capture();
    await expect(source.capture()).rejects.toMatchObject({ code: "camera.bad_frame" });
    await source.capture();
    const black = await source.capture();
    expect(black.bytes.length).toBeLessThan((await source.capture()).bytes.length);
  });

  test.each([
    ["no folder", async () => rm(folder, { recursive: true }).then(() => writeFile(folder, "")), /not there/],
    ["no photo", async () => writeFile(join(folder, "notes.txt"), ""), /no JPEG photo/],
    [
      "a manifest that is no JSON",
      async () => writeFile(join(folder, "manifest.json"), "{"),
      /manifest\.json cannot be used/,
    ],
  ])("%s: refuses to start and says why", async (_, prepare, words) => {
    await prepare();
    await expect(replay()).rejects.toThrow(words);
  });
});

describe("watch", () => {
  const watch = (memory?: PositionMemory) => {
    const driver = createWatchDriver({ name, folder, clock, pollMs: 5, stableMs: 25, memory });
    return begin(createFrameSource(driver, { name, clock, limits: { timeoutMs: 10_000 } }));
  };

  test("a file counts once it is finished: a photo still being written is waited for", async () => {
    const photo = await photoOf(1);
    const source = await watch();
    await writeFile(join(folder, "1.jpg"), photo.subarray(0, 200));
    const shot = source.capture();
    await put("2.jpg", 2);
    expect((await shot).origin).toBe("2.jpg");
    await writeFile(join(folder, "1.jpg"), photo);
    expect((await source.capture()).origin).toBe("1.jpg");
  });

  test("photos that lay there before do not count, one that is written again does", async () => {
    await put("snapshot.jpg", 1);
    const source = await watch();
    const shot = source.capture();
    const again = await photoOf(2);
    await writeFile(join(folder, "snapshot.jpg"), again);
    expect(Buffer.compare((await shot).bytes, again)).toBe(0);
  });

  test("after a restart it goes on with what came meanwhile", async () => {
    const kept = {};
    const first = await watch(rememberIn(kept));
    await put("1.jpg", 1);
    expect((await first.capture()).origin).toBe("1.jpg");
    await first.stop();
    await put("2.jpg", 2);
    expect((await (await watch(rememberIn(kept))).capture()).origin).toBe("2.jpg");
  });
});
