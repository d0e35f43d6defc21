import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCamera } from "./camera.ts";
import { createStudio, render } from "./render.ts";
import { OWNER_COLORS, randomHand, randomSetting, sceneOf } from "./setting.ts";
import { type Truth, truthOf } from "./truth.ts";

const small = { rows: 6, width: 240, players: 2 } as const;

const pixel = (picture: ReturnType<typeof render>["picture"], [x, y]: readonly [number, number]) => {
  const at = 3 * (Math.floor(y) * picture.width + Math.floor(x));
  return [...picture.rgb.slice(at, at + 3)] as [number, number, number];
};

describe("render", () => {
  test("equal scenes give equal bytes, another shot only other noise", () => {
    const setting = randomSetting(4, small);
    const men = [{ col: 1, row: 2, seat: 1 }];
    const first = render(sceneOf(setting, men, { shot: 0 })).picture;
    expect(render(sceneOf(setting, men, { shot: 0 })).picture.rgb).toEqual(first.rgb);
    const second = createStudio().render(sceneOf(setting, men, { shot: 1 })).picture;
    expect(second.rgb).not.toEqual(first.rgb);
    const far = second.rgb.reduce((most, level, at) => Math.max(most, Math.abs(level - (first.rgb[at] ?? 0))), 0);
    expect(far).toBeLessThan(60);
  });

  test("a piece shows its colour where the truth says it stands, whatever the camera does", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const setting = { ...randomSetting(seed, { ...small, shape: "tile" }), owners: OWNER_COLORS };
      const quiet = { light: { kelvin: 5000, exposure: 0.9, gradient: [0, 0] as const }, sensor: { vignette: 0 } };
      const { picture, truth } = render(sceneOf(setting, [{ col: 3, row: 2, seat: 1 }], { shot: 0, ...quiet }));
      const [red, green, blue] = pixel(picture, truth.boardPoint(3.5, 2.5));
      expect(red, `seed ${seed}`).toBeGreaterThan(1.7 * Math.max(green, blue));
      expect(truth.cells).toMatchObject([{ col: 3, row: 2 }]);
    }
  });

  test("a hand covers what its outlines say", () => {
    const setting = randomSetting(9, small);
    const hand = randomHand(9, setting, { skin: 1 });
    const without = render(sceneOf(setting, [], { shot: 0 })).picture;
    const { picture, truth } = render(sceneOf(setting, [], { shot: 0, hand }));
    expect(truth.occluders.length).toBeGreaterThan(10);
    const middle = middleOf(truth.occluders[2] ?? expect.unreachable());
    const change = pixel(picture, middle).map((level, at) => Math.abs(level - (pixel(without, middle)[at] ?? 0)));
    expect(Math.max(...change)).toBeGreaterThan(25);
  });

  test("a bump moves every corner by what it says", () => {
    const setting = randomSetting(11, small);
    const before = truthOf(sceneOf(setting, [], { shot: 0 }));
    const after = truthOf(sceneOf(setting, [], { shot: 1, bump: { dx: 5, dy: -4, roll: 0 } }));
    for (const [at, [x, y]] of before.corners.entries()) {
      expect(after.corners[at]?.[0]).toBeCloseTo(x + 5, 6);
      expect(after.corners[at]?.[1]).toBeCloseTo(y - 4, 6);
    }
  });
});

function middleOf(outline: Truth["occluders"][number]): readonly [number, number] {
  const sum = outline.reduce(([x, y], [px, py]) => [x + px, y + py] as const, [0, 0] as const);
  return [sum[0] / outline.length, sum[1] / outline.length];
}

describe("camera", () => {
  const cameras = fc.integer({ min: 1, max: 100_000 }).map((seed) => randomSetting(seed, small).camera);

  test("a ray through the place where a point appears passes through that point", () => {
    fc.assert(
      fc.property(
        cameras,
        fc.double({ min: 0, max: 6, noNaN: true }),
        fc.double({ min: 0, max: 6, noNaN: true }),
        (spec, x, y) => {
          const camera = createCamera(spec);
          const [px, py] = camera.project([x, y, 0]);
          const ray = new Float64Array(3);
          camera.ray(px, py, ray);
          const far = -camera.position[2] / (ray[2] ?? 1);
          expect(camera.position[0] + (ray[0] ?? 0) * far).toBeCloseTo(x, 5);
          expect(camera.position[1] + (ray[1] ?? 0) * far).toBeCloseTo(y, 5);
        },
      ),
    );
  });

  test("without a lens term the homography and the projection agree", () => {
    fc.assert(
      fc.property(
        cameras,
        fc.double({ min: 0, max: 6, noNaN: true }),
        fc.double({ min: 0, max: 6, noNaN: true }),
        (spec, x, y) => {
          const camera = createCamera({ ...spec, k1: 0 });
          const [a, b, c, d, e, f, g, h, i] = camera.boardToImage;
          const depth = g * x + h * y + i;
          const [px, py] = camera.project([x, y, 0]);
          expect((a * x + b * y + c) / depth).toBeCloseTo(px, 6);
          expect((d * x + e * y + f) / depth).toBeCloseTo(py, 6);
        },
      ),
    );
  });

  test("the board lies upright in the picture: its left upper corner stays left above", () => {
    fc.assert(
      fc.property(cameras, (spec) => {
        const camera = createCamera(spec);
        const [left, top] = camera.project([0, 0, 0]);
        const [right, bottom] = camera.project([6, 6, 0]);
        expect(left).toBeLessThan(right);
        expect(top).toBeLessThan(bottom);
      }),
    );
  });
});
