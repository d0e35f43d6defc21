import { type Quad, signedArea } from "../geometry/quad.ts";
import { lumaAtLongSide, lumaOf } from "../image/luma.ts";
import type { Plane } from "../image/plane.ts";
import type { Image, Point } from "../types.ts";
import { outerContours } from "./contours.ts";
import { type Dictionary, dictionaryOf } from "./dictionary.ts";
import { refineQuad } from "./edges.ts";
import { MARKER_FAMILIES, type MarkerFamily } from "./families.ts";
import { quadOf } from "./quads.ts";
import { readCode } from "./read-code.ts";
import { darkPixels, integralOf } from "./threshold.ts";

/** What {@link detectMarkers} looks for. */
export interface MarkerQuery {
  readonly family: MarkerFamily;
  /** Ids that may be there; nothing else is ever reported. */
  readonly ids: readonly number[];
}

/** A marker that was found. */
export interface Marker {
  readonly id: number;
  /** TL, TR, BR, BL of the printed marker, in pixels of the upright original, sub-pixel. */
  readonly corners: Quad;
  /** Cells that were read wrong and forgiven. */
  readonly errors: number;
}

/** Windows of the local threshold, pixels (vision.md 6.3). */
const WINDOWS = [5, 11, 23, 47] as const;
/** Long side of the first pass, pixels. */
const FIRST_PASS = 800;
const BELOW_LEVELS = 7;
const SHORTEST_CONTOUR = 24;

/**
 * Finds the declared markers: first at 800 px on the long side, then, where some are missing, at full width.
 *
 * @returns In the order of their ids. An id comes twice when two markers with it are in the picture.
 * @throws {RangeError} for an id the family does not have.
 */
export function detectMarkers(
  image: Pick<Image, "width" | "height" | "rgb" | "scale">,
  query: MarkerQuery,
): readonly Marker[] {
  const native = lumaOf(image);
  const dictionary = dictionaryOf(query.family, query.ids);
  const { side } = MARKER_FAMILIES[query.family];
  const wanted = new Set(query.ids).size;
  const found: Marker[] = [];
  const long = Math.max(image.width, image.height);
  const passes = long > FIRST_PASS * 1.05 ? [lumaAtLongSide(image, FIRST_PASS), native] : [native];
  for (const luma of passes) {
    searchPass({ luma, native, side, dictionary }, found);
    if (new Set(found.map(({ id }) => id)).size >= wanted) break;
  }
  return found
    .sort((a, b) => a.id - b.id)
    .map((marker) => ({ ...marker, corners: scaled(marker.corners, image.scale, image.scale) }));
}

/** Shifts tried around an expected place, in sides of the marker. */
const NEAR = [0, -0.15, 0.15, -0.3, 0.3] as const;

/**
 * Looks for one marker where it is expected, with more faults forgiven than anywhere else.
 *
 * @param expected TL, TR, BR, BL in pixels of the upright original.
 */
export function findMarkerNear(
  image: Pick<Image, "width" | "height" | "rgb" | "scale">,
  family: MarkerFamily,
  id: number,
  expected: Quad,
): Marker | undefined {
  const native = lumaOf(image);
  const { side } = MARKER_FAMILIES[family];
  const dictionary = dictionaryOf(family, [id]);
  const quad = scaled(expected, 1 / image.scale, 1 / image.scale);
  const length = Math.sqrt(Math.abs(signedArea(quad)));
  for (const dy of NEAR) {
    for (const dx of NEAR) {
      const shifted = quad.map(([x, y]): Point => [x + dx * length, y + dy * length]) as unknown as Quad;
      const marker = markerIn({ luma: native, native, side, dictionary }, shifted);
      if (marker) return { ...marker, corners: scaled(marker.corners, image.scale, image.scale) };
    }
  }
  return undefined;
}

/** One pass over one size of the picture. */
interface Pass {
  readonly luma: Plane;
  readonly native: Plane;
  readonly side: number;
  readonly dictionary: Dictionary;
}

