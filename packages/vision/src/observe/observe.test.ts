import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Man, randomHand } from "@wopr/testkit/render";
import { beforeAll, describe, expect, test } from "vitest";
import { PIPELINE_VERSION } from "../defaults.ts";
import { cropCell } from "../layers/crop.ts";
import { drawLayers } from "../layers/layers.ts";
import { anImage, aTable, lookAt, type RenderedTable } from "../scenes.testing.ts";
import type { Image } from "../types.ts";
import type { LocatedImage } from "./frame.ts";

const BEFORE: readonly Man[] = [
  { col: 1, row: 1, seat: 1 },
  { col: 6, row: 2, seat: 2 },
  { col: 2, row: 5, seat: 1 },
  { col: 5, row: 6, seat: 2 },
];
const PLACED: readonly Man[] = [
  { col: 3, row: 3, seat: 1 },
  { col: 4, row: 3, seat: 2 },
];
const names = (cells: readonly { readonly col: number; readonly row: number }[]) =>
  cells.map(({ col, row }) => `${col},${row}`).sort();

let table: RenderedTable;
let reference: LocatedImage;
let moved: Image;

beforeAll(() => {
  table = aTable(7, { rows: 8, width: 800, shape: "tile" });
  reference = table.photo(BEFORE, { shot: 0 });
  moved = table.photo([...BEFORE, ...PLACED], { shot: 1 }).image;
});

describe("two photos of a table", () => {
  test("a move is seen, with whose pieces it laid", () => {
    const { inference, decision, observation } = lookAt(table, BEFORE, reference, moved);
    const cells = inference.ranked[0]!.hypothesis.cells;
    expect(names(cells)).toEqual(names(PLACED));
    expect(cells.map(({ after }) => after)).toEqual(["player_1", "player_2"]);
    expect(decision).toMatchObject({ outcome: "sure", reasons: [], questions: [] });
    expect(observation.pipelineVersion).toBe(PIPELINE_VERSION);
    expect(observation.registration.rho).toBeGreaterThan(0.95);
  });

  test("pieces almost of the colour of the board are found, and asked about", () => {
    const pale = aTable(4, { rows: 8, width: 800, shape: "tile" });
    const first = pale.photo(BEFORE, { shot: 0 });
    const { image } = pale.photo([...BEFORE, ...PLACED], { shot: 1 });
    const { inference, decision } = lookAt(pale, BEFORE, first, image);
    expect(names(inference.ranked[0]!.hypothesis.cells)).toEqual(names(PLACED));
    expect(decision).toMatchObject({ outcome: "ask", reasons: ["unsure_cell"] });
  });

  test("another photo of the same position shows no change", () => {
    const again = table.photo(BEFORE, { shot: 5 }).image;
    expect(lookAt(table, BEFORE, reference, again).decision).toMatchObject({
      outcome: "no_change",
      reasons: ["nothing_changed"],
    });
  });

  test("the same file is no change, marked as the same photo", () => {
    const { decision, observation } = lookAt(table, BEFORE, reference, reference.image);
    expect(decision).toMatchObject({ outcome: "no_change", reasons: ["same_photo"] });
    expect(observation.sameAsReference).toBe(true);
  });

  test("the same pixels in a new file are a camera that repeats itself", () => {
    const copy = { ...reference.image, sha256: "0".repeat(64) };
    expect(lookAt(table, BEFORE, reference, copy).decision).toMatchObject({
      outcome: "no_change",
      reasons: ["frozen"],
    });
  });

  test("a hand is asked to be taken away, with the side it comes from", () => {
    const hand = randomHand(3, table.setting);
    const { image } = table.photo([...BEFORE, ...PLACED], { shot: 2, hand });
    const { decision, observation } = lookAt(table, BEFORE, reference, image);
    expect(decision).toMatchObject({ outcome: "retake", reasons: ["hand"] });
    expect(observation.stopped).toMatchObject({ reason: "hand" });
  });

  test("a photo that was refused may be used all the same, and is then asked about", () => {
    const hand = randomHand(3, table.setting);
    const { image } = table.photo([...BEFORE, ...PLACED], { shot: 2, hand });
    const { decision } = lookAt(table, BEFORE, reference, image, { useAnyway: true });
    expect(["ask", "too_much"]).toContain(decision.outcome);
  });

  test("a bumped camera is followed, and the map of the photo moves with it", () => {
    const { image } = table.photo([...BEFORE, ...PLACED], { shot: 3, bump: { dx: 4, dy: -3, roll: 0.4 } });
    const { inference, observation, decision } = lookAt(table, BEFORE, reference, image);
    expect(names(inference.ranked[0]!.hypothesis.cells)).toEqual(names(PLACED));
    expect(observation.registration.maxCornerMoveCells).toBeGreaterThan(0.05);
    expect(observation.imageToBoard).not.toEqual(reference.imageToBoard);
    expect(decision.outcome).not.toBe("retake");
  });

  test("a photo of another board is refused", () => {
    const other = aTable(11, { rows: 8, width: 800 }).photo([], { shot: 0 }).image;
    const { decision } = lookAt(table, BEFORE, reference, other);
    expect(decision.outcome).toBe("retake");
    expect(["not_the_board", "camera_moved", "hand"]).toContain(decision.reasons[0]);
  });

  test("a picture that cuts off a part of the board is refused", () => {
    const { width, height, rgb } = moved;
    const cut = anImage({ width, height: height - 200, rgb: rgb.subarray(0, width * (height - 200) * 3) });
    expect(lookAt(table, BEFORE, reference, cut).decision).toMatchObject({
      outcome: "retake",
      reasons: ["camera_moved"],
    });
  });

  test.each([
    ["black", "dark", 3],
    ["white", "bright", 254],
  ] as const)("a %s photo is refused as too %s", (_, reason, level) => {
    const rgb = new Uint8Array(moved.rgb.length).fill(level);
    expect(lookAt(table, BEFORE, reference, anImage({ ...moved, rgb })).decision).toMatchObject({
      outcome: "retake",
      reasons: [reason],
    });
  });

  test("a blurred photo is refused against the sharpness of the agreed ones", () => {
    const sharp = lookAt(table, BEFORE, reference, moved).observation.quality.sharpness;
    const { decision } = lookAt(table, BEFORE, reference, moved, { sharpnessHistory: [sharp * 4, sharp * 4] });
    expect(decision).toMatchObject({ outcome: "retake", reasons: ["blurred"] });
  });

  test("light that was switched is taken out: no change", () => {
    const light = { exposure: table.setting.light.exposure * 0.7, kelvin: 3000 };
    const { image } = table.photo(BEFORE, { shot: 6, light });
    const { decision, observation } = lookAt(table, BEFORE, reference, image);
    expect(observation.relight.applied).not.toBe("none");
    expect(decision.outcome).toBe("no_change");
  });

  test("more cells than a move may change are too much", () => {
    const many = Array.from({ length: 8 }, (_, col): Man => ({ col, row: 4, seat: 1 + (col % 2) }));
    const { image } = table.photo([...BEFORE, ...many], { shot: 4 });
    expect(lookAt(table, BEFORE, reference, image).decision).toMatchObject({
      outcome: "too_much",
      reasons: ["too_many_cells"],
    });
  });
});

