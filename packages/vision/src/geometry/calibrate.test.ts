import type { GridSpec } from "@wopr/games";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Point } from "../types.ts";
import { fromCorners, mapForSize } from "./calibrate.ts";
import { boardCorners, cellOutline, cellRegion, gridLines } from "./grid.ts";
import { invert, mapPoint } from "./homography.ts";

const IMAGE = { width: 1600, height: 1200 };

/** A 16 × 16 board; a test states only what differs. */
const aBoard = (differs: Partial<GridSpec> = {}): GridSpec => ({
  kind: "grid",
  rows: 16,
  cols: 16,
  points: "cells",
  origin: "top",
  letters: "upper",
  ...differs,
});

const CORNERS: readonly Point[] = [
  [200, 100],
  [1300, 120],
  [1350, 1100],
  [150, 1080],
];

const problemOf = (corners: readonly Point[], board = aBoard()): string => {
  const result = fromCorners(corners, board, IMAGE);
  return result.ok ? "accepted" : result.problem;
};

describe("corners that a person dragged", () => {
  test("make a calibration that takes them to the corners of the grid", () => {
    const result = fromCorners(CORNERS, aBoard(), IMAGE);
    if (!result.ok) throw new Error(result.text);
    const { imageToBoard, smallestCellPx, warnings } = result.calibration;
    boardCorners(aBoard()).forEach(([x, y], i) => {
      const [u, v] = mapPoint(imageToBoard, CORNERS[i]!)!;
      expect(u).toBeCloseTo(x, 6);
      expect(v).toBeCloseTo(y, 6);
    });
    expect(imageToBoard[8]).toBe(1);
    expect(smallestCellPx).toBeGreaterThan(55);
    expect(smallestCellPx).toBeLessThan(70);
    expect(warnings).toEqual([]);
  });

  test("are the outermost crossings where pieces stand on crossings: a cell reaches half a cell to every side", () => {
    const board = aBoard({ points: "intersections", rows: 19, cols: 19 });
    const result = fromCorners(CORNERS, board, IMAGE);
    if (!result.ok) throw new Error(result.text);
    const centre = mapPoint(invert(result.calibration.imageToBoard)!, [0.5, 0.5])!;
    expect(centre[0]).toBeCloseTo(200, 6);
    expect(centre[1]).toBeCloseTo(100, 6);
  });

  test.each([
    ["crossing sides", "self_crossing", [CORNERS[0]!, CORNERS[2]!, CORNERS[1]!, CORNERS[3]!]],
    ["one pointing inwards", "not_convex", [CORNERS[0]!, CORNERS[1]!, [500, 500], CORNERS[3]!]],
    [
      "three on a line",
      "not_convex",
      [
        [100, 100],
        [700, 100],
        [1300, 100],
        [100, 900],
      ],
    ],
    ["the wrong way round", "mirrored", [CORNERS[1]!, CORNERS[0]!, CORNERS[3]!, CORNERS[2]!]],
    [
      "under 5 % of the picture",
      "too_small",
      [
        [100, 100],
        [350, 100],
        [350, 350],
        [100, 350],
      ],
    ],
    [
      "outside the picture",
      "out_of_picture",
      [
        [-100, 100],
        [1300, 100],
        [1300, 1100],
        [100, 1100],
      ],
    ],
    ["missing", "not_finite", [CORNERS[0]!, CORNERS[1]!, CORNERS[2]!]],
    ["no number", "not_finite", [[Number.NaN, 1], CORNERS[1]!, CORNERS[2]!, CORNERS[3]!]],
  ] as const)("are refused when they are %s", (_, problem, corners) => {
    expect(problemOf(corners as readonly Point[])).toBe(problem);
    const result = fromCorners(corners as readonly Point[], aBoard(), IMAGE);
    expect(result.ok ? "" : result.text).toMatch(/^[A-Z].{20,}\.$/);
  });

  test("are refused when a cell is under 8 pixels, and warned about under 16", () => {
    const square = (side: number): readonly Point[] => [
      [100, 100],
      [100 + side, 100],
      [100 + side, 100 + side],
      [100, 100 + side],
    ];
    const board = aBoard({ rows: 40, cols: 40 });
    expect(fromCorners(square(319), board, { width: 500, height: 500 })).toMatchObject({ problem: "cells_too_small" });
    expect(fromCorners(square(400), board, { width: 600, height: 600 })).toMatchObject({
      calibration: { warnings: [expect.stringContaining("10.0 pixels")] },
    });
  });

  test("whatever they are, are accepted or refused with a sentence", () => {
    const point = fc.tuple(fc.double({ min: -50, max: 1700 }), fc.double({ min: -50, max: 1300 }));
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 5 }), (corners) => {
        const result = fromCorners(corners, aBoard(), IMAGE);
        if (result.ok) expect(result.calibration.imageToBoard.every(Number.isFinite)).toBe(true);
        else expect(result.text.length).toBeGreaterThan(20);
      }),
    );
  });
});

describe("where cells lie in a photo", () => {
  const result = fromCorners(CORNERS, aBoard(), IMAGE);
  const map = result.ok ? result.calibration.imageToBoard : undefined;

  test("the outline of the first cell starts in the first corner", () => {
    const [tl] = cellOutline(map!, 0, 0)!;
    expect(tl[0]).toBeCloseTo(200, 6);
    expect(tl[1]).toBeCloseTo(100, 6);
  });

  test("the region is the box around the outline, cut to the picture", () => {
    const [x, y, w, h] = cellRegion(map!, 15, 15, IMAGE);
    expect(x + w).toBeLessThanOrEqual(1600);
    expect(x + w).toBeCloseTo(1350, 0);
    expect(y + h).toBeCloseTo(1100, 0);
  });

  test("a board of n × m cells has n + m + 2 lines, a board of crossings n + m", () => {
    expect(gridLines(map!, aBoard())).toHaveLength(34);
    expect(gridLines(map!, aBoard({ points: "intersections" }))).toHaveLength(32);
  });
});

describe("a photo of another size", () => {
  const map = [0.01, 0, -1, 0, 0.01, -2, 0, 0, 1] as const;

  test("of the same shape is another resolution of the same camera", () => {
    const half = mapForSize(map, { width: 1600, height: 1200 }, { width: 800, height: 600 })!;
    expect(mapPoint(half, [400, 300])).toEqual(mapPoint(map, [800, 600]));
  });

  test("of another shape is another camera mode", () => {
    expect(mapForSize(map, { width: 1600, height: 1200 }, { width: 1600, height: 900 })).toBeUndefined();
  });
});
