import { fitHomography } from "../geometry/fit.ts";
import { mapPoint } from "../geometry/homography.ts";
import type { Homography } from "../types.ts";
import { createDice } from "./dice.ts";
import type { Match } from "./match.ts";

/** A map and the matches that agree with it. */
export interface Consensus {
  readonly homography: Homography;
  readonly inliers: readonly Match[];
}

/** How {@link ransac} searches. */
export interface RansacOptions {
  readonly rounds: number;
  /** Pixels. */
  readonly tolerance: number;
  readonly seed: number;
}

/**
 * The map most matches agree with, refitted to all of them.
 *
 * @returns `undefined` where no four matches give a map.
 * @see Fischler & Bolles, Random sample consensus, 1981.
 */
export function ransac(matches: readonly Match[], options: RansacOptions): Consensus | undefined {
  const dice = createDice(options.seed);
  let best: readonly Match[] = [];
  for (let round = 0; round < options.rounds && matches.length >= 4; round += 1) {
    const four = Array.from({ length: 4 }, () => matches[Math.floor(dice() * matches.length)]!);
    if (new Set(four).size < 4) continue;
    const h = fit(four);
    if (!h || !keepsOrder(h, four)) continue;
    const agreeing = inliersOf(h, matches, options.tolerance);
    if (agreeing.length > best.length) best = agreeing;
  }
  return refit(best, matches, options.tolerance);
}

function refit(start: readonly Match[], matches: readonly Match[], tolerance: number): Consensus | undefined {
  let inliers = start;
  let homography = fit(inliers);
  for (let round = 0; round < 3 && homography; round += 1) {
    inliers = inliersOf(homography, matches, tolerance);
    homography = fit(inliers) ?? homography;
  }
  return homography && { homography, inliers };
}

const fit = (matches: readonly Match[]): Homography | undefined =>
  fitHomography(
    matches.map(({ a }) => a),
    matches.map(({ b }) => b),
  );

/** A camera never shows a board mirrored: triangles keep their sense of rotation. */
function keepsOrder(h: Homography, four: readonly Match[]): boolean {
  const [a, b, c] = four.map(({ a: p }) => p) as [Match["a"], Match["a"], Match["a"]];
  const [p, q, r] = [mapPoint(h, a), mapPoint(h, b), mapPoint(h, c)];
  if (!p || !q || !r) return false;
  return turn(a, b, c) * turn(p, q, r) > 0;
}

const turn = (a: Match["a"], b: Match["a"], c: Match["a"]): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

function inliersOf(h: Homography, matches: readonly Match[], tolerance: number): readonly Match[] {
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = h;
  return matches.filter(({ a: [x, y], b: [u, v] }) => {
    const w = h6 * x + h7 * y + h8;
    if (!(w > 0)) return false;
    return Math.hypot((h0 * x + h1 * y + h2) / w - u, (h3 * x + h4 * y + h5) / w - v) <= tolerance;
  });
}
