import { createRandom } from "@wopr/testkit/render";
import { beforeAll, describe, expect, test } from "vitest";
import { fitHomography } from "../geometry/fit.ts";
import { compose, IDENTITY, invert, mapPoint, translation } from "../geometry/homography.ts";
import type { Quad } from "../geometry/quad.ts";
import { blur5 } from "../image/blur.ts";
import { erode } from "../image/mask.ts";
import { emptyPlane, type Plane } from "../image/plane.ts";
import { rectify } from "../image/rectify.ts";
import { sampleBilinear } from "../image/sample.ts";
import { halfLuma } from "../image/shrink.ts";
import { loadOpenCv } from "../opencv.testing.ts";
import { aTable } from "../scenes.testing.ts";
import type { Homography } from "../types.ts";
import { alignEcc } from "./ecc.ts";
import { registerViews } from "./register.ts";

/** Views of rendered boards with pieces, 192 × 192: half of a rectified 16 × 16 board with 24 px per cell. */
let views: readonly Plane[];
const SIDE = 192;
const CORNERS: Quad = [
  [0, 0],
  [SIDE, 0],
  [SIDE, SIDE],
  [0, SIDE],
];
const FULL = new Uint8Array(SIDE * SIDE).fill(1);

beforeAll(() => {
  views = Array.from({ length: 10 }, (_, i) => {
    const table = aTable(40 + i, { rows: 16, width: 1024 });
    const random = createRandom(i);
    const men = Array.from({ length: 14 }, (_, k) => ({ col: k, row: random.whole(0, 15), seat: 1 + (k % 2) }));
    const { image, imageToBoard } = table.photo(men, { shot: 0 });
    return halfLuma(rectify(image, imageToBoard, table.board, { marginCells: 0 })).luma;
  });
});

/** A map that moves each corner of the view by up to 8 px. */
function randomWarp(seed: number): Homography {
  const random = createRandom(9_000 + seed);
  const moved = CORNERS.map(([x, y]) => {
    const angle = random.between(0, 2 * Math.PI);
    const far = random.between(0, 8);
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)] as const;
  });
  return fitHomography(CORNERS, moved)!;
}

/** The view as a camera moved by `warp` would show it, with noise, dimmed, and its own borders missing. */
function warped(view: Plane, warp: Homography, seed: number) {
  const plane = emptyPlane(SIDE, SIDE);
  const valid = new Uint8Array(SIDE * SIDE);
  sampleBilinear({ ...view, channels: 1 }, invert(warp)!, { width: SIDE, height: SIDE, data: plane.data, valid });
  const random = createRandom(seed);
  for (let i = 0; i < plane.data.length; i += 1) plane.data[i] = 0.8 * plane.data[i]! + random.between(-3, 3);
  return { luma: plane, valid };
}

/** Farthest distance of a corner from where it should be, pixels. */
function cornerError(found: Homography, truth: Homography): number {
  const errors = CORNERS.map((corner) => {
    const [a, b] = [mapPoint(found, corner)!, mapPoint(truth, corner)!];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  });
  return Math.max(...errors);
}

describe("ECC on 200 known warps of up to 8 px of rendered boards (VI23)", () => {
  test("finds every corner within 0.15 px", () => {
    const errors = Array.from({ length: 200 }, (_, i) => {
      const view = views[i % views.length]!;
      const warp = randomWarp(i);
      const found = registerViews({ luma: view, valid: FULL }, warped(view, warp, i));
      return cornerError(found.homography, warp);
    });
    expect(errors.filter((e) => e > 0.15)).toEqual([]);
  }, 180_000);

  test("is as near as OpenCV's findTransformECC on the same warps", async () => {
    const { cv } = await loadOpenCv();
    const errors = Array.from({ length: 20 }, (_, i) => {
      const view = views[i % views.length]!;
      const warp = randomWarp(i);
      const { luma, valid } = warped(view, warp, i);
      const inner = erode({ width: SIDE, height: SIDE, data: valid }, 7).data;
      const ours = alignEcc(blur5(view), FULL, blur5(luma), inner, IDENTITY, { iterations: 60, stopRho: 1e-6 });
      const mat = (data: ArrayLike<number>) => {
        const made = cv.matFromArray(
          SIDE,
          SIDE,
          cv.CV_8UC1,
          Array.from(data, (v) => Math.max(0, Math.min(255, Math.round(v)))),
        );
        return made;
      };
      const [template, input, mask] = [mat(view.data), mat(luma.data), mat(inner.map((v) => v * 255))];
      const map = cv.matFromArray(3, 3, cv.CV_32F, [...IDENTITY]);
      cv.findTransformECC(template, input, map, cv.MOTION_HOMOGRAPHY, new cv.TermCriteria(3, 60, 1e-6), mask, 5);
      // OpenCV counts from the centre of the first pixel.
      const theirs = Array.from(map.data32F) as unknown as Homography;
      const shifted = compose(compose(translation(-0.5, -0.5), theirs), translation(0.5, 0.5));
      for (const made of [template, input, mask, map]) made.delete();
      return { ours: cornerError(ours.homography, warp), theirs: cornerError(shifted, warp) };
    });
    const worst = (side: "ours" | "theirs") => Math.max(...errors.map((e) => e[side]));
    expect(worst("ours")).toBeLessThanOrEqual(Math.max(0.15, 1.5 * worst("theirs")));
  }, 120_000);
});

test("a picture lies exactly over itself", () => {
  const [view] = views;
  const found = registerViews({ luma: view!, valid: FULL }, { luma: view!, valid: FULL });
  expect(found.rho).toBeCloseTo(1, 6);
  expect(found.maxCornerMovePx).toBeLessThan(0.01);
});

test("a shift of two cells is found, because phase correlation gives the start", () => {
  const view = views[2]!;
  const warp = translation(21, -17);
  const found = registerViews({ luma: view, valid: FULL }, warped(view, warp, 5));
  expect(cornerError(found.homography, warp)).toBeLessThan(0.3);
});

test("another board is not taken for the same", () => {
  const found = registerViews({ luma: views[0]!, valid: FULL }, { luma: views[1]!, valid: FULL });
  expect(found.rho).toBeLessThan(0.85);
});
