import { fitHomography } from "../geometry/fit.ts";
import { invert, mapPoint } from "../geometry/homography.ts";
import type { Quad } from "../geometry/quad.ts";
import type { Homography, Point } from "../types.ts";
import type { Marker } from "./detect.ts";

/** Corners of a board that markers touch, or why there are none with a sentence for a person. */
export type MarkedBoard =
  | { readonly ok: true; readonly corners: Quad; readonly missing: readonly number[] }
  | {
      readonly ok: false;
      readonly problem: "missing" | "doubled";
      readonly ids: readonly number[];
      readonly text: string;
    };

/** Printed corner (TL, TR, BR, BL) by which the marker at a corner of the board touches it. */
const TOUCHES = [2, 3, 0, 1] as const;

/**
 * Corners of a board at which four equal markers lie, one at each corner with its inner corner on the board's corner and
 * its upper edge towards the top of the board. Nothing has to be measured. Three suffice: they show size and perspective,
 * so that the place of the fourth follows.
 *
 * @param ids Of the markers at TL, TR, BR, BL.
 */
export function boardOfMarkers(
  markers: readonly Marker[],
  ids: readonly [number, number, number, number],
): MarkedBoard {
  const doubled = ids.filter((id) => markers.filter((marker) => marker.id === id).length > 1);
  if (doubled.length > 0)
    return {
      ok: false,
      problem: "doubled",
      ids: doubled,
      text: `Marker ${doubled.join(", ")} is there more than once.`,
    };
  const found = ids.map((id) => markers.find((marker) => marker.id === id)?.corners);
  const missing = ids.filter((_, i) => found[i] === undefined);
  const corners =
    missing.length === 0
      ? (found.map((quad, i) => quad![TOUCHES[i]!]) as unknown as Quad)
      : missing.length === 1
        ? fromThree(found)
        : undefined;
  if (corners) return { ok: true, corners, missing };
  return {
    ok: false,
    problem: "missing",
    ids: missing,
    text: `Marker ${missing.join(", ")} was not found; at least three are needed.`,
  };
}

/** Width and height of the board in sides of a marker are searched until the corners of three markers fit best. */
function fromThree(found: readonly (Quad | undefined)[]): Quad | undefined {
  const quads = found.flatMap((quad, i) => (quad ? [{ quad, i }] : []));
  const misfit = (width: number, height: number): { readonly error: number; readonly map: Homography | undefined } => {
    const places = quads.flatMap(({ i }) => markerAt(i, width, height));
    const pixels = quads.flatMap(({ quad }) => quad);
    const map = fitHomography(places, pixels);
    if (!map) return { error: Number.POSITIVE_INFINITY, map };
    const error = places.reduce((sum, place, k) => {
      const at = mapPoint(map, place);
      return at ? sum + (at[0] - pixels[k]![0]) ** 2 + (at[1] - pixels[k]![1]) ** 2 : Number.POSITIVE_INFINITY;
    }, 0);
    return { error, map };
  };
  let size: Point = startSize(quads);
  let best = misfit(...size);
  for (let step = 1.25; step > 1.0005; ) {
    const tries = [
      [size[0] * step, size[1]],
      [size[0] / step, size[1]],
      [size[0], size[1] * step],
      [size[0], size[1] / step],
    ].map(([w, h]) => ({ size: [w!, h!] as const, ...misfit(w!, h!) }));
    const next = tries.reduce((least, each) => (each.error < least.error ? each : least));
    if (next.error < best.error) {
      best = next;
      size = next.size;
    } else step = Math.sqrt(step);
  }
  const { map } = best;
  if (!map || !invert(map)) return undefined;
  const [w, h] = size;
  const corners = [[0, 0] as const, [w, 0] as const, [w, h] as const, [0, h] as const].map((corner) =>
    mapPoint(map, corner),
  );
  return corners.every((corner) => corner !== undefined) ? (corners as unknown as Quad) : undefined;
}

/** Corners of the marker at a corner of the board, in sides of a marker from the board's upper left corner. */
function markerAt(corner: number, width: number, height: number): Quad {
  const left = corner === 0 || corner === 3 ? -1 : width;
  const top = corner < 2 ? -1 : height;
  return [
    [left, top],
    [left + 1, top],
    [left + 1, top + 1],
    [left, top + 1],
  ];
}

/** Distances of the markers in their own sides, without perspective. */
function startSize(quads: readonly { readonly quad: Quad; readonly i: number }[]): Point {
  const side =
    quads.reduce((sum, { quad }) => sum + Math.hypot(quad[1][0] - quad[0][0], quad[1][1] - quad[0][1]), 0) /
    quads.length;
  const inner = (corner: number): Point | undefined => quads.find(({ i }) => i === corner)?.quad[TOUCHES[corner]!];
  const apart = (pairs: readonly (readonly [number, number])[]): number => {
    const lengths = pairs.flatMap(([a, b]) => {
      const [p, q] = [inner(a), inner(b)];
      return p && q ? [Math.hypot(p[0] - q[0], p[1] - q[1])] : [];
    });
    return Math.max(1, (lengths[0] ?? side) / side);
  };
  return [
    apart([
      [0, 1],
      [3, 2],
    ]),
    apart([
      [0, 3],
      [1, 2],
    ]),
  ];
}
