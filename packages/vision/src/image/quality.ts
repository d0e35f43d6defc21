import { VISION_DEFAULTS } from "../defaults.ts";
import type { Image, Quality } from "../types.ts";
import type { Plane } from "./plane.ts";
import { median } from "./stats.ts";

/** What {@link measureQuality} compares with. */
export interface QualityBase {
  /** Sharpness of the last agreed frames, newest last; up to five are used. */
  readonly sharpnessHistory?: readonly number[];
  /** The reference, to notice a camera that repeats its last frame. */
  readonly reference?: Pick<Image, "width" | "height" | "rgb" | "sha256">;
}

/**
 * How good a photo is (vision.md 6.2).
 *
 * @param luma Of the same photo at 800 px on the long side (smaller photos: at their own size).
 */
export function measureQuality(image: Image, luma: Plane, base: QualityBase = {}): Quality {
  const limits = VISION_DEFAULTS.quality;
  const sharpness = laplacianVariance(luma);
  const history = (base.sharpnessHistory ?? []).filter((v) => v > 0).slice(-5);
  const sharpnessRatio = history.length > 0 ? sharpness / median(history) : 1;
  const { mean, clippedShare } = brightness(luma);
  const verdicts: Quality["verdicts"][number][] = [];
  if (sharpnessRatio < limits.blurredRatio) verdicts.push("blurred");
  if (mean < limits.darkMean) verdicts.push("dark");
  if (mean > limits.brightMean || clippedShare > limits.clippedShare) verdicts.push("bright");
  if (base.reference && isSamePicture(image, base.reference)) verdicts.push("frozen");
  return { sharpness, sharpnessRatio, meanLuma: mean, clippedShare, verdicts };
}

/** Whether two pictures have the same pixels. Equal bytes of the files are reported by `sha256` and imply it. */
export function isSamePicture(
  a: Pick<Image, "width" | "height" | "rgb">,
  b: Pick<Image, "width" | "height" | "rgb">,
): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  for (let i = 0; i < a.rgb.length; i += 1) if (a.rgb[i] !== b.rgb[i]) return false;
  return true;
}

/** Variance of the 4-neighbour Laplacian over the inner pixels. */
export function laplacianVariance({ width, height, data }: Plane): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      const v = data[i - 1]! + data[i + 1]! + data[i - width]! + data[i + width]! - 4 * data[i]!;
      sum += v;
      squares += v * v;
    }
  }
  const n = Math.max(1, (width - 2) * (height - 2));
  return squares / n - (sum / n) ** 2;
}

function brightness({ data }: Plane): { readonly mean: number; readonly clippedShare: number } {
  let sum = 0;
  let clipped = 0;
  for (let i = 0; i < data.length; i += 1) {
    const v = data[i]!;
    sum += v;
    if (v >= 254) clipped += 1;
  }
  return { mean: sum / data.length, clippedShare: clipped / data.length };
}
