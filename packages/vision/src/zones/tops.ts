import { linearLight } from "../image/lab.ts";
import { components } from "../image/mask.ts";
import { quantile } from "../image/stats.ts";
import type { Rect } from "../types.ts";
import type { Labels } from "./labels.ts";

/** A face that gets less than this share of the light on top is a side, or lies in shadow. */
const TOP_SHARE = 0.62;

/**
 * Leaves only the tops of pieces, in place: a top has the same area from every viewpoint, what is seen of the sides has not.
 *
 * @param count Number of labels.
 */
export function keepTops(labels: Labels, rect: Rect, count: number): Labels {
  const { width, height, rgb } = rect;
  for (let label = 1; label <= count; label += 1) {
    const mine = Uint8Array.from(labels, (v) => (v === label ? 1 : 0));
    for (const { pixels } of components({ width, height, data: mine })) {
      const light = Float32Array.from(pixels, (i) => lightOf(rgb, i));
      const least = TOP_SHARE * quantile(light, 0.75);
      pixels.forEach((i, at) => {
        if (light[at]! < least) labels[i] = 0;
      });
    }
  }
  return labels;
}

const lightOf = (rgb: Uint8Array, i: number): number =>
  0.2126 * LIGHT[rgb[3 * i]!]! + 0.7152 * LIGHT[rgb[3 * i + 1]!]! + 0.0722 * LIGHT[rgb[3 * i + 2]!]!;

const LIGHT = Float32Array.from({ length: 256 }, (_, level) => linearLight(level / 255));
