import type { Plane } from "../image/plane.ts";

/** Sums of all pixels above and to the left, one row and column larger than the picture, modulo 2³². */
export interface Integral {
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
  readonly sums: Uint32Array;
}

/** Rounds a plane to levels of 0 to 255 and adds them up. */
export function integralOf({ width, height, data }: Plane): Integral {
  const levels = Uint8Array.from(data);
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    const above = y * (width + 1) + 1;
    const here = above + width + 1;
    for (let x = 0; x < width; x += 1) {
      row += levels[y * width + x]!;
      sums[here + x] = sums[above + x]! + row;
    }
  }
  return { width, height, levels, sums };
}

/**
 * Pixels darker than the mean of the square window around them by more than `below` levels, written as 1 into `out`, which is one
 * pixel larger on every side and stays 0 there.
 */
export function darkPixels(integral: Integral, window: number, below: number, out: Int32Array): void {
  const { width, height, levels, sums } = integral;
  const half = (window - 1) / 2;
  const stride = width + 1;
  out.fill(0);
  for (let y = 0; y < height; y += 1) {
    const top = Math.max(0, y - half);
    const bottom = Math.min(height, y + half + 1);
    const rowTop = top * stride;
    const rowBottom = bottom * stride;
    const rows = bottom - top;
    const to = (y + 1) * (width + 2) + 1;
    for (let x = 0; x < width; x += 1) {
      const left = x > half ? x - half : 0;
      const right = x + half + 1 < width ? x + half + 1 : width;
      const sum =
        (sums[rowBottom + right]! - sums[rowTop + right]! - sums[rowBottom + left]! + sums[rowTop + left]!) >>> 0;
      if ((levels[y * width + x]! + below) * rows * (right - left) < sum) out[to + x] = 1;
    }
  }
}
