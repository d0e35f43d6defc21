import type { Rect } from "../types.ts";
import { emptyPlane, type Plane } from "./plane.ts";

/** A rectified frame at two thirds of its resolution, each pixel the mean of 1.5 × 1.5; sides must divide by 3. */
export function shrinkToTwoThirds(rect: Rect): Rect {
  const { width: sw, rgb, valid } = rect;
  const width = (rect.width / 3) * 2;
  const height = (rect.height / 3) * 2;
  const out = new Uint8Array(width * height * 3);
  const outValid = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    // A target pixel covers one source pixel whole and half of its neighbour.
    const wholeY = (y >> 1) * 3 + (y & 1) * 2;
    const halfY = (y >> 1) * 3 + 1;
    for (let x = 0; x < width; x += 1) {
      const wholeX = (x >> 1) * 3 + (x & 1) * 2;
      const halfX = (x >> 1) * 3 + 1;
      const a = wholeY * sw + wholeX;
      const b = wholeY * sw + halfX;
      const c = halfY * sw + wholeX;
      const d = halfY * sw + halfX;
      const to = y * width + x;
      outValid[to] = valid[a]! & valid[b]! & valid[c]! & valid[d]!;
      for (let k = 0; k < 3; k += 1) {
        const sum = 4 * rgb[a * 3 + k]! + 2 * (rgb[b * 3 + k]! + rgb[c * 3 + k]!) + rgb[d * 3 + k]!;
        out[to * 3 + k] = sum / 9 + 0.5;
      }
    }
  }
  return { ...rect, width, height, cellPx: (rect.cellPx / 3) * 2, rgb: out, valid: outValid };
}

/** Luma of a rectified frame at half its resolution; a pixel is valid where all four of its sources are. */
export function halfLuma({ width: sw, height: sh, rgb, valid }: Rect): {
  readonly luma: Plane;
  readonly valid: Uint8Array;
} {
  const width = sw >> 1;
  const height = sh >> 1;
  const luma = emptyPlane(width, height);
  const outValid = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const a = 2 * y * sw + 2 * x;
      const c = a + sw;
      const p = a * 3;
      const q = c * 3;
      const to = y * width + x;
      outValid[to] = valid[a]! & valid[a + 1]! & valid[c]! & valid[c + 1]!;
      luma.data[to] =
        0.07475 * (rgb[p]! + rgb[p + 3]! + rgb[q]! + rgb[q + 3]!) +
        0.14675 * (rgb[p + 1]! + rgb[p + 4]! + rgb[q + 1]! + rgb[q + 4]!) +
        0.0285 * (rgb[p + 2]! + rgb[p + 5]! + rgb[q + 2]! + rgb[q + 5]!);
    }
  }
  return { luma, valid: outValid };
}
