/** Ways of a base along a jointed movement tool, around what stands on the table. */
import { distanceOf, type Place, type Polygon, segmentToPolygon } from "./plane.ts";

/** Something in the way. */
export interface Obstacle {
  readonly id: string;
  readonly name: string;
  readonly polygon: Polygon;
}

/** What was looked for. */
export interface Walk {
  readonly from: Place;
  readonly to: Place;
  readonly baseMm: number;
  /** Length of the tool. */
  readonly toolMm: number;
  readonly obstacles: readonly Obstacle[];
}

/** A way as points of the centre, or what is in the way of every one. */
export type Way =
  | { readonly found: true; readonly points: readonly Place[] }
  | { readonly found: false; readonly blockedBy: Obstacle | null };

const STEP_DEG = 2;
/** The joint of the tool bends this far. */
const MOST_BEND = Math.PI / 2;

/**
 * A straight way, else one with a single bend in the middle of the tool. The base goes from one end of the tool to the
 * other, so its centre covers the tool and one diameter.
 *
 * @returns `blockedBy` null when the target is simply too far.
 */
export function findWay(walk: Walk): Way {
  const { from, to, baseMm, toolMm } = walk;
  const reach = toolMm + baseMm;
  const direct = blocker(walk, from, to);
  if (distanceOf(from, to) > reach) return { found: false, blockedBy: null };
  if (!direct) return { found: true, points: [from, to] };
  const leg = reach / 2;
  for (let degrees = 0; degrees < 360; degrees += STEP_DEG) {
    const angle = (degrees * Math.PI) / 180;
    const joint = { x: from.x + leg * Math.cos(angle), y: from.y + leg * Math.sin(angle) };
    const onward = distanceOf(joint, to);
    if (onward > leg || bend(angle, joint, to) > MOST_BEND) continue;
    if (!blocker(walk, from, joint) && !blocker(walk, joint, to)) return { found: true, points: [from, joint, to] };
  }
  return { found: false, blockedBy: direct };
}

/** The first obstacle a disc would touch on a straight way. */
function blocker({ baseMm, obstacles }: Walk, a: Place, b: Place): Obstacle | null {
  return obstacles.find(({ polygon }) => segmentToPolygon(a, b, polygon) < baseMm / 2) ?? null;
}

function bend(angle: number, joint: Place, to: Place): number {
  if (distanceOf(joint, to) === 0) return 0;
  const turn = Math.abs(Math.atan2(to.y - joint.y, to.x - joint.x) - angle) % (2 * Math.PI);
  return turn > Math.PI ? 2 * Math.PI - turn : turn;
}
