import { THREE } from "../image/blur.ts";
import { blurLab, type Lab, labOf } from "../image/lab.ts";
import { type Component, components, type Mask } from "../image/mask.ts";
import type { Point, Rect } from "../types.ts";
import { changedPixels } from "./difference.ts";
import { assign } from "./hungarian.ts";
import { leanAt, sigmaOf } from "./parallax.ts";
import { fitRim, type Rim } from "./rim.ts";
import { circleCandidates } from "./scan.ts";
import type { BaseTrack, KnownBase, NewBase, TrackOptions } from "./types.ts";

/** Where all bases are now. */
export interface TracksRead {
  readonly tracks: readonly BaseTrack[];
  readonly added: readonly NewBase[];
  /** What changed, one pixel per millimetre. */
  readonly mask: Mask;
}

/** Smallest group of changed pixels that is looked at, mm². */
const LEAST_BLOB = 60;
/** Share of the rim that must have an edge. */
const LEAST_SUPPORT = 0.35;
/** With so much of the rim there is no doubt that it is one. */
const CLEAR_SUPPORT = 0.65;
/** A rim without any edge is as unlikely as a way this much longer, millimetres. */
const DOUBT_MM = 1500;
/** A unit of difference in colour between what stood on a base and what stands on it now is as unlikely, millimetres. */
const LOOK_MM = 4;
/** A base is looked for anew when this share of what lies under it changed. */
const DISTURBED = 0.12;
/** Share of a base that came that must be new to the photo. */
const LEAST_NEW = 0.2;
/** How far a place may be off that was entered by hand or measured before, millimetres. */
const NEAR = 2.5;
/** Two assignments whose total ways differ by less than this share, or this many millimetres, are both possible. */
const AMBIGUOUS = { share: 0.6, mm: 40 } as const;

/**
 * Follows bases on a table from one photo to the next (vision.md 6.11).
 *
 * @param reference One pixel per millimetre; `current` registered and relit.
 * @param bases Where they were, and how wide they are.
 */
export function trackBases(
  reference: Rect,
  current: Rect,
  bases: readonly KnownBase[],
  options: TrackOptions = {},
): TracksRead {
  const before = blurLab(labOf(reference), THREE);
  const after = blurLab(labOf(current), THREE);
  const mask = changedPixels(before, after, (i) => reference.valid[i] === 1 && current.valid[i] === 1);
  const blobs = components(mask).filter(({ pixels }) => pixels.length >= LEAST_BLOB);
  const still: BaseTrack[] = [];
  const left: KnownBase[] = [];
  for (const base of bases) {
    const rim = standsStill(before, after, mask, base, options);
    if (rim) still.push(trackOf(base, [base.x, base.y], rim, "still", options));
    else left.push(base);
  }
  const places = newPlaces(after, mask, blobs, left, still, options);
  const moved = matched(left, places, lookDifferences(before, after, left, places), options);
  const used = new Set(moved.map(({ place }) => place));
  const order = new Map(bases.map(({ id }, i) => [id, i]));
  const tracks = [...still, ...moved.map(({ track }) => track)];
  return {
    tracks: tracks.sort((a, b) => order.get(a.id)! - order.get(b.id)!),
    added: places
      .filter((place) => !used.has(place) && place.rim.support >= 0.5)
      .map((place) => newBase(place, options)),
    mask,
  };
}

/** A rim at a place where something changed. */
interface Place {
  readonly radius: number;
  readonly rim: Rim;
}

/** @returns The rim at the old place, when the base still lies there. */
function standsStill(before: Lab, after: Lab, mask: Mask, base: KnownBase, { pose }: TrackOptions): Rim | undefined {
  const radius = base.baseMm / 2;
  const place: Point = [base.x, base.y];
  const lean = leanAt(place, pose);
  if (shareInDisc(mask, place, radius) < DISTURBED)
    return { x: base.x, y: base.y, support: fitRim(after, place, radius, lean, 1).support, residual: 0 };
  const was = fitRim(before, place, radius, lean, 2);
  const is = fitRim(after, [was.x, was.y], radius, lean, 2);
  const same = Math.hypot(is.x - was.x, is.y - was.y) <= NEAR;
  // A figure that was turned changes what lies on the base, not its rim.
  const rimKept = is.support >= Math.max(LEAST_SUPPORT, 0.75 * was.support);
  return same && rimKept && shareOnRim(mask, place, radius) < 0.4 ? is : undefined;
}

