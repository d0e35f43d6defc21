import { fitHomography } from "../geometry/fit.ts";
import { solveInPlace } from "../geometry/linear.ts";
import type { Homography, Point } from "../types.ts";
import { distort, type Lens } from "./model.ts";

/** One photo of a flat pattern: where its points are on paper (any unit) and in the photo (pixels, upright original). */
export interface LensView {
  readonly pattern: readonly Point[];
  readonly pixels: readonly Point[];
}

/** Why views give no lens. */
export type LensProblem = "too_few_views" | "views_too_alike" | "does_not_fit";

/** A lens, or why there is none with a sentence for a person. */
export type LensFit =
  | { readonly ok: true; readonly lens: Lens; readonly rmsPx: number; readonly views: number }
  | { readonly ok: false; readonly problem: LensProblem; readonly text: string; readonly rmsPx?: number };

/** Fewer views do not hold the parameters. */
const LEAST_VIEWS = 8;
/** Greatest root mean square distance that is accepted, pixels (vision.md 6.3). */
const MOST_RMS_PX = 0.6;
const ROUNDS = 60;
/** k2 must bring the corners closer by this share. */
const K2_GAIN = 0.97;
/** Index of k2 among the parameters. */
const K2 = 5;

/**
 * Lens from views of a flat pattern: start after Zhang with the principal point in the middle, then Levenberg–Marquardt over
 * focal lengths, principal point, k1, k2, p1, p2 and the place of every view.
 *
 * @param image Size of the upright originals, pixels.
 * @see Zhang, A flexible new technique for camera calibration, 2000.
 */
export function lensFromViews(
  views: readonly LensView[],
  image: { readonly width: number; readonly height: number },
): LensFit {
  if (views.length < LEAST_VIEWS)
    return refused(
      "too_few_views",
      `${views.length} usable photos are too few; take at least ${LEAST_VIEWS}, each tilted another way.`,
    );
  const maps = views.map(({ pattern, pixels }) => fitHomography(pattern, pixels));
  const centre: Point = [image.width / 2, image.height / 2];
  const focal = maps.every((map) => map !== undefined) ? startFocal(maps, centre) : undefined;
  if (focal === undefined)
    return refused(
      "views_too_alike",
      "The photos show the pattern from too similar sides. Tilt it more, and another way each time.",
    );
  const lens: Lens = { fx: focal, fy: focal, cx: centre[0], cy: centre[1], k1: 0, k2: 0, p1: 0, p2: 0 };
  const places = maps.map((map) => placeOf(map!, lens));
  const simple = refine(views, lens, places, true);
  const full = refine(views, simple.lens, simple.places, false);
  // k1 and k2 make up for each other where no corner lies far out: k2 is taken only when the photos show it.
  const { lens: fitted, rmsPx } = full.rmsPx < K2_GAIN * simple.rmsPx ? full : simple;
  if (!(rmsPx <= MOST_RMS_PX))
    return {
      ...refused(
        "does_not_fit",
        `The photos fit only to ${rmsPx.toFixed(2)} pixels; ${MOST_RMS_PX} are needed. Keep the pattern flat and the photos sharp.`,
      ),
      rmsPx,
    };
  return { ok: true, lens: fitted, rmsPx, views: views.length };
}

const refused = (problem: LensProblem, text: string) => ({ ok: false, problem, text }) as const;

/** Focal length that makes the axes of every view orthogonal and equally long. */
function startFocal(maps: readonly (Homography | undefined)[], [cx, cy]: Point): number | undefined {
  let top = 0;
  let bottom = 0;
  for (const map of maps) {
    if (!map) return undefined;
    const column = (k: 0 | 1) => [map[k] - cx * map[6 + k]!, map[3 + k]! - cy * map[6 + k]!, map[6 + k]!] as const;
    const raw = [column(0), column(1)] as const;
    // Equal say for every view, whatever the free scale of its map.
    const size = Math.hypot(...raw[0]);
    const [a, b] = raw.map((v) => v.map((x) => x / size)) as [number[], number[]];
    const rows = [
      [a[0]! * b[0]! + a[1]! * b[1]!, a[2]! * b[2]!],
      [a[0]! ** 2 + a[1]! ** 2 - b[0]! ** 2 - b[1]! ** 2, a[2]! ** 2 - b[2]! ** 2],
    ] as const;
    for (const [x, y] of rows) {
      top -= x * y;
      bottom += x * x;
    }
  }
  const focal = 1 / Math.sqrt(top / bottom);
  return Number.isFinite(focal) && focal > 0.2 * cx && focal < 40 * cx ? focal : undefined;
}