function searchPass(pass: Pass, found: Marker[]): void {
  const { luma } = pass;
  const integral = integralOf(luma);
  const stride = luma.width + 2;
  const mask = new Int32Array(stride * (luma.height + 2));
  for (const window of WINDOWS) {
    darkPixels(integral, window, BELOW_LEVELS, mask);
    outerContours(mask, stride, SHORTEST_CONTOUR, (contour) => {
      const quad = quadOf(contour);
      const marker = quad && markerIn(pass, quad);
      if (marker) keep(found, marker);
    });
  }
}

/** Reads the marker a quadrilateral may be; its corners are found anew in the full picture. */
function markerIn({ luma, native, side, dictionary }: Pass, quad: Quad): Marker | undefined {
  const kx = native.width / luma.width;
  const ky = native.height / luma.height;
  const rough = scaled(quad, kx, ky);
  if (!darkerInside(native, rough, side)) return undefined;
  const cell = Math.sqrt(signedArea(rough)) / (side + 2);
  const first = refineQuad(native, rough, Math.max(1.5, 1.5 * kx, 0.35 * cell)) ?? rough;
  const fine = refineQuad(native, first, Math.max(2.5, 0.45 * cell)) ?? first;
  return readMarker(native, fine, side, dictionary) ?? readMarker(native, rough, side, dictionary, fine);
}

function readMarker(
  native: Plane,
  quad: Quad,
  side: number,
  dictionary: Dictionary,
  corners: Quad = quad,
): Marker | undefined {
  const code = readCode(native, quad, side);
  const match = code && dictionary(code.bits);
  if (!match) return undefined;
  // The code lies turned clockwise by `turns`: its first corner is that many corners further on.
  const at = (i: number): Point => corners[(i + match.turns) % 4]!;
  return { id: match.id, corners: [at(0), at(1), at(2), at(3)], errors: match.errors };
}

/** A cheap look before the dear one: along the sides the border must be darker than what lies around it. */
function darkerInside({ width, height, data }: Plane, quad: Quad, side: number): boolean {
  const cx = (quad[0][0] + quad[1][0] + quad[2][0] + quad[3][0]) / 4;
  const cy = (quad[0][1] + quad[1][1] + quad[2][1] + quad[3][1]) / 4;
  const step = 1 / (side + 2);
  let darker = 0;
  let seen = 0;
  const level = (x: number, y: number): number => {
    const col = x | 0;
    const row = y | 0;
    return col < 0 || row < 0 || col >= width || row >= height ? Number.NaN : data[row * width + col]!;
  };
  for (let i = 0; i < 4; i += 1) {
    const [x0, y0] = quad[i]!;
    const [x1, y1] = quad[(i + 1) % 4]!;
    for (let s = 0.2; s < 0.9; s += 0.2) {
      const x = x0 + (x1 - x0) * s;
      const y = y0 + (y1 - y0) * s;
      const inside = level(x + (cx - x) * step, y + (cy - y) * step);
      const outside = level(x - (cx - x) * step, y - (cy - y) * step);
      if (Number.isNaN(inside) || Number.isNaN(outside)) continue;
      seen += 1;
      if (outside - inside > 8) darker += 1;
    }
  }
  return seen >= 8 && darker >= 0.7 * seen;
}

/** Keeps the better of two readings of one marker; markers of one id at different places are both kept. */
function keep(found: Marker[], marker: Marker): void {
  const same = found.findIndex(({ id, corners }) => id === marker.id && overlaps(corners, marker.corners));
  if (same < 0) found.push(marker);
  else if (marker.errors < found[same]!.errors) found[same] = marker;
}

function overlaps(a: Quad, b: Quad): boolean {
  const size = Math.sqrt(Math.abs(signedArea(a)));
  const dx = (a[0][0] + a[2][0] - b[0][0] - b[2][0]) / 2;
  const dy = (a[0][1] + a[2][1] - b[0][1] - b[2][1]) / 2;
  return Math.hypot(dx, dy) < 0.5 * size;
}

const scaled = (quad: Quad, kx: number, ky: number): Quad =>
  kx === 1 && ky === 1 ? quad : (quad.map(([x, y]): Point => [x * kx, y * ky]) as unknown as Quad);
