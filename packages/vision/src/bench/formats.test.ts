import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rulesForRecording } from "@wopr/games";
import { systemClock } from "@wopr/kernel";
import { createStudio, sceneOf } from "@wopr/testkit/render";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aTable } from "../scenes.testing.ts";
import { benchFolders } from "./index.ts";
import { recognise } from "./read-truth.ts";
import { calibrationError, type MoveReport } from "./report.ts";
import { createWorstCases } from "./worst.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "bench-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const options = { rulesFor: rulesForRecording, clock: systemClock };
const truth = (content: unknown) => writeFile(join(dir, "truth.json"), JSON.stringify(content));

describe("a folder is recognised by its fields", () => {
  test.each([
    ["tile_moves", { initial: [], frames: [{ placed: [{ row: 1, col: "A", shape: "disc", colour: "red" }] }] }],
    ["letter_moves", { frames: [{ placed: [{ row: 1, col: 1, letter: "A" }] }] }],
    ["chess_pairs", { frames: [{ placement: "8/8/8/8/8/8/8/8" }], pairs: [{ move_uci: "e2e4" }] }],
    ["full_boards", { frames: [{ board: ["..", ".."], markers: [] }] }],
    ["hands", { frames: [{ hand: "none" }] }],
    ["zones", { frames: [{ cubes: { red: { camp: 1 } } }] }],
    ["markers", { frames: [{ markers: [] }] }],
    [undefined, { frames: [{ file: "a.jpg" }] }],
  ])("as %s", (kind, content) => expect(recognise(content)).toBe(kind));
});

describe("a folder that cannot be read is an error, never 0 cases", () => {
  test("no truth", async () => {
    await expect(benchFolders([dir], options)).rejects.toMatchObject({ code: "bench.no_truth" });
  });
  test("no known field", async () => {
    await truth({ frames: [{ file: "a.jpg" }] });
    await expect(benchFolders([dir], options)).rejects.toMatchObject({ code: "bench.unknown_format" });
  });
  test("a photo that is missing", async () => {
    await truth({ dictionary: "DICT_4X4_50", frames: [{ file: "a.jpg", markers: [] }] });
    await expect(benchFolders([dir], options)).rejects.toMatchObject({ code: "bench.photo_missing" });
  });
  test("zones without a layout", async () => {
    const board_corners = [
      [0, 0],
      [9, 0],
      [9, 9],
      [0, 9],
    ];
    const frame = (file: string) => ({ file, board_corners, cubes: { red: { camp: 1 } } });
    await truth({ frames: [frame("a.jpg"), frame("b.jpg")] });
    await expect(benchFolders([dir], options)).rejects.toMatchObject({ code: "bench.layout_missing" });
  });
  test("a move that is none", async () => {
    const corners = [
      [0, 0],
      [900, 0],
      [900, 900],
      [0, 900],
    ];
    const frames = ["a.jpg", "b.jpg"].map((file) => ({ file, placement: "8/8/8/8/8/8/4P3/8", corners }));
    await truth({ frames, pairs: [{ before: "a.jpg", after: "b.jpg", move_uci: "z9" }] });
    await expect(benchFolders([dir], options)).rejects.toMatchObject({ code: "bench.bad_truth" });
  });
});

test("chess pairs are read by the rules of chess, and the worst cases keep their pictures", async () => {
  const table = aTable(15, { rows: 8, width: 640, style: "checks", shape: "disc" });
  const studio = createStudio();
  const take = async (file: string, row: number, shot: number) => {
    const men = [
      { col: 4, row, seat: 1 },
      { col: 4, row: 0, seat: 2 },
      { col: 4, row: 7, seat: 1 },
    ];
    const { picture, truth: seen } = studio.render(sceneOf(table.setting, men, { shot }));
    const { width, height, rgb } = picture;
    await sharp(Buffer.from(rgb), { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toFile(join(dir, file));
    return seen.corners;
  };
  const corners = await take("a.jpg", 6, 0);
  await take("b.jpg", 4, 1);
  await truth({
    frames: [
      { file: "a.jpg", placement: "4k3/8/8/8/8/8/4P3/4K3", corners },
      { file: "b.jpg", placement: "4k3/8/8/8/4P3/8/8/4K3", corners },
    ],
    pairs: [{ before: "a.jpg", after: "b.jpg", move_uci: "e2e4", squares_changed: ["e2", "e4"] }],
  });
  const worst = createWorstCases(3);
  const report = await benchFolders([dir], { ...options, worst });
  expect(report.sets[0]).toMatchObject({ kind: "chess_pairs", cases: 1, exact: 1, sure_wrong: 0, refused: 0 });
  for (const shown of worst.list()) expect(shown.pictures["heat"]).toMatch(/^data:image\/jpeg;base64,/);
});

describe("calibration error", () => {
  const move = (confidence: number, exact: boolean): MoveReport => ({
    file: "a.jpg",
    exact,
    outcome: "ask",
    found: [],
    true: [],
    owners_wrong: [],
    reasons: [],
    confidence,
  });
  test("is nothing where the confidence says what comes true", () => {
    const moves = [...Array.from({ length: 9 }, () => move(0.9, true)), move(0.9, false)];
    expect(calibrationError(moves)).toBeLessThan(0.001);
  });
  test("is the distance where it does not", () => {
    expect(calibrationError([move(0.8, false), move(0.8, false)])).toBeCloseTo(0.8, 6);
  });
});
