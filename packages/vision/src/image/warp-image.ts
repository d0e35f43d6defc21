import type { Homography } from "../types.ts";

/**
 * A picture of the same size seen through a map, bilinear; beyond the edge the edge pixel goes on.
 *
 * @param toSource Target pixels → source pixels.
 */
export function warpImage(
  { width, height, rgb }: { readonly width: number; readonly height: number; readonly rgb: Uint8Array },
  toSource: Homography,
): Uint8Array {
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = toSource;
  const out = new Uint8Array(rgb.length);
  for (let j = 0, to = 0; j < height; j += 1) {
    for (let i = 0; i < width; i += 1, to += 3) {
      const w = 1 / (h6 * (i + 0.5) + h7 * (j + 0.5) + h8);
      const x = Math.min(width - 1, Math.max(0, (h0 * (i + 0.5) + h1 * (j + 0.5) + h2) * w - 0.5));
      const y = Math.min(height - 1, Math.max(0, (h3 * (i + 0.5) + h4 * (j + 0.5) + h5) * w - 0.5));
      const left = x | 0;
      const top = y | 0;
      const ax = x - left;
      const ay = y - top;
      const p = (top * width + left) * 3;
      const right = left < width - 1 ? 3 : 0;
      const below = top < height - 1 ? width * 3 : 0;
      for (let c = 0; c < 3; c += 1) {
        const above = rgb[p + c]! + ax * (rgb[p + right + c]! - rgb[p + c]!);
        const under = rgb[p + below + c]! + ax * (rgb[p + below + right + c]! - rgb[p + below + c]!);
        out[to + c] = above + ay * (under - above) + 0.5;
      }
    }
  }
  return out;
}
