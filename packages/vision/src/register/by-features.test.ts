import { createRandom, createStudio, sceneOf } from "@wopr/testkit/render";
import { expect, test } from "vitest";
import { fromCorners } from "../geometry/calibrate.ts";
import { invert, mapPoint } from "../geometry/homography.ts";
import type { Quad } from "../geometry/quad.ts";
import { lumaAtLongSide } from "../image/luma.ts";
import { alignTo } from "../observe/align.ts";
import { asFrame } from "../observe/frame.ts";
import { anImage, aTable } from "../scenes.testing.ts";
import { registerByFeatures } from "./by-features.ts";

/** 200 take some minutes; a few show every day that nothing broke. */
const TRIALS = Number(process.env["WOPR_TRIALS"] ?? 16);

/** Two photos of one table, the second from a camera that was turned, moved and brought nearer or farther. */
function twoViews(seed: number, turn: number) {
  const table = aTable(3_000 + seed, { width: 800 });
  const random = createRandom(seed);
  const { rows, cols } = table.board;
  const men = Array.from({ length: 10 }, () => ({
    col: random.whole(0, cols - 1),
    row: random.whole(0, rows - 1),
    seat: random.whole(1, 2),
  }));
  const before = { ...table.setting.camera, k1: 0, cellPx: table.setting.camera.cellPx * 0.7 };
  const cellPx = before.cellPx * 1.3 ** random.between(-1, 1);
  // A fifth of the picture, as far as the board stays in it.
  const shift = (side: number) => (random.between(-0.1, 0.1) * side) / cellPx;
  const after = {
    ...before,
    roll: before.roll + turn,
    cellPx,
    target: [before.target[0] + shift(800), before.target[1] + shift(600)] as const,
  };
  const studio = createStudio();
  const take = (camera: typeof before, shot: number) =>
    studio.render(sceneOf({ ...table.setting, camera }, men, { shot }));
  return { board: table.board, a: take(before, 0), b: take(after, 1) };
}

const farthest = (found: Quad, truth: Quad): number =>
  Math.max(...found.map(([x, y], i) => Math.hypot(x - truth[i]![0], y - truth[i]![1])));

test(`a camera turned by up to 30°, 1.3 × nearer or farther, shifted by a fifth: corners within 1 px (VI24, ${TRIALS})`, () => {
  const errors = Array.from({ length: TRIALS }, (_, seed) => {
    const { board, a, b } = twoViews(seed, createRandom(seed + 1).between(-30, 30));
    const calibrated = fromCorners(a.truth.corners, board, a.picture);
    if (!calibrated.ok) throw new Error(calibrated.text);
    const reference = asFrame({ image: anImage(a.picture), imageToBoard: calibrated.calibration.imageToBoard }, board);
    const current = anImage(b.picture);
    const luma = lumaAtLongSide(current, 800);
    const { imageToBoard, registration } = alignTo(reference, current, luma, reference.imageToBoard, board);
    if (registration.method === "none") return 99;
    const back = invert(imageToBoard)!;
    const { rows, cols } = board;
    const corners = [
      [0, 0],
      [cols, 0],
      [cols, rows],
      [0, rows],
    ].map((p) => mapPoint(back, p as [number, number])!);
    return farthest(corners as unknown as Quad, b.truth.corners);
  });
  const within = errors.filter((e) => e <= 1).length;
  expect(within, errors.map((e) => e.toFixed(2)).join(" ")).toBeGreaterThanOrEqual(Math.floor(0.98 * TRIALS));
}, 900_000);

test("the same photos and the same seed give the same map", () => {
  const { a, b } = twoViews(1, 20);
  const [first, second] = [0, 1].map(() =>
    registerByFeatures({ ...a.picture, scale: 1 }, { ...b.picture, scale: 1 }, 7),
  );
  expect(first).toBeDefined();
  expect(second).toEqual(first);
});

test("photos of different boards share no map worth believing", () => {
  const [one, other] = [twoViews(2, 0).a.picture, twoViews(9, 0).a.picture];
  expect(registerByFeatures({ ...one, scale: 1 }, { ...other, scale: 1 }, 1)?.accepted ?? false).toBe(false);
});
