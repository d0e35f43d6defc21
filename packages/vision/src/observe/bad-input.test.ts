import { createStudio, type Man, sceneOf } from "@wopr/testkit/render";
import { beforeAll, describe, expect, test } from "vitest";
import { invert, mapPoint } from "../geometry/homography.ts";
import { learnPalette, paletteWarnings } from "../read/palette.ts";
import { anImage, aTable, lookAt, type RenderedTable } from "../scenes.testing.ts";
import type { Image, Point } from "../types.ts";
import type { LocatedImage } from "./frame.ts";

const BEFORE: readonly Man[] = [
  { col: 1, row: 1, seat: 1 },
  { col: 6, row: 2, seat: 2 },
  { col: 2, row: 5, seat: 1 },
  { col: 5, row: 6, seat: 2 },
];
const PLACED: Man = { col: 3, row: 3, seat: 1 };

let table: RenderedTable;
let reference: LocatedImage;

beforeAll(() => {
  table = aTable(7, { rows: 8, width: 800, shape: "tile" });
  reference = table.photo(BEFORE, { shot: 0 });
});

/** The photo with every pixel changed by what lies over it on the board, in cells. */
function painted(
  { imageToBoard }: LocatedImage,
  image: Image,
  change: (x: number, y: number, rgb: readonly number[]) => readonly number[],
): Image {
  const rgb = new Uint8Array(image.rgb);
  for (let y = 0; y < image.height; y += 1) {
    for (let x = 0; x < image.width; x += 1) {
      const at = mapPoint(imageToBoard, [x + 0.5, y + 0.5]) as Point;
      const p = 3 * (y * image.width + x);
      const next = change(at[0], at[1], [rgb[p]!, rgb[p + 1]!, rgb[p + 2]!]);
      for (let c = 0; c < 3; c += 1) rgb[p + c] = Math.max(0, Math.min(255, Math.round(next[c]!)));
    }
  }
  return anImage({ ...image, rgb });
}

const soft = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance / 0.3));

describe("what people do to a photo", () => {
  test("a shadow that reaches over the edge is seen through: the move is found and asked about, cells in it are not", () => {
    // Through a pattern a shadow can be told from a dark hand; on a plain board it cannot, and is refused.
    const checked = aTable(15, { rows: 8, width: 640, shape: "tile", style: "checks" });
    const agreed = checked.photo(BEFORE, { shot: 0 });
    const { image } = checked.photo([...BEFORE, PLACED], { shot: 1 });
    const shaded = painted(agreed, image, (x, y, rgb) => {
      const share = soft(Math.max(2.2 - y + 3.4, Math.abs(x - 6) - 1.4));
      return rgb.map((v) => v * (1 - 0.4 * share));
    });
    const { decision, inference, observation } = lookAt(checked, BEFORE, agreed, shaded);
    expect(observation.occlusion.blocked).toBe(false);
    expect(decision, JSON.stringify([observation.stopped, observation.scores, observation.relight])).toMatchObject({
      outcome: "ask",
    });
    expect(inference.ranked[0]!.hypothesis.cells.map(({ col, row }) => [col, row])).toEqual([[3, 3]]);
    expect(["ask", "sure"]).toContain(decision.outcome);
  });

  test("a patch of sun is never read as a move for sure", () => {
    const { image } = table.photo(BEFORE, { shot: 1 });
    const sunny = painted(reference, image, (x, y, rgb) => {
      const share = soft(Math.max(Math.abs(x - 4) - 1.1, Math.abs(y - 4) - 0.8));
      return rgb.map((v, c) => v * (1 + [0.5, 0.45, 0.3][c]! * share));
    });
    const { decision } = lookAt(table, BEFORE, reference, sunny);
    expect(decision.outcome).not.toBe("sure");
    expect(decision.reasons.length).toBeGreaterThan(0);
  });

  test("a cup on the board is refused", () => {
    const { image } = table.photo(BEFORE, { shot: 1 });
    const cup = painted(reference, image, (x, y, rgb) => (Math.hypot(x - 4, y - 4) < 1.5 ? [30, 60, 140] : rgb));
    const { decision, observation } = lookAt(table, BEFORE, reference, cup);
    expect(decision, JSON.stringify(observation.occlusion)).toMatchObject({ outcome: "retake", reasons: ["hand"] });
  });

  test("a piece that slipped half a cell is asked about", () => {
    const slipped = BEFORE.map((man, i) => (i === 0 ? { ...man, offset: [0.5, 0] as const } : man));
    const { decision } = lookAt(table, BEFORE, reference, table.photo(slipped, { shot: 1 }).image);
    expect(decision.outcome).not.toBe("sure");
    expect(decision.outcome).not.toBe("no_change");
  });

  test("a camera that stands on its head is asked about, and read right once that is said", () => {
    const over = { ...table.setting.camera, roll: table.setting.camera.roll + 180 };
    const { picture } = createStudio().render(
      sceneOf({ ...table.setting, camera: over }, [...BEFORE, PLACED], { shot: 1 }),
    );
    const { decision, inference, observation } = lookAt(table, BEFORE, reference, anImage(picture));
    expect(observation.registration).toMatchObject({ method: "features", turned: true });
    expect(decision).toMatchObject({ outcome: "ask" });
    expect(decision.questions[0]).toMatchObject({ id: "turned", kind: "yes_no" });
    expect(inference.ranked[0]!.hypothesis.cells.map(({ col, row }) => [col, row])).toEqual([[3, 3]]);
  });

  test("a board that was pushed aside is found again", () => {
    const { camera } = table.setting;
    const aside = {
      ...camera,
      target: [camera.target[0] + 0.9, camera.target[1] - 0.7] as const,
      roll: camera.roll + 9,
    };
    const { picture, truth } = createStudio().render(
      sceneOf({ ...table.setting, camera: aside }, [...BEFORE, PLACED], { shot: 1 }),
    );
    const { inference, observation } = lookAt(table, BEFORE, reference, anImage(picture));
    expect(observation.registration.moved).toBe(true);
    expect(inference.ranked[0]!.hypothesis.cells.map(({ col, row }) => [col, row])).toEqual([[3, 3]]);
    const corner = mapPoint(invert(observation.imageToBoard)!, [0, 0])!;
    const [x, y] = truth.corners[0];
    expect(Math.hypot(corner[0] - x, corner[1] - y)).toBeLessThan(3);
  });
});

test("two players whose colours a camera can hardly tell apart are named before the game starts", () => {
  const palette = learnPalette([
    { player: 1, lab: [120, 40, 30] },
    { player: 2, lab: [124, 44, 34] },
    { player: 3, lab: [90, 5, -50] },
  ]);
  expect(palette.tooClose).toEqual([[1, 2]]);
  expect(paletteWarnings(palette, (seat) => `Player ${seat}`)).toEqual([
    expect.stringContaining("Player 1 and Player 2"),
  ]);
});
