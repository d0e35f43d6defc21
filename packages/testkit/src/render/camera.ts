/** Pinhole camera with one radial lens term over a flat board. */
import type { Homography, Point } from "@wopr/vision";

/** A point of the scene in cells: x right, y down the board, z up from its surface. Cell (0, 0) begins at the origin. */
export type Vec3 = readonly [number, number, number];

/** Where the camera is and how it looks. Angles in degrees. */
export interface CameraSpec {
  readonly width: number;
  readonly height: number;
  /** Point of the board the camera looks at, in cells. */
  readonly target: Point;
  /** Width of one cell at the target in pixels, when seen from straight above. */
  readonly cellPx: number;
  /** Distance to the target in widths of the picture; sets the perspective. */
  readonly focal: number;
  /** From straight above (0) towards a seat at the board. */
  readonly tilt: number;
  /** Side the camera leans to: 0 towards the lower edge of the board, 90 towards the right. */
  readonly azimuth: number;
  /** Turn of the picture around its centre. */
  readonly roll: number;
  /** Radial distortion x(1 + k1 r²), r in focal lengths. */
  readonly k1: number;
  /** What a knock did to the camera: pixels and degrees of roll. */
  readonly bump?: { readonly dx: number; readonly dy: number; readonly roll: number };
}

/** A camera ready for use. */
export interface Camera {
  readonly spec: CameraSpec;
  readonly position: Vec3;
  /** Writes the direction of the ray through a pixel into `out` (not normalised). */
  ray(x: number, y: number, out: Float64Array): void;
  /** Where a point of the scene appears, lens included. */
  project(point: Vec3): Point;
  /** Board (cells) → photo (pixels) without lens distortion, bottom right 1. */
  readonly boardToImage: Homography;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Builds a camera. */
export function createCamera(spec: CameraSpec): Camera {
  const focalPx = spec.focal * spec.width;
  const distance = focalPx / spec.cellPx;
  const [tilt, azimuth] = [radians(spec.tilt), radians(spec.azimuth)];
  // Leaning to a side turns the level of the camera with it; turned back, the board stays upright in the picture.
  const roll = radians(spec.roll + spec.azimuth + (spec.bump?.roll ?? 0));
  const [leanX, leanY] = [Math.sin(azimuth), Math.cos(azimuth)];
  const position: Vec3 = [
    spec.target[0] + distance * Math.sin(tilt) * leanX,
    spec.target[1] + distance * Math.sin(tilt) * leanY,
    distance * Math.cos(tilt),
  ];
  const level: Vec3 = [leanY, -leanX, 0];
  const downhill: Vec3 = [leanX * Math.cos(tilt), leanY * Math.cos(tilt), -Math.sin(tilt)];
  const forward: Vec3 = [-leanX * Math.sin(tilt), -leanY * Math.sin(tilt), -Math.cos(tilt)];
  const turn = (a: Vec3, b: Vec3, cos: number, sin: number): Vec3 => [
    a[0] * cos + b[0] * sin,
    a[1] * cos + b[1] * sin,
    a[2] * cos + b[2] * sin,
  ];
  const right = turn(level, downhill, Math.cos(roll), Math.sin(roll));
  const down = turn(downhill, level, Math.cos(roll), -Math.sin(roll));
  const centreX = spec.width / 2 + (spec.bump?.dx ?? 0);
  const centreY = spec.height / 2 + (spec.bump?.dy ?? 0);

  const view = (point: Vec3) => {
    const offset: Vec3 = [point[0] - position[0], point[1] - position[1], point[2] - position[2]];
    const depth = dot(offset, forward);
    return [dot(offset, right) / depth, dot(offset, down) / depth] as const;
  };
  return {
    spec,
    position,
    ray(x, y, out) {
      const [u, v] = undistort((x - centreX) / focalPx, (y - centreY) / focalPx, spec.k1);
      out[0] = forward[0] + u * right[0] + v * down[0];
      out[1] = forward[1] + u * right[1] + v * down[1];
      out[2] = forward[2] + u * right[2] + v * down[2];
    },
    project(point) {
      const [u, v] = view(point);
      const bend = 1 + spec.k1 * (u * u + v * v);
      return [centreX + focalPx * u * bend, centreY + focalPx * v * bend];
    },
    boardToImage: planeHomography(position, right, down, forward, focalPx, centreX, centreY),
  };
}

const dot = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Inverse of the lens term by fixed-point iteration; five rounds are exact to 1e-9 in the range of k1 used here. */
function undistort(x: number, y: number, k1: number): readonly [number, number] {
  let u = x;
  let v = y;
  for (let round = 0; round < (k1 === 0 ? 0 : 5); round++) {
    const bend = 1 + k1 * (u * u + v * v);
    u = x / bend;
    v = y / bend;
  }
  return [u, v];
}

function planeHomography(
  position: Vec3,
  right: Vec3,
  down: Vec3,
  forward: Vec3,
  focal: number,
  cx: number,
  cy: number,
): Homography {
  const rows = [right, down, forward].map((axis) => [axis[0], axis[1], -dot(axis, position)] as const);
  const [r, d, f] = rows;
  if (!r || !d || !f) throw new Error("A camera has three axes.");
  const entry = (at: 0 | 1 | 2) => [focal * r[at] + cx * f[at], focal * d[at] + cy * f[at], f[at]] as const;
  const [a, b, c] = [entry(0), entry(1), entry(2)];
  const unit = c[2];
  return [a[0] / unit, b[0] / unit, c[0] / unit, a[1] / unit, b[1] / unit, c[1] / unit, a[2] / unit, b[2] / unit, 1];
}