/** Rims of the radii of the bases that left, near what changed. */
function newPlaces(
  after: Lab,
  mask: Mask,
  blobs: readonly Component[],
  left: readonly KnownBase[],
  still: readonly BaseTrack[],
  { pose, newRadiiMm }: TrackOptions,
): readonly Place[] {
  const radii = [...new Set([...left.map(({ baseMm }) => baseMm / 2), ...(newRadiiMm ?? [])])].sort((a, b) => b - a);
  const sums = sumsOf(mask);
  const found: Place[] = [];
  for (const blob of blobs) {
    for (const radius of radii) {
      const area = {
        left: Math.max(0, blob.minX - radius / 2),
        top: Math.max(0, blob.minY - radius / 2),
        right: Math.min(mask.width, blob.maxX + radius / 2),
        bottom: Math.min(mask.height, blob.maxY + radius / 2),
      };
      const most = 20 + Math.ceil(blob.pixels.length / (Math.PI * radius * radius));
      const isNew = (x: number, y: number): boolean => sums(x, y, radius * 0.8) >= LEAST_NEW;
      for (const { x, y } of circleCandidates(after, area, radius, most, isNew)) {
        const rim = fitRim(after, [x, y], radius, leanAt([x, y], pose), 3);
        const strayed = Math.hypot(rim.x - x, rim.y - y) > 6;
        if (strayed || rim.support < LEAST_SUPPORT) continue;
        // What did not change is no base that came: a part of it must be new.
        if (shareInDisc(mask, [rim.x, rim.y], radius) < LEAST_NEW) continue;
        found.push({ radius, rim });
      }
    }
  }
  const taken = still.map((track) => ({ x: track.xMm, y: track.yMm, r: track.rMm }));
  const kept: Place[] = [];
  for (const place of found.sort((a, b) => rank(b) - rank(a))) {
    const overlaps = [...taken, ...kept.map(({ radius, rim }) => ({ x: rim.x, y: rim.y, r: radius }))].some(
      ({ x, y, r }) => Math.hypot(x - place.rim.x, y - place.rim.y) < 0.8 * (r + place.radius),
    );
    if (!overlaps) kept.push(place);
  }
  return kept;
}

/** A figure may be as round as a small base, but it stands on a larger one: of clear rims the larger counts. */
const rank = ({ radius, rim }: Place): number =>
  (rim.support >= CLEAR_SUPPORT ? 10 + radius : 0) + rim.support - 0.15 * rim.residual;

interface Matched {
  readonly track: BaseTrack;
  readonly place: Place | undefined;
}

/** Which base lies where: the shortest ways in all, each no longer than possible, radii must fit. */
function matched(
  left: readonly KnownBase[],
  places: readonly Place[],
  looks: readonly (readonly number[])[],
  options: TrackOptions,
): readonly Matched[] {
  const { longestMoveMm = Number.POSITIVE_INFINITY } = options;
  const way = (base: KnownBase, { radius, rim }: Place, look: number): number => {
    const mm = Math.hypot(rim.x - base.x, rim.y - base.y);
    if (Math.abs(radius - base.baseMm / 2) >= 0.5 || mm > longestMoveMm) return Number.POSITIVE_INFINITY;
    // A place that hardly looks like a base is taken only when no better one is left.
    return mm + DOUBT_MM * Math.max(0, CLEAR_SUPPORT - rim.support) + LOOK_MM * look;
  };
  const cost = left.map((base, i) => places.map((place, j) => way(base, place, looks[i]![j]!)));
  const chosen = assign(cost);
  return left.map((base, i): Matched => {
    const at = chosen[i]!;
    const place = places[at];
    if (at < 0 || !place) {
      const nowhere: Rim = { x: base.x, y: base.y, support: 0, residual: 0 };
      return { track: trackOf(base, [base.x, base.y], nowhere, "gone", options), place: undefined };
    }
    const unclear = left.flatMap((other, j) => (j !== i && couldSwap(cost, chosen, i, j) ? [other.id] : []));
    return { track: { ...trackOf(base, [place.rim.x, place.rim.y], place.rim, "moved", options), unclear }, place };
  });
}

