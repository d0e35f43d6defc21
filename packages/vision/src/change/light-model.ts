import { solveInPlace } from "../geometry/linear.ts";
import { median } from "../image/stats.ts";
import { unitOf } from "./surface.ts";

/**
 * Light of one channel: reference = g(x, y) · current + offset, with g(x, y) = a + bx + cy + dxy + ex² + fy² and x, y
 * from −1 to 1 over the board. The last number is the offset in levels.
 */
export type LightModel = readonly [number, number, number, number, number, number, number];

/** A model that only adds levels. */
export const offsetModel = (levels: number): LightModel => [1, 0, 0, 0, 0, 0, levels];

/** Level a current level has under the reference's light. */
export const lightAt = (m: LightModel, x: number, y: number, level: number): number =>
  (m[0] + m[1] * x + m[2] * y + m[3] * x * y + m[4] * x * x + m[5] * y * y) * level + m[6];

/** One cell in both frames. */
interface Sample {
  readonly before: number;
  readonly after: number;
  readonly x: number;
  readonly y: number;
}

/** How {@link fitLight} works. */
export interface FitOptions {
  readonly inlier: number;
  readonly rounds: number;
  /** Whether the gain is the same everywhere. */
  readonly even: boolean;
}

/** Size of an offset, in levels, that is as surprising as a residual of the least inlier limit. */
const OFFSET_PRIOR = 8;
/** Size of a bend of the gain (xy, x², y²) that is as surprising. */
const BEND_PRIOR = 0.3;
/** Weight that keeps a coefficient at 0. */
const EVEN = 1e12;
/** Levels below this say little about a gain. */
const DARK = 16;
/** Levels above this are clipped and say nothing about the light behind them. */
const CLIPPED = 252;

/**
 * Robust fit of a {@link LightModel} to one level per cell in both frames: refitted to the inliers of the round before.
 *
 * Dark cells settle the offset, bright ones the gain. A board of one colour cannot tell them apart; there weak priors
 * make it a gain, as light is.
 *
 * @param before Levels in the reference, row by row; NaN is left out. `after`: in the current frame.
 * @param inlier Least limit on |residual|, levels; the limit is the greater of this and 1.5 times the median residual.
 * @returns `undefined` with fewer than eight usable cells.
 */
export function fitLight(
  before: Float64Array,
  after: Float64Array,
  size: { readonly rows: number; readonly cols: number },
  { inlier, rounds, even }: FitOptions,
): LightModel | undefined {
  const all = samplesOf(before, after, size);
  // Cells that are black in a channel fit any gain; they must not outvote the ones that tell.
  const telling = all.filter((s) => s.before > DARK && s.after > DARK);
  const voters = telling.length >= 8 ? telling : all;
  const within = (model: LightModel, times = 1.5): readonly Sample[] => {
    const residual = (s: Sample): number => Math.abs(s.before - lightAt(model, s.x, s.y, s.after));
    const limit = Math.max(inlier, times * median(voters.map(residual)));
    return all.filter((s) => residual(s) <= limit);
  };
  const gain = median(voters.map((s) => s.before / Math.max(1, s.after)));
  let used = telling.length >= 8 ? within([gain, 0, 0, 0, 0, 0, 0], even ? 1.5 : 4) : all;
  let model: LightModel | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const next = leastSquares(used, inlier, even) ?? model;
    if (!next) return undefined;
    model = next;
    used = within(next);
  }
  return model;
}

function samplesOf(
  before: Float64Array,
  after: Float64Array,
  { rows, cols }: { readonly rows: number; readonly cols: number },
): readonly Sample[] {
  const samples: Sample[] = [];
  before.forEach((level, i) => {
    const other = after[i]!;
    // NaN fails both comparisons.
    if (!(level <= CLIPPED && other <= CLIPPED)) return;
    samples.push({ before: level, after: other, x: unitOf(i % cols, cols), y: unitOf(Math.floor(i / cols), rows) });
  });
  return samples;
}

function leastSquares(samples: readonly Sample[], sigma: number, even: boolean): LightModel | undefined {
  if (samples.length < 8) return undefined;
  const normal = new Float64Array(49);
  const right = new Float64Array(7);
  for (const k of [1, 2, 3, 4, 5]) normal[k * 7 + k] = even ? EVEN : k > 2 ? (sigma / BEND_PRIOR) ** 2 : 0;
  normal[48] = (sigma / OFFSET_PRIOR) ** 2;
  for (const { before, after: v, x, y } of samples) {
    const terms = [v, v * x, v * y, v * x * y, v * x * x, v * y * y, 1];
    for (let a = 0; a < 7; a += 1) {
      right[a]! += terms[a]! * before;
      for (let b = 0; b < 7; b += 1) normal[a * 7 + b]! += terms[a]! * terms[b]!;
    }
  }
  return solveInPlace(normal, right) ? (Array.from(right) as unknown as LightModel) : undefined;
}
