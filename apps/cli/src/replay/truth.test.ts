import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTruth } from "./truth.ts";

const corners = {
  px: [
    [0, 0],
    [100, 0],
    [100, 100],
    [0, 100],
  ],
};
const tile = (row: number, col: string | number, colour: string) => ({ row, col, colour, shape: "circle" });

function planOf(description: unknown) {
  const read = readTruth(description);
  if (!read.ok) throw new Error(read.why);
  return read.plan;
}

describe("tile moves", () => {
  const truth = {
    game: "Tiles",
    grid: { rows: 16, cols: 16 },
    corners,
    initial: [tile(1, "A", "red"), tile(16, "P", "blue")],
    frames: [
      { file: "0.jpg", move: 0, placed: [] },
      { file: "1.jpg", move: 1, placed: [tile(2, "B", "green"), tile(3, "B", "red")] },
    ],
  };

  test("colours become players in order of appearance, placed tiles stay", () => {
    const plan = planOf(truth);
    expect(plan.players.map(({ name, position, color }) => [name, position, color])).toEqual([
      ["Red", 1, "red"],
      ["Blue", 2, "blue"],
      ["Green", 3, "green"],
    ]);
    expect(plan.photos.map((photo) => [...photo.truth!])).toEqual([
      [
        ["A1", 1],
        ["P16", 2],
      ],
      [
        ["A1", 1],
        ["P16", 2],
        ["B2", 3],
        ["B3", 1],
      ],
    ]);
    expect(plan.photos.map((photo) => photo.corners !== undefined)).toEqual([true, false]);
  });

  test("a photo to be taken again stands where it was taken, and nothing is read from it", () => {
    const { photos } = planOf({ ...truth, retakes: [{ file: "hand.jpg", reason: "hand", photo_before: "0.jpg" }] });
    expect(photos.map(({ file, hidden }) => [file, hidden === true])).toEqual([
      ["0.jpg", false],
      ["hand.jpg", true],
      ["1.jpg", false],
    ]);
  });

  test("at a table that is set already colours take the seats of their players", () => {
    const players = ["green", "blue", "red"].map((color, i) => ({ name: color, position: i + 4, color }));
    const read = readTruth(truth, { players, pieceType: "tile" });
    expect(read.ok && [...read.plan.photos[1]!.truth!.values()]).toEqual([6, 5, 4, 6]);
    const [, ...two] = players;
    expect(readTruth(truth, { players: two, pieceType: "tile" })).toMatchObject({
      ok: false,
      why: "nobody at the table plays green.",
    });
  });

  test.each([
    ["a tile outside the board", { initial: [tile(17, "A", "red")] }, "not on a board of 16 × 16"],
    ["two tiles on one cell", { initial: [tile(1, "A", "red"), tile(1, "A", "blue")] }, "second piece on A1"],
    ["no corners", { corners: undefined }, "corners"],
    ["no frames", { frames: [] }, "frames"],
    ["no piece at all", { initial: [], frames: [{ file: "0.jpg" }] }, "names no piece"],
    ["nothing that says how large the board is", { grid: undefined }, "neither a grid nor full boards"],
  ])("%s is refused with the reason", (_, differs, why) => {
    expect(readTruth({ ...truth, ...differs })).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});

test("letter moves: the first photo is the set-up, and all tiles are of one colour", () => {
  const letter = (row: number, col: number) => ({ row, col, letter: "V", blank: false });
  const plan = planOf({
    grid: { rows: 15, cols: 15 },
    corners: corners.px,
    frames: [
      { file: "1.jpg", placed: [letter(4, 8)] },
      { file: "2.jpg", placed: [letter(5, 8)] },
    ],
  });
  expect(plan.players).toHaveLength(1);
  expect(plan.photos.map((photo) => [...photo.truth!.keys()])).toEqual([["H4"], ["H4", "H5"]]);
});

test("full boards: pieces on crossings, corners per photo", () => {
  const plan = planOf({
    frames: [
      { file: "a.jpg", board: ["..", ".."], grid_corners: corners },
      { file: "b.jpg", board: ["B.", ".W"], grid_corners: corners },
    ],
  });
  expect(plan.grid).toMatchObject({ rows: 2, cols: 2, points: "intersections" });
  expect([...plan.photos[1]!.truth!]).toEqual([
    ["A1", 1],
    ["B2", 2],
  ]);
});

test.each([
  ["pairs", { pairs: [{}], frames: [] }, "pairs of photos"],
  ["hands", { frames: [{ file: "a.jpg", hand: "none" }] }, "wopr vision bench"],
  ["markers", { frames: [{ file: "a.jpg", markers: [] }] }, "photos of markers"],
  ["zones", { frames: [{ file: "a.jpg", cubes: {} }] }, "board of zones"],
])("%s are no game: refused, and it says what they are", (_, description, why) => {
  expect(readTruth(description)).toEqual({ ok: false, why: expect.stringContaining(why) });
});

test("whatever a file holds, it is read or refused, never a crash", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void readTruth(value)));
  fc.assert(
    fc.property(fc.jsonValue(), (frame) => void readTruth({ grid: { rows: 3, cols: 3 }, corners, frames: [frame] })),
  );
});

const recorded = fileURLToPath(new URL("../../../../../shared/data/tabletop/", import.meta.url));
describe.skipIf(!existsSync(recorded))("recorded games (skipped where ../shared/data is absent)", () => {
  test.each([
    ["qwirkle-game1", 21, 6, 16],
    ["scrabble-game04", 27, 1, 15],
    ["go-aruco", 2, 2, 19],
  ])("%s: %i photos, %i players, %i rows", async (name, photos, players, rows) => {
    const plan = planOf(JSON.parse(await readFile(`${recorded}${name}/truth.json`, "utf8")));
    expect([plan.photos.length, plan.players.length, plan.grid.rows]).toEqual([photos, players, rows]);
  });
});

test("the shipped sample is read with its hand photo", async () => {
  const sample = new URL("../../../../packages/games/samples/garden/truth.json", import.meta.url);
  const { photos } = planOf(JSON.parse(await readFile(sample, "utf8")));
  expect([photos.length, photos[4]?.hidden]).toEqual([12, true]);
});
