import { expect, test } from "vitest";
import { compose, invert, translation } from "../geometry/homography.ts";
import { loadOpenCv } from "../opencv.testing.ts";
import { aTable } from "../scenes.testing.ts";
import type { Homography, Rect } from "../types.ts";
import { rectify, rectToImage, samplesPerSide } from "./rectify.ts";

test("rectify agrees with OpenCV's warpPerspective: 99.9 % of the pixels within 2 levels (VI22)", async () => {
  const { cv } = await loadOpenCv();
  for (const seed of [3, 7, 9]) {
    // Cells of about 24 px and less: one sample per pixel on both sides.
    const table = aTable(seed, { rows: 16, width: 640 });
    const { image, imageToBoard } = table.photo([{ col: 3, row: 4, seat: 1 }], { shot: 0 });
    const rect = rectify(image, imageToBoard, table.board, { marginCells: 0 });
    expect(samplesPerSide(rectToImage(imageToBoard, 24, 0)!, rect.width, rect.height)).toBe(1);
    const from = new cv.Mat(image.height, image.width, cv.CV_8UC3);
    from.data.set(image.rgb);
    // OpenCV counts from the centre of the first pixel, we count from its corner.
    const map = compose(compose(translation(0.5, 0.5), imageToRect(imageToBoard)), translation(-0.5, -0.5));
    const to = new cv.Mat();
    const h = cv.matFromArray(3, 3, cv.CV_64F, map);
    cv.warpPerspective(from, to, h, new cv.Size(rect.width, rect.height), cv.INTER_LINEAR);
    expect(shareWithin(rect, to.data, 2)).toBeGreaterThanOrEqual(0.999);
    for (const mat of [from, to, h]) mat.delete();
  }
});

function imageToRect(imageToBoard: Homography): Homography {
  return invert(rectToImage(imageToBoard, 24, 0)!)!;
}

/** Share of valid values that differ by at most `levels`. */
function shareWithin(rect: Rect, other: Uint8Array, levels: number): number {
  let within = 0;
  let all = 0;
  for (let i = 0; i < rect.rgb.length; i += 1) {
    if (rect.valid[Math.floor(i / 3)] === 0) continue;
    all += 1;
    if (Math.abs(rect.rgb[i]! - other[i]!) <= levels) within += 1;
  }
  expect(all).toBeGreaterThan(100_000);
  return within / all;
}

test("a dense photo is averaged, so that noise shrinks", () => {
  const width = 800;
  const rgb = new Uint8Array(width * width * 3);
  let state = 1;
  for (let i = 0; i < rgb.length; i += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    rgb[i] = 100 + (state >>> 24) / 4;
  }
  const map: Homography = [0.01, 0, 0, 0, 0.01, 0, 0, 0, 1];
  const rect = rectify({ width, height: width, rgb }, map, { rows: 8, cols: 8 }, { marginCells: 0 });
  expect(deviation(rect.rgb)).toBeLessThan(0.35 * deviation(rgb));
});

function deviation(values: Uint8Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}

test("what the photo does not show is not valid, and the margin is seen where the photo has it", () => {
  const width = 100;
  const rgb = new Uint8Array(width * width * 3).fill(50);
  // The board fills the photo but for 5 px: its margin of two cells lies mostly outside.
  const map: Homography = [0.1, 0, -0.5, 0, 0.1, -0.5, 0, 0, 1];
  const { valid, width: side } = rectify({ width, height: width, rgb }, map, { rows: 9, cols: 9 });
  expect(valid[0]).toBe(0);
  expect(valid[Math.floor((side * side) / 2 + side / 2)]).toBe(1);
});

test("equal photos give equal bytes", () => {
  const table = aTable(5, { rows: 8, width: 640 });
  const { image, imageToBoard } = table.photo([], { shot: 0 });
  const [a, b] = [rectify(image, imageToBoard, table.board), rectify(image, imageToBoard, table.board)];
  expect(Buffer.compare(a.rgb, b.rgb)).toBe(0);
  expect(Buffer.compare(a.valid, b.valid)).toBe(0);
});
