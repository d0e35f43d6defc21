import { emptyPlane, type Plane } from "./plane.ts";

/** Weights of a 3 × 3 Gaussian (σ = 0.8): 1 2 1. */
const THREE = [0.25, 0.5, 0.25] as const;
/** Weights of a 5 × 5 Gaussian (σ = 1.1): 1 4 6 4 1. */
const FIVE = [0.0625, 0.25, 0.375, 0.25, 0.0625] as const;

/** 3 × 3 Gaussian; beyond the edge the picture is mirrored without repeating the edge pixel. */
export const blur3 = (plane: Plane): Plane => blurSeparable(plane, THREE);

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
  const { width, height, data } = plane;
  const half = (weights.length - 1) / 2;
  const between = emptyPlane(width, height);
  const out = emptyPlane(width, height);
  const padded = new Float32Array(width + 2 * half);
  for (let y = 0; y < height; y += 1) {
    const from = y * width;
    for (let i = -half; i < width + half; i += 1) padded[i + half] = data[from + mirror(i, width)]!;
    for (let x = 0; x < width; x += 1) {
      let sum = weights[half]! * padded[x + half]!;
      for (let k = 1; k <= half; k += 1) sum += weights[half + k]! * (padded[x + half - k]! + padded[x + half + k]!);
      between.data[from + x] = sum;
    }
  }
  for (let y = 0; y < height; y += 1) {
    const to = y * width;
    const middle = weights[half]!;
    for (let x = 0; x < width; x += 1) out.data[to + x] = middle * between.data[to + x]!;
    for (let k = 1; k <= half; k += 1) {
      const above = mirror(y - k, height) * width;
      const below = mirror(y + k, height) * width;
      const weight = weights[half + k]!;
      for (let x = 0; x < width; x += 1) {
        out.data[to + x]! += weight * (between.data[above + x]! + between.data[below + x]!);
      }
    }
  }
  return out;
}

function mirror(i: number, size: number): number {
  if (size === 1) return 0;
  let at = i;
  while (at < 0 || at >= size) at = at < 0 ? -at : 2 * (size - 1) - at;
  return at;
}
