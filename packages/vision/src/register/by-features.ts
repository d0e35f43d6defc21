import { VISION_DEFAULTS } from "../defaults.ts";
import { compose, scaling } from "../geometry/homography.ts";
import { lumaAtLongSide } from "../image/luma.ts";
import type { Homography, Image } from "../types.ts";
import { describeCorners } from "./descriptors.ts";
import { matchByTurn, matchFeatures } from "./match.ts";
import { ransac } from "./ransac.ts";

/** What a photo must have to be registered by features. */
export type FeaturePhoto = Pick<Image, "width" | "height" | "rgb" | "scale">;

/** How one photo lies over another, by corners that look alike. */
export interface FeatureRegistration {
  /** First photo → second photo, pixels of the upright originals. */
  readonly homography: Homography;
  /** Matches that agree with the map. */
  readonly inliers: number;
  readonly matches: number;
  /** Whether enough agree to believe it (vision.md 6.5). */
  readonly accepted: boolean;
}

/**
 * Registers two photos of which one may be turned, nearer or shifted (vision.md 6.5): corners on pictures of 560 px,
 * binary descriptors, and the map most of the matches agree with. Chance comes from the seed alone.
 *
 * @param isBoard Whether a point of the first photo (upright original) shows the board; other points do not count.
 * @returns `undefined` where no map is found.
 */
export function registerByFeatures(
  a: FeaturePhoto,
  b: FeaturePhoto,
  seed: number,
  isBoard?: (x: number, y: number) => boolean,
): FeatureRegistration | undefined {
  const { longSide, most, rounds, tolerancePx, minInliers, minShare } = VISION_DEFAULTS.features;
  const [lumaA, lumaB] = [lumaAtLongSide(a, longSide), lumaAtLongSide(b, longSide)];
  const [kA, kB] = [(a.width * a.scale) / lumaA.width, (b.width * b.scale) / lumaB.width];
  const wanted = isBoard && ((x: number, y: number) => isBoard(x * kA, y * kA));
  const [featuresA, featuresB] = [describeCorners(lumaA, most, wanted), describeCorners(lumaB, most)];
  let found: FeatureRegistration | undefined;
  for (const match of [matchFeatures, matchByTurn]) {
    const matches = match(featuresA, featuresB);
    const agreed = ransac(matches, { rounds, tolerance: tolerancePx, seed });
    if (!agreed || (found && agreed.inliers.length <= found.inliers)) continue;
    const inliers = agreed.inliers.length;
    found = {
      homography: compose(compose(scaling(1 / kA, 1 / kA), agreed.homography), scaling(kB, kB)),
      inliers,
      matches: matches.length,
      accepted: inliers >= minInliers && inliers >= minShare * matches.length,
    };
    if (found.accepted) break;
  }
  return found;
}
