import type { Plane } from "./plane.ts";

/** Weights of a 3 × 3 Gaussian (σ = 0.8): 1 2 1. */
export const THREE = [0.25, 0.5, 0.25] as const;
/** Weights of a 5 × 5 Gaussian (σ = 1.1): 1 4 6 4 1. */
export const FIVE = [0.0625, 0.25, 0.375, 0.25, 0.0625] as const;

/** 5 × 5 Gaussian; beyond the edge the picture is mirrored without repeating the edge pixel. */
export const blur5 = (plane: Plane): Plane => blurSeparable(plane, FIVE);

/**
 * Weights of a Gaussian of any odd size, as OpenCV derives σ from it.
 *
 * @see OpenCV `getGaussianKernel`, σ = 0.3 · ((size − 1) / 2 − 1) + 0.8.
 */
export function gaussianWeights(size: number): readonly number[] {
  const sigma = 0.3 * ((size - 1) / 2 - 1) + 0.8;
  const half = (size - 1) / 2;
  const raw = Array.from({ length: size }, (_, i) => Math.exp(-((i - half) ** 2) / (2 * sigma * sigma)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((w) => w / sum);
}

/** Blurs rows, then columns, with the same odd number of symmetric weights. */
export function blurSeparable(plane: Plane, weights: readonly number[]): Plane {
  const out = { ...plane, data: plane.data.slice() };
  blurInPlace(out, weights);
  return out;
}

/** As {@link blurSeparable}, overwriting the plane. */
export function blurInPlace(plane: Plane, weights: readonly number[]): void {
  blurRows(plane, weights);
  blurColumns(plane, weights);
}

function blurRows({ width, height, data }: Plane, weights: readonly number[]): void {
  const half = (weights.length - 1) / 2;
  const padded = new Float32Array(width + 2 * half);
  const middle = weights[half]!;
  for (let y = 0, from = 0; y < height; y += 1, from += width) {
    padded.set(data.subarray(from, from + width), half);
    for (let i = 1; i <= half; i += 1) {
      padded[half - i] = data[from + mirror(-i, width)]!;
      padded[half + width - 1 + i] = data[from + mirror(width - 1 + i, width)]!;
    }
    for (let x = 0; x < width; x += 1) {
      let sum = middle * padded[x + half]!;
      for (let k = 1; k <= half; k += 1) sum += weights[half + k]! * (padded[x + half - k]! + padded[x + half + k]!);
      data[from + x] = sum;
    }
  }
}

/** Keeps the rows above that are overwritten before they are read for the last time. */
function blurColumns({ width, height, data }: Plane, weights: readonly number[]): void {
  const half = (weights.length - 1) / 2;
  const kept = Array.from({ length: half + 1 }, () => new Float32Array(width));
  const middle = weights[half]!;
  const rowOf = (y: number, now: number): Float32Array => {
    const at = mirror(y, height);
    return at <= now && at > now - half - 1 ? kept[at % (half + 1)]! : data.subarray(at * width, (at + 1) * width);
  };
  for (let y = 0; y < height; y += 1) {
    const row = data.subarray(y * width, (y + 1) * width);
    const original = kept[y % (half + 1)]!;
    original.set(row);
    for (let x = 0; x < width; x += 1) row[x] = middle * original[x]!;
    for (let k = 1; k <= half; k += 1) {
      const above = rowOf(y - k, y);
      const below = rowOf(y + k, y);
      const weight = weights[half + k]!;
      for (let x = 0; x < width; x += 1) row[x]! += weight * (above[x]! + below[x]!);
    }
  }
}

function mirror(i: number, size: number): number {
  if (size === 1) return 0;
  let at = i;
  while (at < 0 || at >= size) at = at < 0 ? -at : 2 * (size - 1) - at;
  return at;
}
