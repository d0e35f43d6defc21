/** How much of the sun and of the sky a point of a level plane sees. */
import type { Capsule } from "./hand.ts";
import { createRandom } from "./random.ts";
import type { Light } from "./scene.ts";
import { crown, type Solid } from "./solids.ts";

/** Something that throws shadows. */
export type Caster = Solid["shape"] | (Capsule & { readonly kind?: undefined });

/** Light that reaches a plane, per texel: 1 all of it, 0 none. */
export interface LightMap {
  readonly left: number;
  readonly top: number;
  readonly texelsPerUnit: number;
  readonly width: number;
  readonly height: number;
  readonly sun: Float32Array;
  readonly sky: Float32Array;
}

/** A direction light comes from, as the shift of a shadow per unit of height. */
interface Slant {
  readonly x: number;
  readonly y: number;
}

/** Slants of a sun that is a disc. */
export function sunSlants(light: Light, count: number, seed: number): readonly Slant[] {
  const random = createRandom(seed);
  const azimuth = (light.azimuth * Math.PI) / 180;
  return Array.from({ length: count }, (_, at) => {
    // Spread evenly over the disc by the golden angle, with a little chance against rings.
    const radius = light.size * Math.sqrt((at + random.next()) / count);
    const turn = at * 2.399963 + random.between(0, 0.3);
    const elevation = ((light.elevation + radius * Math.sin(turn)) * Math.PI) / 180;
    const side = azimuth + (radius * Math.cos(turn) * Math.PI) / 180 / Math.max(0.2, Math.cos(elevation));
    const flat = 1 / Math.tan(Math.max(0.1, elevation));
    return { x: -Math.sin(side) * flat, y: Math.cos(side) * flat };
  });
}

/** Slants of an even sky, weighted by the cosine of the angle of incidence. */
export function skySlants(count: number, seed: number): readonly Slant[] {
  const random = createRandom(seed + 17);
  return Array.from({ length: count }, (_, at) => {
    const radius = Math.min(0.97, Math.sqrt((at + random.next()) / count));
    const turn = at * 2.399963 + random.between(0, 0.4);
    const flat = radius / Math.sqrt(1 - radius * radius);
    return { x: flat * Math.cos(turn), y: flat * Math.sin(turn) };
  });
}

/**
 * Shadows of casters on the plane at `planeZ`, as the mean over all slants.
 *
 * @param box `[left, top, right, bottom]` of the plane.
 */
export function castShadows(
  casters: readonly Caster[],
  planeZ: number,
  box: readonly [number, number, number, number],
  texelsPerUnit: number,
  sun: readonly Slant[],
  sky: readonly Slant[],
): LightMap {
  const [left, top, right, bottom] = box;
  const width = Math.max(2, Math.ceil((right - left) * texelsPerUnit));
  const height = Math.max(2, Math.ceil((bottom - top) * texelsPerUnit));
  const map = { left, top, texelsPerUnit, width, height };
  const lit = (slants: readonly Slant[]) => {
    const dark = new Float32Array(width * height);
    const stamp = new Int32Array(width * height);
    for (const [index, slant] of slants.entries()) {
      for (const caster of casters) {
        const outline = shadowOf(caster, planeZ, slant);
        if (outline.length > 2) fillConvex(outline, map, stamp, index + 1, dark);
      }
    }
    const share = slants.length === 0 ? 0 : 1 / slants.length;
    return dark.map((count) => 1 - count * share);
  };
  return { ...map, sun: lit(sun), sky: lit(sky) };
}

/** Bilinear look-up; beyond the map everything is lit. */
export function lightAt(map: LightMap, values: Float32Array, x: number, y: number): number {
  const u = (x - map.left) * map.texelsPerUnit - 0.5;
  const v = (y - map.top) * map.texelsPerUnit - 0.5;
  if (u < 0 || v < 0 || u >= map.width - 1 || v >= map.height - 1) return 1;
  const col = Math.floor(u);
  const row = Math.floor(v);
  const fx = u - col;
  const fy = v - row;
  const at = row * map.width + col;
  const upper = values[at]! * (1 - fx) + values[at + 1]! * fx;
  const lower = values[at + map.width]! * (1 - fx) + values[at + map.width + 1]! * fx;
  return upper * (1 - fy) + lower * fy;
}

