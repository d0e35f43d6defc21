import { VISION_DEFAULTS } from "../defaults.ts";
import { median } from "../image/stats.ts";
import type { Scores } from "../types.ts";

/**
 * The cut between changed and not (vision.md 6.8), by the largest ratio of neighbouring scores.
 *
 * A large gap alone is not trusted: a weak true change between noise and strong changes lies below the largest gap.
 * Unsure is everything in the band around the threshold, and everything below it that stands out from the noise of this
 * very photo: a pale piece on a pale board scores little, but far more than cells that did not change.
 *
 * @param d Score per cell, 0 to 60; NaN (cell not wholly visible) counts as unsure.
 * @param widened Wider band for weak registration and hand-held photos.
 */
export function cutScores(d: ArrayLike<number>, widened: boolean): Scores {
  const { threshold, gapRatio } = findGap(d);
  const { low, high, weakLow, weakHigh } = VISION_DEFAULTS.band;
  const from = Math.min(threshold * (widened ? weakLow : low), noiseFloor(d));
  const to = threshold * (widened ? weakHigh : high);
  const changed: number[] = [];
  const unsure: number[] = [];
  for (let i = 0; i < d.length; i += 1) {
    const score = d[i]!;
    if (score >= to) changed.push(i);
    else if (!(score <= from)) unsure.push(i);
  }
  return { d: Array.from(d, (v) => Math.round(v * 100) / 100), threshold, gapRatio, band: [from, to], changed, unsure };
}

/** Score below which a cell is noise: four times the median of all, from 8 to the zero of evidence. */
function noiseFloor(d: ArrayLike<number>): number {
  const { noiseFloor: least, noiseTimes } = VISION_DEFAULTS.cut;
  const typical = median(Array.from(d).filter((v) => Number.isFinite(v))) || 0;
  return Math.min(VISION_DEFAULTS.evidence.zero, Math.max(least, noiseTimes * typical));
}

function findGap(d: ArrayLike<number>): { readonly threshold: number; readonly gapRatio: number } {
  const { low, high, minRatio, fallback } = VISION_DEFAULTS.cut;
  const between = Array.from(d)
    .filter((v) => v > low && v < high)
    .sort((a, b) => a - b);
  const line = [low, ...between, high];
  let threshold: number = fallback;
  let gapRatio = 1;
  for (let i = 1; i < line.length; i += 1) {
    const ratio = line[i]! / line[i - 1]!;
    if (ratio <= gapRatio) continue;
    gapRatio = ratio;
    threshold = Math.sqrt(line[i]! * line[i - 1]!);
  }
  return gapRatio < minRatio ? { threshold: fallback, gapRatio } : { threshold, gapRatio };
}
