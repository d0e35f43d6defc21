import { VISION_DEFAULTS } from "../defaults.ts";
import type { Scores } from "../types.ts";

/**
 * The cut between changed and not (vision.md 6.8), by the largest ratio of neighbouring scores.
 *
 * A large gap alone is not trusted: a weak true change between noise and strong changes lies below the largest gap.
 * Everything in the band around the threshold, and everything below it that carries evidence for a change
 * (D above the zero of evidence), is unsure.
 *
 * @param d Score per cell, 0 to 60; NaN (cell not wholly visible) counts as unsure.
 * @param widened Wider band for weak registration and hand-held photos.
 */
export function cutScores(d: ArrayLike<number>, widened: boolean): Scores {
  const { threshold, gapRatio } = findGap(d);
  const { low, high, weakLow, weakHigh } = VISION_DEFAULTS.band;
  const from = Math.min(threshold * (widened ? weakLow : low), VISION_DEFAULTS.evidence.zero);
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
