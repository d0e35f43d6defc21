import { expect, test } from "vitest";
import { boardOfMarkers } from "./board-corners.ts";
import { detectMarkers } from "./detect.ts";
import { cornerErrors, photoOfMarkers } from "./markers.testing.ts";

const IDS = [0, 1, 2, 3] as const;
/** Markers of 1.2 cells whose inner corners lie at 1.4 and 8.6. */
const placed = [
  { id: 0, x: 0.8, y: 0.8 },
  { id: 1, x: 9.2, y: 0.8 },
  { id: 2, x: 9.2, y: 9.2 },
  { id: 3, x: 0.8, y: 9.2 },
];
const scene = photoOfMarkers({ seed: 31, family: "aruco4x4", placed, tilt: 32, width: 640 });
const seen = detectMarkers(scene.image, { family: "aruco4x4", ids: IDS });
const truth = [2, 3, 0, 1].map((touch, i) => scene.corners[i]![touch]!) as never;

test("four markers at the corners of a board give its corners", () => {
  const board = boardOfMarkers(seen, [...IDS]);
  if (!board.ok) throw new Error(board.text);
  expect(board.missing).toEqual([]);
  expect(Math.max(...cornerErrors(board.corners, truth))).toBeLessThan(1);
});

test.each(IDS)("three without %i give all four corners as well", (id) => {
  const board = boardOfMarkers(
    seen.filter((marker) => marker.id !== id),
    [...IDS],
  );
  if (!board.ok) throw new Error(board.text);
  expect(board.missing).toEqual([id]);
  expect(Math.max(...cornerErrors(board.corners, truth))).toBeLessThan(8);
});

test("two are refused with those that are missing, a doubled one by its id", () => {
  expect(boardOfMarkers(seen.slice(0, 2), [...IDS])).toMatchObject({ ok: false, problem: "missing", ids: [2, 3] });
  expect(boardOfMarkers([...seen, seen[0]!], [...IDS])).toMatchObject({ ok: false, problem: "doubled", ids: [0] });
});
