import type { Homography } from "../types.ts";
import { sampleBilinear } from "./sample.ts";

/**
 * A picture of the same size seen through a map, bilinear; beyond the edge it is black.
 *
 * @param toSource Target pixels → source pixels.
 */
export function warpImage(
  { width, height, rgb }: { readonly width: number; readonly height: number; readonly rgb: Uint8Array },
  toSource: Homography,
): Uint8Array {
  const out = new Uint8Array(rgb.length);
  const valid = new Uint8Array(width * height);
  sampleBilinear({ width, height, channels: 3, data: rgb }, toSource, { width, height, data: out, valid });
  return out;
}
