import type { Quad } from "../geometry/quad.ts";
import { linearLight } from "../image/lab.ts";
import type { Plane } from "../image/plane.ts";
import type { Point } from "../types.ts";

/** Bilinear value at a point, pixel centres at .5; beyond the edge the outermost pixels go on. */
export function valueAt({ width, height, data }: Plane, x: number, y: number): number {
  const u = Math.min(width - 1, Math.max(0, x - 0.5));
  const v = Math.min(height - 1, Math.max(0, y - 0.5));
  const left = Math.min(width - 2, Math.floor(u));
  const top = Math.min(height - 2, Math.floor(v));
  const fx = u - left;
  const fy = v - top;
  const at = top * width + left;
  const upper = data[at]! + (data[at + 1]! - data[at]!) * fx;
  const lower = data[at + width]! + (data[at + width + 1]! - data[at + width]!) * fx;
  return upper + (lower - upper) * fy;
}

/** Light of a level: blur mixes light, not levels, and a blurred edge lies in the middle of the light alone. */
const LIGHT = Float32Array.from({ length: 257 }, (_, level) => 255 * linearLight(Math.min(255, level) / 255));

function lightAt(luma: Plane, x: number, y: number): number {
  const level = valueAt(luma, x, y);
  const below = level | 0;
  return LIGHT[below]! + (LIGHT[below + 1]! - LIGHT[below]!) * (level - below);
}

/** A straight line through (x, y) along (dx, dy), length 1. */
interface Line {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

/** Step of the profiles across a side, pixels. */
const STEP = 0.5;
/** A side is fitted only to places where light rises outwards by this much, of 255. */
const LEAST_RISE = 3;

/**
 * Moves the corners of a dark quadrilateral on light ground to where lines through its edges meet.
 *
 * @param reach How far on both sides an edge is looked for, pixels.
 * @returns `undefined` where a side has no edge.
 */
export function refineQuad(luma: Plane, quad: Quad, reach: number): Quad | undefined {
  const lines: Line[] = [];
  for (let i = 0; i < 4; i += 1) {
    const line = edgeLine(luma, quad[i]!, quad[(i + 1) % 4]!, reach);
    if (!line) return undefined;
    lines.push(line);
  }
  const corners = lines.map((line, i) => meet(lines[(i + 3) % 4]!, line));
  if (corners.some((corner) => corner === undefined)) return undefined;
  // Lines of a side that was none run away.
  const strayed = corners.some(
    (corner, i) => Math.hypot(corner![0] - quad[i]![0], corner![1] - quad[i]![1]) > 3 * reach + 2,
  );
  return strayed ? undefined : (corners as unknown as Quad);
}

function edgeLine(luma: Plane, from: Point, to: Point, reach: number): Line | undefined {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length = Math.hypot(dx, dy);
  if (!(length > 2)) return undefined;
  // Clockwise on a screen: outside is to the left of the way.
  const nx = dy / length;
  const ny = -dx / length;
  const count = Math.max(8, Math.min(64, Math.round(length)));
  const points: Point[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const share = 0.1 + (0.8 * (i + 0.5)) / count;
    const x = from[0] + dx * share;
    const y = from[1] + dy * share;
    const edge = edgeAcross(luma, x, y, nx, ny, reach);
    if (!edge) continue;
    points.push([x + nx * edge.offset, y + ny * edge.offset]);
    weights.push(edge.rise);
  }
  return points.length < Math.max(4, count / 3) ? undefined : robustLine(points, weights);
}

/** Where brightness rises most on the way outwards: centre of mass of the steepest rise. */
function edgeAcross(luma: Plane, x: number, y: number, nx: number, ny: number, reach: number) {
  const steps = Math.max(3, Math.ceil((2 * reach) / STEP));
  const rises = new Float64Array(steps);
  let before = lightAt(luma, x - nx * reach, y - ny * reach);
  let best = 0;
  for (let i = 0; i < steps; i += 1) {
    const at = -reach + (i + 1) * STEP;
    const value = lightAt(luma, x + nx * at, y + ny * at);
    rises[i] = value - before;
    before = value;
    if (rises[i]! > rises[best]!) best = i;
  }
  let total = 0;
  let moment = 0;
  let low = best;
  let high = best;
  const least = 0.2 * rises[best]!;
  while (low > 0 && rises[low - 1]! > least) low -= 1;
  while (high < steps - 1 && rises[high + 1]! > least) high += 1;
  for (let i = low; i <= high; i += 1) {
    total += rises[i]!;
    moment += rises[i]! * (-reach + (i + 0.5) * STEP);
  }
  return total < LEAST_RISE ? undefined : { offset: moment / total, rise: total };
}

/** Least squares of the distances, three rounds in which far points lose their say. */
function robustLine(points: readonly Point[], rises: readonly number[]): Line | undefined {
  let weights = rises.map((rise) => Math.min(rise, 40));
  let line: Line | undefined;
  for (let round = 0; round < 4; round += 1) {
    line = fitLine(points, weights);
    if (!line) return undefined;
    const { x, y, dx, dy } = line;
    const distances = points.map(([px, py]) => Math.abs((px - x) * dy - (py - y) * dx));
    const scale = Math.max(0.1, 1.5 * [...distances].sort((a, b) => a - b)[distances.length >> 1]!);
    weights = rises.map((rise, i) => Math.min(rise, 40) / (1 + (distances[i]! / scale) ** 4));
  }
  return line;
}

function fitLine(points: readonly Point[], weights: readonly number[]): Line | undefined {
  let sum = 0;
  let mx = 0;
  let my = 0;
  points.forEach(([x, y], i) => {
    sum += weights[i]!;
    mx += weights[i]! * x;
    my += weights[i]! * y;
  });
  if (!(sum > 0)) return undefined;
  mx /= sum;
  my /= sum;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  points.forEach(([x, y], i) => {
    xx += weights[i]! * (x - mx) ** 2;
    xy += weights[i]! * (x - mx) * (y - my);
    yy += weights[i]! * (y - my) ** 2;
  });
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  return { x: mx, y: my, dx: Math.cos(angle), dy: Math.sin(angle) };
}

function meet(a: Line, b: Line): Point | undefined {
  const cross = a.dx * b.dy - a.dy * b.dx;
  if (Math.abs(cross) < 0.05) return undefined;
  const t = ((b.x - a.x) * b.dy - (b.y - a.y) * b.dx) / cross;
  return [a.x + a.dx * t, a.y + a.dy * t];
}
