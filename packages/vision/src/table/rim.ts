import { solveInPlace } from "../geometry/linear.ts";
import type { Lab } from "../image/lab.ts";
import type { Point } from "../types.ts";

/** What stands above the table shifts away from the point below the camera: this far, and in this direction, at a place. */
export interface Lean {
  readonly mm: number;
  readonly x: number;
  readonly y: number;
}

/** A rim that was found. */
export interface Rim {
  readonly x: number;
  readonly y: number;
  /** Share of the rim with an edge, 0 to 1. */
  readonly support: number;
  /** Root mean square distance of the edges from the fitted rim, millimetres. */
  readonly residual: number;
}

const RAYS = 72;
/** Edges are looked for this far inside and outside, millimetres. */
const REACH = 1.5;
const STEP = 0.5;
/** Along the contrast of base and ground, colour must change by this much over two millimetres, or by a share of the contrast. */
const LEAST_EDGE = 4;
const EDGE_SHARE = 0.35;

/**
 * Looks for the rim of a base of known radius around a place, and moves its centre to where the edges are.
 *
 * A base is a low cylinder: on the side away from the camera its upper edge is seen, shifted by `lean`, on the other side
 * its lower edge.
 *
 * @param lab Of the flat table, one pixel per millimetre.
 * @param rounds How often the centre is moved; the reach grows smaller.
 */
export function fitRim(lab: Lab, start: Point, radius: number, lean: Lean, rounds: number): Rim {
  let [x, y] = start;
  let rim: Rim = { x, y, support: 0, residual: REACH };
  const offsets = circleOffsets(radius, 36);
  for (let round = 0; round < rounds; round += 1) {
    const reach = round === 0 && rounds > 1 ? REACH + 1.5 : REACH;
    const contrast = contrastAt(lab, x, y, offsets);
    const edges = rimEdges(lab, x, y, radius, lean, reach, contrast);
    const support = edges.length / RAYS;
    const fit = edges.length >= 8 ? leastSquares(edges) : undefined;
    if (!fit) return { x, y, support, residual: REACH };
    x += fit.dx;
    y += fit.dy;
    rim = { x, y, support, residual: fit.residual };
  }
  const contrast = contrastAt(lab, x, y, offsets);
  return { ...rim, support: rimEdges(lab, x, y, radius, lean, REACH, contrast).length / RAYS };
}

interface Edge {
  readonly nx: number;
  readonly ny: number;
  /** How far outside the expected rim the edge lies, millimetres. */
  readonly offset: number;
}

function rimEdges(
  lab: Lab,
  x: number,
  y: number,
  radius: number,
  lean: Lean,
  reach: number,
  contrast: Contrast,
): Edge[] {
  const edges: Edge[] = [];
  const size = sizeOf(contrast);
  if (size < LEAST_EDGE) return edges;
  const along: Contrast = { l: contrast.l / size, a: contrast.a / size, b: contrast.b / size };
  const least = Math.max(LEAST_EDGE, EDGE_SHARE * size);
  for (let ray = 0; ray < RAYS; ray += 1) {
    const angle = (2 * Math.PI * ray) / RAYS;
    const nx = Math.cos(angle);
    const ny = Math.sin(angle);
    const away = Math.max(0, nx * lean.x + ny * lean.y) * lean.mm;
    const offset = edgeAlong(lab, x + nx * (radius + away), y + ny * (radius + away), nx, ny, reach, along, least);
    if (offset !== undefined) edges.push({ nx, ny, offset });
  }
  return edges;
}

/** Place of the strongest change from base to ground along a ray, sub-pixel. */
function edgeAlong(
  lab: Lab,
  x: number,
  y: number,
  nx: number,
  ny: number,
  reach: number,
  along: Contrast,
  least: number,
): number | undefined {
  const count = Math.round((2 * (reach + 1)) / STEP) + 1;
  const levels = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const at = -reach - 1 + i * STEP;
    const [u, v] = [x + nx * at, y + ny * at];
    levels[i] =
      0.6 * along.l * bilinear(lab.l, lab, u, v) +
      along.a * bilinear(lab.a, lab, u, v) +
      along.b * bilinear(lab.b, lab, u, v);
  }
  // Over two millimetres, centred: from one millimetre inside to one outside.
  const span = Math.round(2 / STEP);
  const change = (i: number): number => levels[i]! - levels[i + span]!;
  let best = 0;
  for (let i = 1; i < count - span; i += 1) if (change(i) > change(best)) best = i;
  if (change(best) < least || best === 0 || best === count - span - 1) return undefined;
  const [before, strongest, after] = [change(best - 1), change(best), change(best + 1)];
  const bend = before - 2 * strongest + after;
  const shift = bend < 0 ? (0.5 * (before - after)) / bend : 0;
  return -reach + (best + Math.max(-0.5, Math.min(0.5, shift))) * STEP;
}

