import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  chessSheet,
  clothTable,
  createStudio,
  encodeJpeg,
  hex,
  PLAIN_COLORS,
  plainBoard,
  withMarkers,
} from "@wopr/testkit/render";
import { markerBits } from "@wopr/vision";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runWith } from "../testing.ts";

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "wopr-cli-vision-"));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const json = async (argv: readonly string[]) => {
  const ran = await runWith([...argv, "--json"], { cwd });
  return { ...ran, answer: JSON.parse(ran.out) as Record<string, unknown> };
};

const scene = (board: ReturnType<typeof plainBoard>, seed: number, tilt: number, azimuth: number, k1 = 0) => ({
  seed,
  camera: {
    width: 640,
    height: 480,
    target: [board.cols / 2, board.rows / 2] as const,
    cellPx: 36,
    focal: 1.2,
    tilt,
    azimuth,
    roll: azimuth / 3,
    k1,
  },
  board,
  table: clothTable(hex("#8a8478"), 1),
  pieces: [],
  light: { elevation: 60, azimuth: 40, ambient: 0.7, size: 6, kelvin: 5000, exposure: 0.9, gradient: [0, 0] as const },
  sensor: { vignette: 0.1, blur: 0.5, readNoise: 1, shotNoise: 1, quality: 90 },
  antialias: 1 as const,
  shadowRays: 1,
});

describe("wopr vision markers", () => {
  beforeAll(async () => {
    const base = plainBoard(10, 10, "squares", PLAIN_COLORS[0]!, 1);
    const spots = [
      [1, 1, 4],
      [9, 1, 7],
      [9, 9, 14],
    ] as const;
    const printed = spots.map(([x, y, id]) => ({ x, y, size: 1.2, bits: markerBits("aruco4x4", id) }));
    const { picture } = createStudio().render(scene({ ...base, paint: withMarkers(base.paint, printed) }, 2, 20, 30));
    await writeFile(join(cwd, "table.jpg"), await encodeJpeg(picture, 88));
  });

  test("prints those that are there; all there is exit code 0", async () => {
    const { code, answer } = await json(["vision", "markers", "table.jpg", "--ids", "4,7,14"]);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ missing: [], doubled: [], markers: [{ id: 4 }, { id: 7 }, { id: 14 }] });
  });

  test("names those that are missing and fails", async () => {
    const ran = await runWith(["vision", "markers", "table.jpg", "--ids", "4,25"], { cwd });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("Missing: 25.");
  });

  test.each([
    ["an unknown family", ["--family", "qr", "--ids", "1"], /choose one of/],
    ["an id the family has not", ["--ids", "1000"], /0 to 999/],
    ["no ids at all", ["--ids", "a"], /4,7,14,25 or 0-3/],
  ])("refuses %s with what to write", async (_, options, says) => {
    const ran = await runWith(["vision", "markers", "table.jpg", ...options], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(says);
  });
});

describe("wopr vision sheet", () => {
  test("writes a page per marker", async () => {
    const { code, answer } = await json(["vision", "sheet", "--ids", "0-3", "--mm", "40", "-o", "sheet.pdf"]);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ pages: 4, size_mm: 40 });
    expect((await readFile(join(cwd, "sheet.pdf"), "latin1")).startsWith("%PDF-1.4")).toBe(true);
  });

  test("writes a chessboard, and refuses one that does not fit", async () => {
    expect((await json(["vision", "sheet", "--chess", "7x10", "--mm", "24", "-o", "chess.pdf"])).code).toBe(0);
    const ran = await runWith(["vision", "sheet", "--chess", "20x10", "--mm", "24", "-o", "chess.pdf"], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/do not fit/);
  });
});

describe("wopr vision lens", () => {
  test("says which photos it could not use, and that they are too few", async () => {
    const studio = createStudio();
    const board = chessSheet(7, 10);
    for (const [i, tilt] of [10, 25].entries()) {
      const { picture } = studio.render(scene(board, 10 + i, tilt, 60 * i, -0.08));
      await writeFile(join(cwd, `view-${i}.jpg`), await encodeJpeg(picture, 90));
    }
    await writeFile(join(cwd, "broken.jpg"), "no picture");
    const { code, answer } = await json(["vision", "lens", ".", "--squares", "10x7"]);
    expect(code).toBe(1);
    expect(answer).toMatchObject({ ok: false, problem: "too_few_views" });
    const photos = answer["photos"] as { file: string; used: boolean }[];
    expect(photos.filter(({ used }) => used).map(({ file }) => file)).toEqual(["view-0.jpg", "view-1.jpg"]);
    expect(photos.find(({ file }) => file === "broken.jpg")).toMatchObject({ used: false });
  });

  test("refuses a folder that is not there", async () => {
    expect((await runWith(["vision", "lens", "nowhere"], { cwd })).code).toBe(2);
  });
});
