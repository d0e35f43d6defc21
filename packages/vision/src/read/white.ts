import { cellMedians } from "../change/cell-medians.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import { median } from "../image/stats.ts";
import type { Rect } from "../types.ts";

/** Factor per channel that takes the board's own colour cast away. */
export type WhiteGains = readonly [number, number, number];

/**
 * Scales each channel so that the board is 215 on average: colours read under different light become comparable.
 *
 * The mean over cells known to be empty, because on a checkered board the median would jump between its two colours. A
 * channel below 64 is treated as 64: on a strongly coloured board its few levels say little about the light.
 *
 * @param empty Cells believed empty; with fewer than eight of them the median of the whole board is used.
 */
export function whiteGains(rect: Rect, empty: readonly number[] = []): WhiteGains {
  const { whiteLevel, whiteFloor } = VISION_DEFAULTS.reading;
  const medians = cellMedians(rect);
  const gain = (c: 0 | 1 | 2): number => {
    const seen = empty.map((cell) => medians[c][cell]!).filter(Number.isFinite);
    const level = seen.length >= 8 ? mean(seen) : median(medians[c].filter(Number.isFinite));
    return whiteLevel / Math.max(whiteFloor, Number.isFinite(level) ? level : whiteLevel);
  };
  return [gain(0), gain(1), gain(2)];
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