describe("what is stored", () => {
  test("stays under 64 KiB on a board of 40 × 40, and infers the same after a trip through JSON", () => {
    const large = aTable(21, { rows: 40, width: 1280, shape: "tile" });
    const men: readonly Man[] = [
      { col: 3, row: 3, seat: 1 },
      { col: 30, row: 20, seat: 2 },
    ];
    const first = large.photo(men, { shot: 0 });
    const placed = [{ col: 20, row: 10, seat: 1 }];
    const { image } = large.photo([...men, ...placed], { shot: 1 });
    const { observation } = lookAt(large, men, first, image);
    expect(JSON.stringify(observation).length).toBeLessThan(64 * 1024);
    expect(JSON.parse(JSON.stringify(observation))).toEqual(observation);
  });
});

describe("pure (VI19)", () => {
  test("two runs give equal bytes", () => {
    const [a, b] = [lookAt(table, BEFORE, reference, moved), lookAt(table, BEFORE, reference, moved)];
    expect(JSON.stringify(a.observation)).toBe(JSON.stringify(b.observation));
    expect(JSON.stringify(a.inference)).toBe(JSON.stringify(b.inference));
    expect(Buffer.compare(a.pictures!.relit.rgb, b.pictures!.relit.rgb)).toBe(0);
  });

  test("no stage of the core reads a clock, draws a number or imports a module of Node", () => {
    const src = fileURLToPath(new URL("..", import.meta.url));
    const core = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !/^(node|web|bench|describer)\//.test(file) && !/\.test(ing)?\.ts$/.test(file),
    );
    expect(core.length).toBeGreaterThan(40);
    const impure = core.filter((file) =>
      /Date\.|performance\.|Math\.random|setTimeout|process\.|from "node:|from "sharp"/.test(
        readFileSync(join(src, file), "utf8"),
      ),
    );
    expect(impure).toEqual([]);
  });
});

describe("layers", () => {
  test("show every stage, with the score of every cell", () => {
    const { observation, pictures } = lookAt(table, BEFORE, reference, moved);
    const layers = drawLayers(observation, pictures!);
    expect(layers.rectified).toMatchObject({ width: 288, height: 288, channels: 4 });
    expect(layers.heat.data).toHaveLength(288 * 288 * 4);
    expect(layers.mask.data.some((v) => v === 255)).toBe(true);
    expect(layers.cells.match(/<rect/g)).toHaveLength(64);
    expect(layers.cells.match(/class="changed"/g)).toHaveLength(2);
  });

  test("a crop shows one cell from straight above", () => {
    const crop = cropCell(moved, reference.imageToBoard, { col: 3, row: 3 }, 128);
    expect(crop).toMatchObject({ width: 128, height: 128, channels: 3 });
  });
});