/** Turn (axis times angle) and shift of a view: six numbers. */
type Place = readonly number[];

function placeOf(map: Homography, { fx, fy, cx, cy }: Lens): Place {
  const column = (k: 0 | 1 | 2) => [
    (map[k] - cx * map[6 + k]!) / fx,
    (map[3 + k]! - cy * map[6 + k]!) / fy,
    map[6 + k]!,
  ];
  const [a, b, t] = [column(0), column(1), column(2)];
  const sign = t[2]! < 0 ? -1 : 1;
  const scale = (sign * 2) / (Math.hypot(...a) + Math.hypot(...b));
  const x = unit(a.map((v) => v * scale));
  const rawY = b.map((v) => v * scale);
  const along = x[0]! * rawY[0]! + x[1]! * rawY[1]! + x[2]! * rawY[2]!;
  const y = unit(rawY.map((v, i) => v - along * x[i]!));
  const z = [x[1]! * y[2]! - x[2]! * y[1]!, x[2]! * y[0]! - x[0]! * y[2]!, x[0]! * y[1]! - x[1]! * y[0]!];
  return [...turnOf(x, y, z), ...t.map((v) => v * scale)];
}

const unit = (v: readonly number[]): number[] => v.map((x) => x / (Math.hypot(...v) || 1));

/** Axis times angle of a rotation given by its columns. */
function turnOf(x: readonly number[], y: readonly number[], z: readonly number[]): readonly number[] {
  const cos = Math.max(-1, Math.min(1, (x[0]! + y[1]! + z[2]! - 1) / 2));
  const angle = Math.acos(cos);
  const axis = [y[2]! - z[1]!, z[0]! - x[2]!, x[1]! - y[0]!];
  const size = Math.hypot(...axis);
  if (size > 1e-6) return axis.map((v) => (v / size) * angle);
  if (cos > 0) return [0, 0, 0];
  // Half a turn: the axis is the column of R + 1 that is longest.
  const columns = [
    [x[0]! + 1, x[1]!, x[2]!],
    [y[0]!, y[1]! + 1, y[2]!],
    [z[0]!, z[1]!, z[2]! + 1],
  ];
  const longest = columns.sort((a, b) => Math.hypot(...b) - Math.hypot(...a))[0]!;
  return unit(longest).map((v) => v * Math.PI);
}

const LENS_SIZE = 8;
const asLens = (v: ArrayLike<number>): Lens => ({
  fx: v[0]!,
  fy: v[1]!,
  cx: v[2]!,
  cy: v[3]!,
  k1: v[4]!,
  k2: v[5]!,
  p1: v[6]!,
  p2: v[7]!,
});

function project(lens: Lens, place: Place, [x, y]: Point): Point {
  const [rx, ry, rz] = place as readonly [number, number, number];
  const angle = Math.hypot(rx, ry, rz);
  const [ax, ay, az] = angle > 1e-12 ? [rx / angle, ry / angle, rz / angle] : [0, 0, 1];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = (ax * x + ay * y) * (1 - cos);
  const px = x * cos - az * y * sin + ax * along + place[3]!;
  const py = y * cos + az * x * sin + ay * along + place[4]!;
  const pz = (ax * y - ay * x) * sin + az * along + place[5]!;
  return distort(lens, [px / pz, py / pz]);
}

