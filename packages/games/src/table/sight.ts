/** Lines of sight between bases. */
import { CLEAR_SIGMAS } from "./limits.ts";
import { isInside, type Place, type Polygon, segmentsMeet, sidesOf } from "./plane.ts";
import type { Disc } from "./range.ts";

/** Something one cannot see through. */
export interface Screen {
  readonly id: string;
  readonly name: string;
  readonly polygon: Polygon;
}

/** What is seen of a target. */
export interface Sight {
  /** Share of the target's points that are seen, 0 to 1. */
  readonly visible: number;
  readonly result: "clear" | "partial" | "blocked";
  /** Whether the answer is the same wherever the two bases may really stand. */
  readonly sure: boolean;
  readonly blockedBy: readonly string[];
}

const RIM_POINTS = 16;

/** The centre and 16 points on the rim. */
function pointsOf({ x, y, baseMm }: Disc): readonly Place[] {
  const rim = Array.from({ length: RIM_POINTS }, (_, at) => {
    const angle = (2 * Math.PI * at) / RIM_POINTS;
    return { x: x + (baseMm / 2) * Math.cos(angle), y: y + (baseMm / 2) * Math.sin(angle) };
  });
  return [{ x, y }, ...rim];
}

/** Whether a screen stands between two places; one a base stands on hides nothing from it. */
function hides({ polygon }: Screen, a: Place, b: Place): boolean {
  if (isInside(a, polygon) || isInside(b, polygon)) return false;
  return sidesOf(polygon).some(([p, q]) => segmentsMeet(a, b, p, q));
}

function shareSeen(from: Disc, to: Disc, screens: readonly Screen[]): number {
  const eyes = pointsOf(from);
  const targets = pointsOf(to);
  const seen = targets.filter((target) => eyes.some((eye) => !screens.some((screen) => hides(screen, eye, target))));
  return seen.length / targets.length;
}

const named = (share: number): Sight["result"] => (share === 0 ? "blocked" : share === 1 ? "clear" : "partial");

/**
 * What `from` sees of `to`: 17 points of each base, every point of one against every point of the other. Repeated with
 * both bases moved by two standard deviations to either side.
 */
export function sightBetween(from: Disc, to: Disc, screens: readonly Screen[]): Sight {
  const visible = shareSeen(from, to, screens);
  const result = named(visible);
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const aside = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
  const shifted = (disc: Disc, sign: number): Disc => ({
    ...disc,
    x: disc.x + sign * CLEAR_SIGMAS * disc.sigmaMm * aside.x,
    y: disc.y + sign * CLEAR_SIGMAS * disc.sigmaMm * aside.y,
  });
  const sure = [-1, 1].every((a) =>
    [-1, 1].every((b) => named(shareSeen(shifted(from, a), shifted(to, b), screens)) === result),
  );
  const between = screens.filter((screen) => hides(screen, from, to)).map(({ name, id }) => name || id);
  return { visible, result, sure, blockedBy: between };
}
