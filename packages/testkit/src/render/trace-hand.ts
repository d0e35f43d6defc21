/** Finds and shades the hand along a ray. */
import { smoothstep } from "./color.ts";
import { flush, type Hand } from "./hand.ts";
import { fractalNoise } from "./random.ts";
import type { Stage } from "./stage.ts";

/** Traces a hand. */
export interface HandTracer {
  /** @returns Whether the hand is hit before `limit`; then its light is in `out`. */
  trace(px: number, py: number, direction: Float64Array, limit: number, out: Float64Array): boolean;
}

const MOST_STEPS = 80;

/** Prepares tracing of one hand. */
export function createHandTracer(stage: Stage, hand: Hand): HandTracer {
  const { camera, scene, sun } = stage;
  const [ox, oy, oz] = camera.position;
  const inSight = silhouette(stage, hand);
  const { ambient } = scene.light;
  const touch = 0.004 * (scene.hand?.size ?? 5);

  const shade = (x: number, y: number, z: number, out: Float64Array) => {
    const e = touch * 1.5;
    const here = hand.distance(x, y, z);
    let nx = hand.distance(x + e, y, z) - here;
    let ny = hand.distance(x, y + e, z) - here;
    let nz = hand.distance(x, y, z + e) - here;
    const length = Math.hypot(nx, ny, nz) || 1;
    nx /= length;
    ny /= length;
    nz /= length;
    const capsule = hand.nearest(x, y, z);
    const cloth = capsule.part === "sleeve";
    const size = scene.hand?.size ?? 5;
    const grain = fractalNoise((x / size) * 40, (y / size) * 40, scene.seed + 5, 3) - 0.5;
    const fold = cloth ? fractalNoise((x / size) * 7, (y / size) * 16, scene.seed + 9, 2) - 0.5 : 0;
    const thin = capsule.part === "finger" ? smoothstep(0.25, 0.02, z / size) * 0.5 + 0.2 : 0.12;
    const color = cloth ? hand.sleeve : flush(hand.skin, thin);
    const tone = 1 + grain * (cloth ? 0.22 : 0.1) + fold * 0.5;
    const facing = nx * sun[0] + ny * sun[1] + nz * sun[2];
    // Light scatters inside skin, so its shadows are soft and reddish.
    const wrap = cloth ? 0.1 : 0.28;
    const lambert = Math.max(0, (facing + wrap) / (1 + wrap)) / sun[2];
    const crease = Math.min(
      1,
      Math.max(
        0.35,
        0.4 + (hand.distance(x + nx * size * 0.05, y + ny * size * 0.05, z + nz * size * 0.05) / (size * 0.05)) * 0.6,
      ),
    );
    const sky = ambient * crease * (0.55 + 0.45 * nz);
    const direct = (1 - ambient) * Math.min(1.35, lambert) * (0.6 + 0.4 * crease);
    for (let channel = 0; channel < 3; channel++) {
      const scatter = cloth || channel > 0 ? 1 : 1.05;
      out[channel] = color[channel]! * tone * (sky + direct) * scatter + (cloth ? 0 : 0.02 * Math.max(0, facing) ** 12);
    }
  };

  return {
    trace(px, py, direction, limit, out) {
      if (!inSight(px, py)) return false;
      const length = Math.hypot(direction[0]!, direction[1]!, direction[2]!);
      const dx = direction[0]! / length;
      const dy = direction[1]! / length;
      const dz = direction[2]! / length;
      const end = limit * length;
      let travelled = Math.max(0, (hand.top + touch - oz) / dz);
      for (let step = 0; step < MOST_STEPS && travelled < end; step++) {
        const x = ox + dx * travelled;
        const y = oy + dy * travelled;
        const z = oz + dz * travelled;
        const gap = hand.distance(x, y, z);
        if (gap < touch) {
          shade(x, y, z, out);
          return true;
        }
        travelled += gap * 0.9;
      }
      return false;
    },
  };
}

/** A quick test in pixels, a little wider than the hand. */
function silhouette(stage: Stage, hand: Hand): (px: number, py: number) => boolean {
  const { camera } = stage;
  const outlines = hand.capsules.map(({ a, b, ra, rb }) => {
    const [ax, ay] = camera.project(a);
    const [bx, by] = camera.project(b);
    const near = (camera.spec.focal * camera.spec.width) / Math.max(0.5, camera.position[2] - hand.top);
    return { ax, ay, bx, by, radius: Math.max(ra, rb) * near * 1.25 + 3 };
  });
  return (px, py) =>
    outlines.some(({ ax, ay, bx, by, radius }) => {
      const vx = bx - ax;
      const vy = by - ay;
      const share = Math.min(1, Math.max(0, ((px - ax) * vx + (py - ay) * vy) / (vx * vx + vy * vy || 1)));
      const ex = px - ax - vx * share;
      const ey = py - ay - vy * share;
      return ex * ex + ey * ey < radius * radius;
    });
}
