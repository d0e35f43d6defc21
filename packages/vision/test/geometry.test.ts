import type { Point } from "@wopr/vision";
import { compose, fitHomography, fromCorners, invert, mapPoint } from "@wopr/vision";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const board = { kind: "grid", rows: 9, cols: 9, points: "cells", origin: "top", letters: "upper" } as const;
const image = { width: 1600, height: 1200 };
const near = (x: number, y: number) =>
  fc.tuple(
    fc.double({ min: x - 180, max: x + 180, noNaN: true }),
    fc.double({ min: y - 140, max: y + 140, noNaN: true }),
  );
/** Four corners that stay in their quarter of the picture: convex or refused, never a surprise. */
const quads = fc.tuple(near(300, 250), near(1300, 250), near(1300, 950), near(300, 950));

describe("VI21: a homography from four corners", () => {
  test("maps there and back within a millionth of a pixel", () => {
    fc.assert(
      fc.property(quads, near(800, 600), (quad, point) => {
        const calibrated = fromCorners(quad, board, image);
        fc.pre(calibrated.ok);
        const { imageToBoard } = calibrated.calibration;
        const back = invert(imageToBoard)!;
        const [x, y] = mapPoint(back, mapPoint(imageToBoard, point)!)!;
        expect(Math.hypot(x - point[0], y - point[1])).toBeLessThan(1e-6);
        const round = compose(imageToBoard, back);
        for (const [i, v] of round.entries()) expect(v / round[8]).toBeCloseTo(i % 4 === 0 ? 1 : 0, 6);
      }),
      { numRuns: 1000 },
    );
  });

  test("puts every corner where it belongs", () => {
    fc.assert(
      fc.property(quads, (quad) => {
        const calibrated = fromCorners(quad, board, image);
        fc.pre(calibrated.ok);
        const corners = quad.map((corner) => mapPoint(calibrated.calibration.imageToBoard, corner)!);
        const wanted: Point[] = [
          [0, 0],
          [9, 0],
          [9, 9],
          [0, 9],
        ];
        for (const [i, [x, y]] of corners.entries()) {
          expect(x).toBeCloseTo(wanted[i]![0], 6);
          expect(y).toBeCloseTo(wanted[i]![1], 6);
        }
      }),
    );
  });

  test.each<readonly [string, readonly Point[]]>([
    [
      "crossing",
      [
        [300, 250],
        [1300, 250],
        [300, 950],
        [1300, 950],
      ],
    ],
    [
      "dented",
      [
        [300, 250],
        [1300, 250],
        [500, 400],
        [300, 950],
      ],
    ],
    [
      "mirrored",
      [
        [1300, 250],
        [300, 250],
        [300, 950],
        [1300, 950],
      ],
    ],
    [
      "tiny",
      [
        [300, 250],
        [400, 250],
        [400, 350],
        [300, 350],
      ],
    ],
    [
      "on a line",
      [
        [300, 250],
        [600, 250],
        [900, 250],
        [1200, 250],
      ],
    ],
    [
      "all in one point",
      [
        [300, 250],
        [300, 250],
        [300, 250],
        [300, 250],
      ],
    ],
  ])("corners that are %s are refused with a sentence", (_, corners) => {
    const calibrated = fromCorners(corners, board, image);
    expect(calibrated.ok).toBe(false);
    if (!calibrated.ok) expect(calibrated.text).toMatch(/\.$/);
  });

  test("three points on a line give no map", () => {
    const line: Point[] = [
      [0, 0],
      [1, 1],
      [2, 2],
      [5, 0],
    ];
    expect(
      fitHomography(line, [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ).toBeUndefined();
  });
});
