import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Homography, Point } from "../types.ts";
import { fitHomography } from "./fit.ts";
import { compose, IDENTITY, invert, mapPoint, scaling, translation } from "./homography.ts";
import { isConvex, type Quad, signedArea } from "./quad.ts";

const coordinate = fc.double({ min: 0, max: 4000, noNaN: true });
const corner = fc.tuple(coordinate, coordinate);
/** Quads as people drag them: convex, at least 5 % of a 4000 px picture, no side shorter than 40 px. */
const quad = fc
  .tuple(corner, corner, corner, corner)
  .filter(
    (q) =>
      isConvex(q) &&
      Math.abs(signedArea(q)) > 0.05 * 4000 * 4000 &&
      q.every(([x, y], i) => Math.hypot(x - q[(i + 1) % 4]![0], y - q[(i + 1) % 4]![1]) > 40),
  );
const SQUARE: Quad = [
  [0, 0],
  [16, 0],
  [16, 16],
  [0, 16],
];

describe("a homography through four corners (VI21)", () => {
  test("brings every point of the board back to within a millionth of a pixel", () => {
    fc.assert(
      fc.property(
        quad,
        fc.double({ min: 0, max: 16, noNaN: true }),
        fc.double({ min: 0, max: 16, noNaN: true }),
        (q, u, v) => {
          const toImage = fitHomography(SQUARE, q)!;
          const toBoard = fitHomography(q, SQUARE)!;
          const pixel = mapPoint(toImage, [u, v])!;
          const again = mapPoint(toImage, mapPoint(toBoard, pixel)!)!;
          expect(Math.hypot(again[0] - pixel[0], again[1] - pixel[1])).toBeLessThanOrEqual(1e-6);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("hits the four corners", () => {
    fc.assert(
      fc.property(quad, (q) => {
        const h = fitHomography(SQUARE, q)!;
        SQUARE.forEach((from, i) => {
          const to = mapPoint(h, from)!;
          expect(Math.hypot(to[0] - q[i]![0], to[1] - q[i]![1])).toBeLessThanOrEqual(1e-6);
        });
      }),
    );
  });

  test("is refused for three points on a line, equal points and too few points", () => {
    const line: Point[] = [
      [0, 0],
      [5, 5],
      [10, 10],
      [0, 10],
    ];
    expect(fitHomography(line, SQUARE)).toBeUndefined();
    expect(fitHomography([line[0]!, line[0]!, line[0]!, line[0]!], SQUARE)).toBeUndefined();
    expect(fitHomography(SQUARE.slice(0, 3), SQUARE.slice(0, 3))).toBeUndefined();
  });

  test("takes the middle way through more than four pairs", () => {
    const h: Homography = [2, 0.1, 5, -0.2, 1.5, 7, 0.001, 0.002, 1];
    const from = Array.from({ length: 12 }, (_, i): Point => [(i % 4) * 10, Math.floor(i / 4) * 10]);
    const fitted = fitHomography(
      from,
      from.map((p) => mapPoint(h, p)!),
    )!;
    for (const p of from) {
      expect(mapPoint(fitted, p)![0]).toBeCloseTo(mapPoint(h, p)![0], 6);
      expect(mapPoint(fitted, p)![1]).toBeCloseTo(mapPoint(h, p)![1], 6);
    }
  });
});

describe("maps", () => {
  const h: Homography = [2, 0.1, 5, -0.2, 1.5, 7, 0.0001, 0.0002, 1];

  test("a map and its inverse give the identity", () => {
    compose(h, invert(h)!).forEach((v, i) => {
      expect(v).toBeCloseTo(IDENTITY[i]!, 10);
    });
  });

  test("composing goes first map first", () => {
    expect(mapPoint(compose(translation(1, 2), scaling(10, 10)), [0, 0])).toEqual([10, 20]);
  });

  test("a map that folds the plane has no inverse", () => {
    expect(invert([1, 2, 3, 2, 4, 6, 0, 0, 1])).toBeUndefined();
  });

  test("a point on the horizon has no image", () => {
    expect(mapPoint([1, 0, 0, 0, 1, 0, 1, 0, -5], [5, 3])).toBeUndefined();
  });
});