/** By how much a base differs from the ground around it; L with the weight 0.6. */
interface Contrast {
  readonly l: number;
  readonly a: number;
  readonly b: number;
}

const sizeOf = ({ l, a, b }: Contrast): number => Math.hypot(l, a, b);

/** Where a circle is sampled: pixels just inside and just outside of it, relative to its centre. */
export interface CircleOffsets {
  readonly inX: Float64Array;
  readonly inY: Float64Array;
  readonly outX: Float64Array;
  readonly outY: Float64Array;
}

/** Samples this far on both sides of a rim, millimetres. */
const BESIDE = 2.5;

/** Places to compare for a circle of a radius. */
export function circleOffsets(radius: number, count: number): CircleOffsets {
  const at = (reach: number, turn: (angle: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => reach * turn((2 * Math.PI * i) / count));
  return {
    inX: at(radius - BESIDE, Math.cos),
    inY: at(radius - BESIDE, Math.sin),
    outX: at(radius + BESIDE, Math.cos),
    outY: at(radius + BESIDE, Math.sin),
  };
}

/** Differences count no more than this, so that one bright spot does not outweigh a whole rim. */
const CLIP = 50;

/**
 * Mean difference between the inside and the outside of a rim. Texture cancels out around the circle, the even colour of a
 * base does not.
 */
function contrastAt(lab: Lab, x: number, y: number, { inX, inY, outX, outY }: CircleOffsets): Contrast {
  const { width, height } = lab;
  let l = 0;
  let a = 0;
  let b = 0;
  let seen = 0;
  for (let i = 0; i < inX.length; i += 1) {
    const u0 = Math.floor(x + inX[i]!);
    const v0 = Math.floor(y + inY[i]!);
    const u1 = Math.floor(x + outX[i]!);
    const v1 = Math.floor(y + outY[i]!);
    if (u0 < 0 || v0 < 0 || u1 < 0 || v1 < 0 || u0 >= width || v0 >= height || u1 >= width || v1 >= height) continue;
    const p = v0 * width + u0;
    const q = v1 * width + u1;
    seen += 1;
    l += clip(0.6 * (lab.l[p]! - lab.l[q]!));
    a += clip(lab.a[p]! - lab.a[q]!);
    b += clip(lab.b[p]! - lab.b[q]!);
  }
  return seen < inX.length / 2 ? { l: 0, a: 0, b: 0 } : { l: l / seen, a: a / seen, b: b / seen };
}

const clip = (v: number): number => Math.max(-CLIP, Math.min(CLIP, v));

/** How much a circle at a place looks like the rim of a base: size of the mean difference across it. */
export const rimContrast = (lab: Lab, x: number, y: number, offsets: CircleOffsets): number =>
  sizeOf(contrastAt(lab, x, y, offsets));

function bilinear(data: Float32Array, { width, height }: Lab, x: number, y: number): number {
  const u = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const v = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const left = u | 0;
  const top = v | 0;
  const fx = u - left;
  const fy = v - top;
  const at = top * width + left;
  const upper = data[at]! + (data[at + 1]! - data[at]!) * fx;
  const lower = data[at + width]! + (data[at + width + 1]! - data[at + width]!) * fx;
  return upper + (lower - upper) * fy;
}

/** The shift of the centre that the edges ask for; edges far off lose their say. */
function leastSquares(
  edges: readonly Edge[],
): { readonly dx: number; readonly dy: number; readonly residual: number } | undefined {
  let dx = 0;
  let dy = 0;
  let weights = edges.map(() => 1);
  for (let round = 0; round < 4; round += 1) {
    // A common offset takes up the width of the rim; only what differs from side to side moves the centre.
    const normal = new Float64Array(9);
    const right = new Float64Array(3);
    edges.forEach(({ nx, ny, offset }, i) => {
      const row = [nx, ny, 1];
      for (let a = 0; a < 3; a += 1) {
        for (let b = 0; b < 3; b += 1) normal[3 * a + b]! += weights[i]! * row[a]! * row[b]!;
        right[a]! += weights[i]! * row[a]! * offset;
      }
    });
    // With few edges on one side the common offset and the shift cannot be told apart: the radius is known.
    normal[8]! += 0.5 * edges.length;
    if (!solveInPlace(normal, right)) return undefined;
    [dx, dy] = [right[0]!, right[1]!];
    const common = right[2]!;
    weights = edges.map(({ nx, ny, offset }) => 1 / (1 + ((offset - common - nx * dx - ny * dy) / 0.6) ** 4));
  }
  const sum = weights.reduce((total, w) => total + w, 0);
  const squares = edges.reduce(
    (total, { nx, ny, offset }, i) => total + weights[i]! * (offset - nx * dx - ny * dy) ** 2,
    0,
  );
  return { dx, dy, residual: Math.sqrt(squares / Math.max(sum, 1e-9)) };
}
