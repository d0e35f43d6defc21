import type { Plane } from "../image/plane.ts";

/** A point that can be found again. Pixels of the plane it was found in, pixel centres at whole numbers. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  /** Harris response. */
  readonly strength: number;
}

/** Distance to the edge of the picture that a descriptor needs. */
export const CORNER_BORDER = 43;

/** The circle of 16 pixels around a pixel, clockwise from the top. */
const RING: readonly (readonly [number, number])[] = [
  [0, -3],
  [1, -3],
  [2, -2],
  [3, -1],
  [3, 0],
  [3, 1],
  [2, 2],
  [1, 3],
  [0, 3],
  [-1, 3],
  [-2, 2],
  [-3, 1],
  [-3, 0],
  [-3, -1],
  [-2, -2],
  [-1, -3],
];
/** Neighbouring pixels of the circle that must all be brighter, or all darker. */
const ARC = 9;
/** By how many levels. */
const CONTRAST = 8;
const BUCKETS = 8;

/**
 * FAST corners, the strongest by Harris in each of 8 × 8 buckets, so that a busy table does not take them all.
 *
 * @param most Of all corners; each bucket gives at most its share.
 * @see Rosten & Drummond, Machine learning for high-speed corner detection, 2006; Harris & Stephens, 1988.
 */
export function findCorners(plane: Plane, most: number): readonly Corner[] {
  const { width, height } = plane;
  const response = new Float32Array(width * height);
  const found: number[] = [];
  const offsets = RING.map(([dx, dy]) => dy * width + dx);
  for (let y = CORNER_BORDER; y < height - CORNER_BORDER; y += 1) {
    for (let x = CORNER_BORDER; x < width - CORNER_BORDER; x += 1) {
      const at = y * width + x;
      if (!isFast(plane.data, at, offsets)) continue;
      response[at] = harris(plane, x, y);
      if (response[at]! > 0) found.push(at);
    }
  }
  const share = Math.ceil(most / (BUCKETS * BUCKETS));
  const buckets = Array.from({ length: BUCKETS * BUCKETS }, (): Corner[] => []);
  for (const at of found) {
    if (!isPeak(response, at, width)) continue;
    const x = at % width;
    const y = (at - x) / width;
    const bucket = Math.floor((y * BUCKETS) / height) * BUCKETS + Math.floor((x * BUCKETS) / width);
    buckets[bucket]!.push({ x, y, strength: response[at]! });
  }
  return buckets.flatMap((bucket) => bucket.sort((a, b) => b.strength - a.strength).slice(0, share));
}

function isFast(data: Float32Array, at: number, offsets: readonly number[]): boolean {
  const high = data[at]! + CONTRAST;
  const low = data[at]! - CONTRAST;
  // Of an arc of nine, one of two opposite pixels is always part.
  const up = data[at + offsets[0]!]!;
  const down = data[at + offsets[8]!]!;
  if (!(up > high || down > high || up < low || down < low)) return false;
  return hasArc(data, at, offsets, high, 1) || hasArc(data, at, offsets, low, -1);
}

function hasArc(data: Float32Array, at: number, offsets: readonly number[], limit: number, sign: 1 | -1): boolean {
  let run = 0;
  for (let i = 0; i < 16 + ARC - 1; i += 1) {
    const beyond = sign * (data[at + offsets[i & 15]!]! - limit) > 0;
    run = beyond ? run + 1 : 0;
    if (run >= ARC) return true;
  }
  return false;
}

/** det − 0.04 · trace² of the gradient's second moments over 7 × 7 pixels. */
function harris({ width, data }: Plane, x: number, y: number): number {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let v = y - 3; v <= y + 3; v += 1) {
    for (let i = v * width + x - 3; i <= v * width + x + 3; i += 1) {
      const dx = data[i + 1]! - data[i - 1]!;
      const dy = data[i + width]! - data[i - width]!;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
  }
  return xx * yy - xy * xy - 0.04 * (xx + yy) ** 2;
}

function isPeak(response: Float32Array, at: number, width: number): boolean {
  const own = response[at]!;
  for (const row of [at - width, at, at + width]) {
    for (let i = row - 1; i <= row + 1; i += 1) {
      // Of two equal neighbours the first stays.
      if (response[i]! > own || (response[i] === own && i < at)) return false;
    }
  }
  return true;
}
