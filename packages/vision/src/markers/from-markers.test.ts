import type { GridSpec } from "@wopr/games";
import { describe, expect, test } from "vitest";
import { detectMarkers, type Marker } from "./detect.ts";
import { fromMarkers } from "./from-markers.ts";
import { layoutFromCalibration, layoutFromCentres } from "./layout.ts";
import { CORNER_SPOTS, cornerErrors, photoOfMarkers } from "./markers.testing.ts";

const BOARD: GridSpec = { kind: "grid", rows: 10, cols: 10, points: "cells", origin: "top", letters: "upper" };
const IDS = [4, 7, 14, 25];
const family = "aruco4x4";
const placed = IDS.map((id, i) => ({ id, x: CORNER_SPOTS[i]![0], y: CORNER_SPOTS[i]![1] }));
const layout = layoutFromCentres({
  family,
  sizeMm: 48,
  mmPerUnit: 40,
  centres: placed.map(({ id, x, y }) => ({ id, x: x * 40, y: y * 40 })),
});
const scene = photoOfMarkers({ seed: 21, family, placed, tilt: 25 });
const seen = detectMarkers(scene.image, { family, ids: IDS });
const calibrate = (markers: readonly Marker[], photo = false) =>
  fromMarkers(markers, layout, BOARD, scene.image, photo ? scene.image : undefined);

describe("a calibration from markers", () => {
  test("of four puts the corners of the board where they are", () => {
    const result = calibrate(seen);
    if (!result.ok) throw new Error(result.text);
    expect(result.calibration.kind).toBe("fiducials");
    expect(Math.max(...cornerErrors(result.calibration.corners, scene.board))).toBeLessThan(1.5);
    expect(result).toMatchObject({ used: IDS, left: [] });
    expect(result.rmsPx).toBeLessThan(1);
  });

  test("of three holds as well, and finds the fourth again where it must be", () => {
    const three = seen.filter(({ id }) => id !== 14);
    const alone = calibrate(three);
    if (!alone.ok) throw new Error(alone.text);
    expect(alone).toMatchObject({ used: [4, 7, 25], left: [14] });
    expect(alone.calibration.warnings).toEqual(["Marker 14 was not used."]);
    expect(Math.max(...cornerErrors(alone.calibration.corners, scene.board))).toBeLessThan(6);
    const again = calibrate(three, true);
    expect(again).toMatchObject({ ok: true, left: [] });
  });

  test("of two is refused, and names those that are missing", () => {
    const result = calibrate(seen.slice(0, 2));
    expect(result).toMatchObject({ ok: false, problem: "missing", ids: [14, 25] });
  });

  test("with one marker twice is refused, and names it", () => {
    expect(calibrate([...seen, seen[1]!])).toMatchObject({ ok: false, problem: "doubled", ids: [7] });
  });

  test("leaves out the marker that was moved since", () => {
    const moved = seen.map((marker) =>
      marker.id === 7 ? { ...marker, corners: marker.corners.map(([x, y]) => [x + 25, y - 18]) as never } : marker,
    );
    const result = calibrate(moved);
    expect(result).toMatchObject({ ok: true, left: [7] });
  });

  test("is refused when markers were printed in another size than the layout says", () => {
    const twice = seen.slice(0, 3).map((marker) => {
      const [x, y] = [0, 1].map((k) => marker.corners.reduce((sum, c) => sum + c[k]! / 4, 0)) as [number, number];
      return { ...marker, corners: marker.corners.map(([u, v]) => [x + 2 * (u - x), y + 2 * (v - y)]) as never };
    });
    expect(calibrate(twice)).toMatchObject({ ok: false, problem: "disagree" });
  });

  test("needs no measuring once the corners were dragged: the layout is learned from that photo", () => {
    const dragged = calibrate(seen);
    if (!dragged.ok) throw new Error(dragged.text);
    const learned = layoutFromCalibration(family, seen, dragged.calibration.imageToBoard);
    const moved = photoOfMarkers({ seed: 22, family, placed, tilt: 40 });
    const result = fromMarkers(detectMarkers(moved.image, { family, ids: IDS }), learned, BOARD, moved.image);
    if (!result.ok) throw new Error(result.text);
    expect(Math.max(...cornerErrors(result.calibration.corners, moved.board))).toBeLessThan(2.5);
  });
});
