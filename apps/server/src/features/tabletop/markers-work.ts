import {
  boardOfMarkers,
  detectMarkers,
  fromMarkers,
  layoutFromCentres,
  MARKER_FAMILIES,
  type Marker,
} from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import type { MarkersSeen, MarkersTask } from "./vision-port.ts";

/** More pixels than any photo has: small markers need all there are. */
const FULL_SIZE = 100_000;

/** Finds markers in a photo, and the corners of the board they give. */
export async function markersWork({ bytes, family, ids, layout, board }: MarkersTask): Promise<MarkersSeen> {
  const photo = await decodeImage(bytes, { longSidePx: FULL_SIZE });
  const image = { width: Math.round(photo.width * photo.scale), height: Math.round(photo.height * photo.scale) };
  const known = ids.filter((id) => id < MARKER_FAMILIES[family].ids);
  const markers = detectMarkers(photo, { family, ids: known });
  const found = { markers: markers.map(({ id, corners }) => ({ id, corners })), image };
  if (layout) {
    const placed = layoutFromCentres({
      family,
      sizeMm: layout.sizeMm,
      mmPerUnit: layout.cellMm,
      centres: layout.centres,
    });
    const result = fromMarkers(markers, placed, board, image, photo);
    return result.ok
      ? { ...found, corners: result.calibration.corners, missing: result.left, problem: null }
      : { ...found, corners: null, missing: result.ids, problem: result.text };
  }
  return { ...found, ...atCorners(markers, ids) };
}

function atCorners(markers: readonly Marker[], ids: readonly number[]) {
  const [a, b, c, d] = ids;
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    return { corners: null, missing: [], problem: "Name the four markers at the corners of the board." };
  const result = boardOfMarkers(markers, [a, b, c, d]);
  return result.ok
    ? { corners: result.corners, missing: result.missing, problem: null }
    : { corners: null, missing: result.ids, problem: result.text };
}
