import type { GridSpec } from "@wopr/games";
import { type CornerProblem, fromCorners } from "../geometry/calibrate.ts";
import { fitHomography } from "../geometry/fit.ts";
import { boardCorners } from "../geometry/grid.ts";
import { invert, mapPoint } from "../geometry/homography.ts";
import { type Quad, signedArea } from "../geometry/quad.ts";
import type { Calibration, Homography, Image, Point } from "../types.ts";
import { findMarkerNear, type Marker } from "./detect.ts";
import type { MarkerLayout } from "./layout.ts";

/** Why markers give no calibration. */
export type MarkerProblem = "missing" | "doubled" | "disagree" | CornerProblem;

/** A calibration from markers, or why there is none with a sentence for a person. */
export type MarkerCalibrated =
  | {
      readonly ok: true;
      readonly calibration: Calibration;
      /** Root mean square distance of the corners from where the layout puts them, pixels. */
      readonly rmsPx: number;
      readonly used: readonly number[];
      /** Declared markers that were not seen, or lie where the layout does not say. */
      readonly left: readonly number[];
    }
  | { readonly ok: false; readonly problem: MarkerProblem; readonly ids: readonly number[]; readonly text: string };

/** Markers that must agree. */
const LEAST_MARKERS = 3;
/** A marker farther off than this share of its side lies elsewhere. */
const TOLERANCE = 0.15;

/**
 * A calibration from markers in known places: least squares over all their corners.
 *
 * With three of four the place of the missing one is computed and looked at again in `photo`. One marker that lies where
 * the layout does not say is left out when the others agree.
 *
 * @param image Size of the upright original, pixels.
 * @param photo Where a missing marker is looked for again; without it three suffice as they are.
 */
export function fromMarkers(
  markers: readonly Marker[],
  layout: MarkerLayout,
  board: GridSpec,
  image: { readonly width: number; readonly height: number },
  photo?: Pick<Image, "width" | "height" | "rgb" | "scale">,
): MarkerCalibrated {
  const declared = layout.markers.map(({ id }) => id);
  const doubled = declared.filter((id) => markers.filter((marker) => marker.id === id).length > 1);
  if (doubled.length > 0)
    return refused("doubled", doubled, `${named(doubled)} is there more than once. Cover or remove the other one.`);
  const seen = markers.filter(({ id }) => declared.includes(id));
  if (seen.length < LEAST_MARKERS) {
    const missing = declared.filter((id) => seen.every((marker) => marker.id !== id));
    return refused(
      "missing",
      missing,
      `${named(missing)} was not found; at least three are needed. Move the camera so that they are in the picture, without glare or fingers on them.`,
    );
  }
  const agreed = agreeing(withMissing(seen, layout, photo), layout);
  if (!agreed) {
    const ids = seen.map(({ id }) => id);
    return refused(
      "disagree",
      ids,
      "The markers do not lie where the layout says. Check their places and the size they were printed in.",
    );
  }
  return calibrated(agreed, declared, board, image);
}

interface Agreed {
  readonly markers: readonly Marker[];
  readonly imageToBoard: Homography;
  readonly rmsPx: number;
}

function calibrated(
  { markers, imageToBoard, rmsPx }: Agreed,
  declared: readonly number[],
  board: GridSpec,
  image: { readonly width: number; readonly height: number },
): MarkerCalibrated {
  const back = invert(imageToBoard);
  const corners = boardCorners(board).map((corner) => (back && mapPoint(back, corner)) ?? ([Number.NaN, 0] as Point));
  const checked = fromCorners(corners, board, image);
  if (!checked.ok) return refused(checked.problem, [], checked.text);
  const used = markers.map(({ id }) => id);
  const left = declared.filter((id) => !used.includes(id));
  const warnings =
    left.length > 0 ? [...checked.calibration.warnings, `${named(left)} was not used.`] : checked.calibration.warnings;
  const calibration: Calibration = { ...checked.calibration, kind: "fiducials", imageToBoard, warnings };
  return { ok: true, calibration, rmsPx, used, left };
}

/** All markers, or all but the one that contradicts the others. */
function agreeing(markers: readonly Marker[], layout: MarkerLayout): Agreed | undefined {
  const all = fitted(markers, layout);
  if (all && all.worst <= TOLERANCE) return all;
  if (markers.length <= LEAST_MARKERS) return undefined;
  const without = markers
    .map((_, i) =>
      fitted(
        markers.filter((_, j) => j !== i),
        layout,
      ),
    )
    .filter((fit) => fit !== undefined && fit.worst <= TOLERANCE / 2)
    .sort((a, b) => a!.worst - b!.worst);
  return without[0];
}

function fitted(markers: readonly Marker[], layout: MarkerLayout): (Agreed & { readonly worst: number }) | undefined {
  const places = markers.map(({ id }) => layout.markers.find((place) => place.id === id)!.corners);
  const imageToBoard = fitHomography(
    markers.flatMap(({ corners }) => corners),
    places.flat(),
  );
  const back = imageToBoard && invert(imageToBoard);
  if (!imageToBoard || !back) return undefined;
  let sum = 0;
  const errors = markers.map(({ corners }, i) => {
    const distances = corners.map((corner, k) => {
      const there = mapPoint(back, places[i]![k]!);
      return there ? Math.hypot(there[0] - corner[0], there[1] - corner[1]) : Number.POSITIVE_INFINITY;
    });
    sum += distances.reduce((total, d) => total + d * d, 0);
    return Math.max(...distances) / Math.sqrt(Math.abs(signedArea(corners)));
  });
  return { markers, imageToBoard, rmsPx: Math.sqrt(sum / (4 * markers.length)), worst: Math.max(...errors) };
}

/** Looks again for markers that were not seen, where the others say they must be. */
function withMissing(
  seen: readonly Marker[],
  layout: MarkerLayout,
  photo: Pick<Image, "width" | "height" | "rgb" | "scale"> | undefined,
): readonly Marker[] {
  const missing = layout.markers.filter(({ id }) => seen.every((marker) => marker.id !== id));
  const rough = photo && missing.length > 0 ? fitted(seen, layout) : undefined;
  const back = rough && invert(rough.imageToBoard);
  if (!photo || !back) return seen;
  const again = missing.flatMap(({ id, corners }) => {
    const expected = corners.map((corner) => mapPoint(back, corner));
    if (expected.some((corner) => corner === undefined)) return [];
    const marker = findMarkerNear(photo, layout.family, id, expected as unknown as Quad);
    return marker ? [marker] : [];
  });
  return [...seen, ...again];
}

const named = (ids: readonly number[]): string => `Marker ${ids.join(", ")}`;

const refused = (problem: MarkerProblem, ids: readonly number[], text: string): MarkerCalibrated => ({
  ok: false,
  problem,
  ids,
  text,
});
