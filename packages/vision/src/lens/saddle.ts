import { solveInPlace } from "../geometry/linear.ts";
import { blurSeparable, gaussianWeights } from "../image/blur.ts";
import type { Plane } from "../image/plane.ts";
import { quantile } from "../image/stats.ts";
import { valueAt } from "../markers/edges.ts";

/** A corner where two dark and two light squares meet. */
export interface Saddle {
  readonly x: number;
  readonly y: number;
  /** Directions of the two edges through it, radians from 0 to π, smaller first. */
  readonly edges: readonly [number, number];
}

const RING = 32;
/** Radii of the rings on which light and dark must alternate, pixels. */
const RADII = [4, 6] as const;

/** Corners of a chessboard pattern, sub-pixel, strongest first. */
export function findSaddles(luma: Plane, most: number): readonly Saddle[] {
  const soft = blurSeparable(luma, gaussianWeights(7));
  const { width, height, data } = soft;
  const response = new Float32Array(data.length);
  for (let y = 2; y < height - 2; y += 1) {
    for (let x = 2; x < width - 2; x += 1) {
      const i = y * width + x;
      const xx = data[i - 1]! - 2 * data[i]! + data[i + 1]!;
      const yy = data[i - width]! - 2 * data[i]! + data[i + width]!;
      const xy = 0.25 * (data[i + width + 1]! - data[i + width - 1]! - data[i - width + 1]! + data[i - width - 1]!);
      response[i] = Math.max(0, xy * xy - xx * yy);
    }
  }
  const found: { x: number; y: number; strength: number }[] = [];
  const reach = 3;
  for (let y = 8; y < height - 8; y += 1) {
    for (let x = 8; x < width - 8; x += 1) {
      const strength = response[y * width + x]!;
      if (strength > 4 && isPeak(response, width, x, y, reach, strength))
        found.push({ x: x + 0.5, y: y + 0.5, strength });
    }
  }
  found.sort((a, b) => b.strength - a.strength);
  return found.slice(0, most).flatMap(({ x, y }) => {
    const edges = edgesAround(soft, x, y);
    if (!edges) return [];
    const fine = refineSaddle(luma, x, y, 5);
    return fine ? [{ ...fine, edges }] : [];
  });
}

function isPeak(response: Float32Array, width: number, x: number, y: number, reach: number, strength: number): boolean {
  for (let v = y - reach; v <= y + reach; v += 1) {
    for (let u = x - reach; u <= x + reach; u += 1) {
      if (response[v * width + u]! > strength) return false;
    }
  }
  return true;
}

/** Two light and two dark sectors on every ring; the directions between them are the edges. */
function edgesAround(luma: Plane, x: number, y: number): readonly [number, number] | undefined {
  let directions: readonly [number, number] | undefined;
  for (const radius of RADII) {
    const ring = Float32Array.from({ length: RING }, (_, i) => {
      const angle = (2 * Math.PI * i) / RING;
      return valueAt(luma, x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    });
    const low = quantile(ring, 0.15);
    const high = quantile(ring, 0.85);
    if (high - low < 20) return undefined;
    const middle = (low + high) / 2;
    const changes: number[] = [];
    ring.forEach((value, i) => {
      const next = ring[(i + 1) % RING]!;
      if (value > middle !== next > middle) changes.push(i + (middle - value) / (next - value));
    });
    if (changes.length !== 4) return undefined;
    const angles = changes.map((at) => (2 * Math.PI * at) / RING);
    const opposite = (a: number, b: number): number => Math.abs(Math.abs(a - b) - Math.PI);
    // A line through the corner leaves the ring at two opposite places.
    if (opposite(angles[0]!, angles[2]!) > 0.6 || opposite(angles[1]!, angles[3]!) > 0.6) return undefined;
    const mean = (a: number, b: number): number => ((((a + b - Math.PI) / 2) % Math.PI) + Math.PI) % Math.PI;
    const pair = [mean(angles[0]!, angles[2]!), mean(angles[1]!, angles[3]!)].sort((a, b) => a - b);
    directions = [pair[0]!, pair[1]!];
  }
  return directions;
}

/**
 * Moves a corner to where all gradients around it point past it.
 *
 * @see Förstner & Gülch, A fast operator for detection and precise location of distinct points, 1987.
 */
function refineSaddle(
  luma: Plane,
  x: number,
  y: number,
  reach: number,
): { readonly x: number; readonly y: number } | undefined {
  let [cx, cy] = [x, y];
  for (let round = 0; round < 12; round += 1) {
    const normal = new Float64Array(4);
    const right = new Float64Array(2);
    for (let v = -reach; v <= reach; v += 1) {
      for (let u = -reach; u <= reach; u += 1) {
        const [px, py] = [cx + u, cy + v];
        const gx = valueAt(luma, px + 1, py) - valueAt(luma, px - 1, py);
        const gy = valueAt(luma, px, py + 1) - valueAt(luma, px, py - 1);
        const weight = Math.exp(-(u * u + v * v) / (reach * reach));
        normal[0]! += weight * gx * gx;
        normal[1]! += weight * gx * gy;
        normal[3]! += weight * gy * gy;
        right[0]! += weight * (gx * gx * u + gx * gy * v);
        right[1]! += weight * (gx * gy * u + gy * gy * v);
      }
    }
    normal[2] = normal[1]!;
    if (!solveInPlace(normal, right)) return undefined;
    const [dx, dy] = [right[0]!, right[1]!];
    cx += dx;
    cy += dy;
    if (Math.hypot(cx - x, cy - y) > reach) return undefined;
    if (Math.hypot(dx, dy) < 0.003) break;
  }
  return { x: cx, y: cy };
}
