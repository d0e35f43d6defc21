import { describe, expect, test } from "vitest";
import { median, quantile } from "../image/stats.ts";
import { detectMarkers } from "./detect.ts";
import { MARKER_FAMILIES, MARKER_FAMILY_NAMES } from "./families.ts";
import { CORNER_SPOTS, cornerErrors, photoOfMarkers } from "./markers.testing.ts";

const TURNS = [0, 37, 180, 271];
const IDS = [3, 17, 29, 44];
const fourOf = (ids: readonly number[]) =>
  ids.map((id, i) => ({ id, x: CORNER_SPOTS[i]![0], y: CORNER_SPOTS[i]![1], turn: TURNS[i]! }));

describe("markers in a photo", () => {
  test.each(MARKER_FAMILY_NAMES.flatMap((family) => [0, 45, 60].map((tilt) => ({ family, tilt }))))(
    "$family at a tilt of $tilt degrees: all four, corners within a third of a pixel",
    ({ family, tilt }) => {
      const { image, corners } = photoOfMarkers({ seed: 11 + tilt, family, placed: fourOf(IDS), tilt, width: 640 });
      const found = detectMarkers(image, { family, ids: IDS });
      expect(found.map(({ id }) => id)).toEqual(IDS);
      const errors = found.flatMap((marker, i) => cornerErrors(marker.corners, corners[i]!));
      expect(median(errors)).toBeLessThan(0.33);
      expect(Math.max(...errors)).toBeLessThan(1);
    },
  );

  test.each([
    { what: "blur", differs: { blur: 1.6 } },
    { what: "noise", differs: { noise: 8 } },
    { what: "a light gradient", differs: { gradient: [0.6, -0.5] as const } },
    { what: "a dark room", differs: { exposure: 0.25, noise: 4 } },
    { what: "small markers", differs: { size: 0.8 } },
  ])("are found through $what", ({ differs }) => {
    const { image, corners } = photoOfMarkers({
      seed: 5,
      family: "aruco4x4",
      placed: fourOf(IDS),
      tilt: 35,
      ...differs,
    });
    const found = detectMarkers(image, { family: "aruco4x4", ids: IDS });
    expect(found.map(({ id }) => id)).toEqual(IDS);
    const errors = found.flatMap((marker, i) => cornerErrors(marker.corners, corners[i]!));
    expect(median(errors)).toBeLessThan(0.5);
    expect(quantile(errors, 0.95)).toBeLessThan(1.25);
  });

  test("of ids that were not declared are not there", () => {
    const { image } = photoOfMarkers({ seed: 8, family: "aruco4x4", placed: fourOf(IDS) });
    expect(detectMarkers(image, { family: "aruco4x4", ids: [1, 2, 5, 6, 17] }).map(({ id }) => id)).toEqual([17]);
    expect(detectMarkers(image, { family: "aruco6x6", ids: IDS })).toEqual([]);
  });

  test("are told twice when they are there twice", () => {
    const { image } = photoOfMarkers({ seed: 9, family: "aruco5x5", placed: fourOf([7, 7, 8, 9]) });
    expect(detectMarkers(image, { family: "aruco5x5", ids: [7, 8, 9] }).map(({ id }) => id)).toEqual([7, 7, 8, 9]);
  });

  test("of an id the family has not are a mistake that is said", () => {
    const picture = { width: 8, height: 8, rgb: new Uint8Array(192), scale: 1 };
    expect(() => detectMarkers(picture, { family: "apriltag36h11", ids: [587] })).toThrow(/0 to 586/);
    expect(MARKER_FAMILIES.apriltag36h11.ids).toBe(587);
  });

  test("are not invented in noise", () => {
    let state = 1;
    const rgb = Uint8Array.from({ length: 400 * 300 * 3 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
    const picture = { width: 400, height: 300, rgb, scale: 1 };
    for (const family of MARKER_FAMILY_NAMES) expect(detectMarkers(picture, { family, ids: IDS })).toEqual([]);
  });
});