function refine(views: readonly LensView[], lens: Lens, places: readonly Place[], withoutK2: boolean) {
  let values = Float64Array.from([
    lens.fx,
    lens.fy,
    lens.cx,
    lens.cy,
    lens.k1,
    lens.k2,
    lens.p1,
    lens.p2,
    ...places.flat(),
  ]);
  let damping = 1e-3;
  let cost = costOf(views, values);
  for (let round = 0; round < ROUNDS && damping < 1e8; round += 1) {
    const { normal, right } = normalEquations(views, values);
    const size = values.length;
    for (let i = 0; i < size; i += 1) {
      normal[i * size + i]! *= 1 + damping;
      if (withoutK2) normal[i * size + K2] = normal[K2 * size + i] = 0;
    }
    if (withoutK2) {
      normal[K2 * size + K2] = 1;
      right[K2] = 0;
    }
    const step = right;
    if (!solveInPlace(scaledRows(normal, step), step)) {
      damping *= 10;
      continue;
    }
    const tried = values.map((v, i) => v + step[i]!);
    const next = costOf(views, tried);
    if (next < cost) {
      const gain = (cost - next) / cost;
      values = tried;
      cost = next;
      damping = Math.max(1e-9, damping / 10);
      if (gain < 1e-10) break;
    } else damping *= 10;
  }
  const count = views.reduce((sum, { pixels }) => sum + pixels.length, 0);
  return {
    lens: asLens(values),
    places: views.map((_, view) => placeAt(values, view)),
    rmsPx: Math.sqrt(cost / count),
  };
}

/** Every row divided by its largest entry, so that pixels and radians weigh alike in the pivoting. */
function scaledRows(normal: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  for (let i = 0; i < size; i += 1) {
    let largest = 0;
    for (let j = 0; j < size; j += 1) largest = Math.max(largest, Math.abs(normal[i * size + j]!));
    if (largest === 0) continue;
    for (let j = 0; j < size; j += 1) normal[i * size + j]! /= largest;
    right[i]! /= largest;
  }
  return normal;
}

const placeAt = (values: Float64Array, view: number): Place =>
  Array.from(values.subarray(LENS_SIZE + 6 * view, LENS_SIZE + 6 * view + 6));

/** Sum of squared distances, pixels². */
function costOf(views: readonly LensView[], values: Float64Array): number {
  const lens = asLens(values);
  return views.reduce((sum, { pattern, pixels }, view) => {
    const place = placeAt(values, view);
    return (
      sum +
      pattern.reduce((total, point, i) => {
        const [u, v] = project(lens, place, point);
        return total + (u - pixels[i]![0]) ** 2 + (v - pixels[i]![1]) ** 2;
      }, 0)
    );
  }, 0);
}

function normalEquations(views: readonly LensView[], values: Float64Array) {
  const size = values.length;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  const steps = [1e-2, 1e-2, 1e-2, 1e-2, 1e-6, 1e-6, 1e-7, 1e-7, 1e-6, 1e-6, 1e-6, 1e-5, 1e-5, 1e-5];
  views.forEach(({ pattern, pixels }, view) => {
    const columns = Array.from({ length: LENS_SIZE + 6 }, (_, i) =>
      i < LENS_SIZE ? i : LENS_SIZE + 6 * view + i - LENS_SIZE,
    );
    const shifted = columns.map((column, k) => {
      const near = values.slice();
      near[column]! += steps[k]!;
      return { lens: asLens(near), place: placeAt(near, view) };
    });
    const lens = asLens(values);
    const place = placeAt(values, view);
    pattern.forEach((point, i) => {
      const [u, v] = project(lens, place, point);
      const slopes = shifted.map((near, k) => {
        const [nu, nv] = project(near.lens, near.place, point);
        return [(nu - u) / steps[k]!, (nv - v) / steps[k]!] as const;
      });
      const missing = [pixels[i]![0] - u, pixels[i]![1] - v] as const;
      for (const axis of [0, 1] as const) {
        columns.forEach((a, p) => {
          const slope = slopes[p]![axis];
          right[a]! += slope * missing[axis];
          columns.forEach((b, q) => {
            normal[a * size + b]! += slope * slopes[q]![axis];
          });
        });
      }
    });
  });
  return { normal, right };
}
