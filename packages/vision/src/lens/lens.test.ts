import { chessSheet, clothTable, createRandom, createStudio, hex } from "@wopr/testkit/render";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anImage } from "../scenes.testing.ts";
import type { Point } from "../types.ts";
import { chessboardPattern, findChessboard } from "./chessboard.ts";
import { type LensView, lensFromViews } from "./fit.ts";
import { direction, distort, type Lens, straightened } from "./model.ts";
import { straighten } from "./straighten.ts";

const SIZE = { cols: 9, rows: 6 };
const IMAGE = { width: 960, height: 720 };

const aLens = (differs: Partial<Lens> = {}): Lens => ({
  fx: 880,
  fy: 884,
  cx: 488,
  cy: 352,
  k1: -0.1,
  k2: 0.02,
  p1: 0.0008,
  p2: -0.0005,
  ...differs,
});

/** Views of the pattern through a lens, without any picture. */
function computedViews(lens: Lens, count: number, noisePx = 0, tilt = 0.5): readonly LensView[] {
  const random = createRandom(7);
  const pattern = chessboardPattern(SIZE);
  return Array.from({ length: count }, (_, i) => {
    const [a, b, c] = [tilt * Math.cos(i * 2.4), tilt * Math.sin(i * 2.4), random.between(-0.4, 0.4)];
    const [x0, y0, z0] = [random.between(-4.6, -3.4), random.between(-3, -2), random.between(11, 14)];
    const pixels = pattern.map(([x, y]): Point => {
      // Turned about z, then tilted about y and x.
      const [xr, yr] = [x * Math.cos(c) - y * Math.sin(c), x * Math.sin(c) + y * Math.cos(c)];
      const [xt, zt] = [xr * Math.cos(a), -xr * Math.sin(a)];
      const [yt, z] = [yr * Math.cos(b) - zt * Math.sin(b), yr * Math.sin(b) + zt * Math.cos(b) + z0];
      const [u, v] = distort(lens, [(xt + x0) / z, (yt + y0) / z]);
      return [u + noisePx * random.normal(), v + noisePx * random.normal()];
    });
    return { pattern, pixels };
  });
}

describe("a lens from computed views", () => {
  test("is found again with all its distortions", () => {
    const truth = aLens();
    const result = lensFromViews(computedViews(truth, 9), IMAGE);
    if (!result.ok) throw new Error(result.text);
    expect(result.rmsPx).toBeLessThan(1e-3);
    for (const key of Object.keys(truth) as (keyof Lens)[]) expect(result.lens[key]).toBeCloseTo(truth[key], 3);
  });

  test("needs eight views, tilted differently, of something flat", () => {
    expect(lensFromViews(computedViews(aLens(), 7), IMAGE)).toMatchObject({ ok: false, problem: "too_few_views" });
    const level = lensFromViews(computedViews(aLens({ k1: 0, k2: 0, p1: 0, p2: 0 }), 8, 0, 0), IMAGE);
    expect(level).toMatchObject({ ok: false, problem: "views_too_alike" });
    expect(lensFromViews(computedViews(aLens(), 9, 2), IMAGE)).toMatchObject({ ok: false, problem: "does_not_fit" });
  });

  test("goes back from a pixel to its direction", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        const pixel: Point = [a * IMAGE.width, b * IMAGE.height];
        const [u, v] = distort(aLens(), direction(aLens(), pixel));
        expect(Math.hypot(u - pixel[0], v - pixel[1])).toBeLessThan(1e-6);
      }),
    );
  });
});

describe("a lens from rendered photos", () => {
  test("has k1 within 2 % and corners within 0.3 px", () => {
    const k1 = -0.1;
    const random = createRandom(5);
    const studio = createStudio();
    const board = chessSheet(7, 10);
    const table = clothTable(hex("#8a8478"), 3);
    const photos = Array.from({ length: 10 }, (_, i) =>
      studio.render({
        seed: 100 + i,
        camera: {
          ...IMAGE,
          target: [5 + random.between(-1.5, 1.5), 3.5 + random.between(-1, 1)],
          cellPx: random.between(56, 72),
          focal: 1.1,
          tilt: i === 0 ? 4 : random.between(15, 38),
          azimuth: i * 36 + random.between(-15, 15),
          roll: random.between(-30, 30),
          k1,
        },
        board,
        table,
        pieces: [],
        light: { elevation: 60, azimuth: 40, ambient: 0.7, size: 6, kelvin: 5000, exposure: 0.9, gradient: [0.1, 0.1] },
        sensor: { vignette: 0.2, blur: 0.6, readNoise: 1.5, shotNoise: 2, quality: 90 },
        antialias: 2,
        shadowRays: 1,
      }),
    );
    const views = photos.flatMap(({ picture }) => {
      const pixels = findChessboard(anImage(picture), SIZE);
      return pixels ? [{ pattern: chessboardPattern(SIZE), pixels }] : [];
    });
    expect(views.length).toBeGreaterThanOrEqual(8);
    const result = lensFromViews(views, IMAGE);
    if (!result.ok) throw new Error(result.text);
    expect(result.rmsPx).toBeLessThan(0.3);
    expect(Math.abs(result.lens.k1 / k1 - 1)).toBeLessThan(0.02);
    // Straightened, the rows of the pattern are straight lines.
    const straight = findChessboard(straighten(anImage(photos[1]!.picture), result.lens), SIZE)!;
    const bent = findChessboard(anImage(photos[1]!.picture), SIZE)!;
    expect(bow(straight)).toBeLessThan(0.5);
    expect(bow(bent)).toBeGreaterThan(bow(straight));
    expect(bow(bent.map((pixel) => straightened(result.lens, pixel)))).toBeLessThan(0.5);
  }, 90_000);

  test("is not read from a picture without the pattern", () => {
    const plain = { width: 320, height: 240, rgb: new Uint8Array(320 * 240 * 3).fill(120), scale: 1 };
    expect(findChessboard(plain, SIZE)).toBeUndefined();
  });
});

/** Farthest distance of a corner from the line through the ends of its row, pixels. */
function bow(corners: readonly Point[]): number {
  let worst = 0;
  for (let row = 0; row < SIZE.rows; row += 1) {
    const [a, b] = [corners[row * SIZE.cols]!, corners[(row + 1) * SIZE.cols - 1]!];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    for (let col = 1; col < SIZE.cols - 1; col += 1) {
      const [x, y] = corners[row * SIZE.cols + col]!;
      worst = Math.max(worst, Math.abs((x - a[0]) * (b[1] - a[1]) - (y - a[1]) * (b[0] - a[0])) / length);
    }
  }
  return worst;
}