type Flat = readonly [number, number];

/** Outline of a shadow: the hull of the caster's lower and upper outline, each shifted by its height. */
function shadowOf(caster: Caster, planeZ: number, slant: Slant): readonly Flat[] {
  if (caster.kind !== undefined && crown(caster) <= planeZ) return [];
  const points: Flat[] = [];
  const ring = (x: number, y: number, z: number, radius: number) => {
    const height = Math.max(0, z - planeZ);
    for (let at = 0; at < 12; at++) {
      const angle = (at * Math.PI) / 6;
      points.push([x + slant.x * height + radius * Math.cos(angle), y + slant.y * height + radius * Math.sin(angle)]);
    }
  };
  if (caster.kind === undefined) {
    ring(caster.a[0], caster.a[1], caster.a[2], caster.ra);
    ring(caster.b[0], caster.b[1], caster.b[2], caster.rb);
  } else if (caster.kind === "frustum") {
    ring(caster.x, caster.y, caster.bottom, caster.bottomRadius);
    ring(caster.x, caster.y, caster.topZ, caster.topRadius);
  } else if (caster.kind === "ellipsoid") {
    ring(caster.x, caster.y, caster.z, caster.radius);
    ring(caster.x, caster.y, caster.z + caster.halfHeight * 0.7, caster.radius * 0.7);
  } else {
    for (const [cx, cy] of cornersOf(caster)) {
      for (const z of [caster.bottom, caster.topZ]) {
        const height = Math.max(0, z - planeZ);
        points.push([cx + slant.x * height, cy + slant.y * height]);
      }
    }
  }
  return hull(points);
}

/** Eight corners of a rounded rectangle, each round corner cut by a straight line. */
function cornersOf(shape: Extract<Solid["shape"], { kind: "prism" }>): readonly Flat[] {
  const { halfWidth, halfHeight } = shape;
  const cut = shape.corner * 0.3;
  const local: readonly Flat[] = [
    [halfWidth, halfHeight - cut],
    [halfWidth - cut, halfHeight],
    [cut - halfWidth, halfHeight],
    [-halfWidth, halfHeight - cut],
    [-halfWidth, cut - halfHeight],
    [cut - halfWidth, -halfHeight],
    [halfWidth - cut, -halfHeight],
    [halfWidth, cut - halfHeight],
  ];
  return local.map(([x, y]) => [shape.x + shape.cos * x - shape.sin * y, shape.y + shape.sin * x + shape.cos * y]);
}

/** Convex hull by Andrew's monotone chain. */
export function hull(points: readonly Flat[]): readonly Flat[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: readonly Flat[]) => {
    const chain: Flat[] = [];
    for (const point of list) {
      while (chain.length >= 2 && cross(chain[chain.length - 2]!, chain[chain.length - 1]!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

const cross = (o: Flat, a: Flat, b: Flat) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** Counts every texel inside a convex outline once per `mark`. */
function fillConvex(
  outline: readonly Flat[],
  map: Pick<LightMap, "left" | "top" | "texelsPerUnit" | "width" | "height">,
  stamp: Int32Array,
  mark: number,
  count: Float32Array,
): void {
  const { left, top, texelsPerUnit, width, height } = map;
  const points = outline.map(([x, y]): Flat => [(x - left) * texelsPerUnit, (y - top) * texelsPerUnit]);
  const from = Math.max(0, Math.floor(Math.min(...points.map(([, y]) => y))));
  const to = Math.min(height - 1, Math.ceil(Math.max(...points.map(([, y]) => y))));
  for (let row = from; row <= to; row++) {
    const y = row + 0.5;
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < points.length; at++) {
      const [ax, ay] = points[at]!;
      const [bx, by] = points[(at + 1) % points.length]!;
      if (ay > y === by > y) continue;
      const x = ax + ((y - ay) / (by - ay)) * (bx - ax);
      start = Math.min(start, x);
      end = Math.max(end, x);
    }
    const first = Math.max(0, Math.ceil(start - 0.5));
    const last = Math.min(width - 1, Math.floor(end - 0.5));
    for (let col = first; col <= last; col++) {
      const at = row * width + col;
      if (stamp[at] === mark) continue;
      stamp[at] = mark;
      count[at] = count[at]! + 1;
    }
  }
}
