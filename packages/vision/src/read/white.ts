import { cellMedians } from "../change/cell-medians.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import { median } from "../image/stats.ts";
import type { Rect } from "../types.ts";

/** Factor per channel that takes the board's own colour cast away. */
export type WhiteGains = readonly [number, number, number];

/**
 * Scales each channel so that the median of the board is 215: colours read under different light become comparable.
 *
 * A channel whose median is below 64 is treated as 64, because on a strongly coloured board its few levels say little
 * about the light and would blow up noise.
 *
 * @param empty Cells believed empty; with fewer than eight of them the whole board is used.
 */
export function whiteGains(rect: Rect, empty: readonly number[] = []): WhiteGains {
  const { whiteLevel, whiteFloor } = VISION_DEFAULTS.reading;
  const cells = empty.length >= 8 ? empty : Array.from({ length: rect.rows * rect.cols }, (_, i) => i);
  const medians = cellMedians(rect);
  const gain = (c: 0 | 1 | 2): number => {
    const level = median(cells.map((i) => medians[c][i]!).filter(Number.isFinite));
    return whiteLevel / Math.max(whiteFloor, Number.isFinite(level) ? level : whiteLevel);
  };
  return [gain(0), gain(1), gain(2)];
}