/** Whether two bases might as well have gone to each other's place. */
function couldSwap(cost: readonly (readonly number[])[], chosen: readonly number[], i: number, j: number): boolean {
  const [a, b] = [chosen[i]!, chosen[j]!];
  const swapped = (b < 0 ? 0 : cost[i]![b]!) + (a < 0 ? 0 : cost[j]![a]!);
  if (!Number.isFinite(swapped)) return false;
  // Where one of them is not seen any more, the other may be the one that is gone.
  if (a < 0 || b < 0) return true;
  const now = cost[i]![a]! + cost[j]![b]!;
  return swapped - now < Math.max(AMBIGUOUS.mm, AMBIGUOUS.share * now);
}

function trackOf(
  base: KnownBase,
  place: Point,
  rim: Rim,
  status: BaseTrack["status"],
  options: TrackOptions,
): BaseTrack {
  return {
    id: base.id,
    xMm: place[0],
    yMm: place[1],
    rMm: base.baseMm / 2,
    support: rim.support,
    sigmaMm: sigmaOf(place, rim.residual, options.rmsMm ?? 0, options.pose),
    status,
    unclear: [],
  };
}

const newBase = ({ radius, rim }: Place, { rmsMm = 0, pose }: TrackOptions): NewBase => ({
  xMm: rim.x,
  yMm: rim.y,
  rMm: radius,
  support: rim.support,
  sigmaMm: sigmaOf([rim.x, rim.y], rim.residual, rmsMm, pose),
});

/** Share of changed pixels in squares around a place. */
function sumsOf({ width, height, data }: Mask): (x: number, y: number, half: number) => number {
  const sums = new Int32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += data[y * width + x]!;
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + row;
    }
  }
  return (x, y, half) => {
    const left = Math.max(0, Math.round(x - half));
    const right = Math.min(width, Math.round(x + half));
    const top = Math.max(0, Math.round(y - half)) * (width + 1);
    const bottom = Math.min(height, Math.round(y + half)) * (width + 1);
    const area = ((bottom - top) / (width + 1)) * (right - left);
    return area <= 0
      ? 0
      : (sums[bottom + right]! - sums[top + right]! - sums[bottom + left]! + sums[top + left]!) / area;
  };
}

/** How differently what stands on a base was coloured before and is at every place now, Lab units up to 40. */
function lookDifferences(
  before: Lab,
  after: Lab,
  left: readonly KnownBase[],
  places: readonly Place[],
): readonly (readonly number[])[] {
  const now = places.map(({ radius, rim }) => looksOf(after, rim.x, rim.y, radius));
  return left.map(({ x, y, baseMm }) => {
    const was = looksOf(before, x, y, baseMm / 2);
    return now.map((is) => Math.min(40, Math.hypot(0.5 * (was[0] - is[0]), was[1] - is[1], was[2] - is[2])));
  });
}

/** Mean colour of the inner part of a base. */
function looksOf(
  { l, a, b, width, height }: Lab,
  cx: number,
  cy: number,
  radius: number,
): readonly [number, number, number] {
  const reach = 0.6 * radius;
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(height, cy + reach); y += 1) {
    for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(width, cx + reach); x += 1) {
      if ((x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2 > reach * reach) continue;
      const i = y * width + x;
      sum[0] += l[i]!;
      sum[1] += a[i]!;
      sum[2] += b[i]!;
      count += 1;
    }
  }
  return count === 0 ? sum : [sum[0] / count, sum[1] / count, sum[2] / count];
}

function shareInDisc({ width, height, data }: Mask, [cx, cy]: Point, radius: number): number {
  let inside = 0;
  let set = 0;
  for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(height, cy + radius); y += 1) {
    for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(width, cx + radius); x += 1) {
      if ((x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2 > radius * radius) continue;
      inside += 1;
      set += data[y * width + x]!;
    }
  }
  return inside === 0 ? 0 : set / inside;
}

function shareOnRim({ width, height, data }: Mask, [cx, cy]: Point, radius: number): number {
  let set = 0;
  for (let ray = 0; ray < 72; ray += 1) {
    const x = Math.floor(cx + radius * Math.cos((ray * Math.PI) / 36));
    const y = Math.floor(cy + radius * Math.sin((ray * Math.PI) / 36));
    if (x >= 0 && y >= 0 && x < width && y < height) set += data[y * width + x]!;
  }
  return set / 72;
}
