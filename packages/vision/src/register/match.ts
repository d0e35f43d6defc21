import type { Point } from "../types.ts";
import { type Features, WORDS } from "./descriptors.ts";

/** A corner of one picture and the corner of another that looks like it. */
export interface Match {
  readonly a: Point;
  readonly b: Point;
}

/** The best must be this much nearer than the second best. */
const RATIO = 0.8;
/** The same where the pictures are known to be turned alike everywhere. */
const LOOSE_RATIO = 0.95;
/** Bits that may differ at most, of 256. */
const FARTHEST = 80;
/** Bins a full turn is divided into. */
const TURNS = 24;

/** Pairs that are each other's nearest, and clearly nearer than the next. */
export const matchFeatures = (a: Features, b: Features): readonly Match[] => pairsOf(a, b, matched(a, b, RATIO));

/**
 * As {@link matchFeatures}, for boards on which much looks alike: less clear pairs count as well, if they turn the
 * picture as most of them do.
 */
export function matchByTurn(a: Features, b: Features): readonly Match[] {
  const pairs = matched(a, b, LOOSE_RATIO);
  const turns = pairs.map(([i, j]) => {
    const turn = (b.angles[j]! - a.angles[i]!) / (2 * Math.PI) + 2;
    return Math.floor(turn * TURNS) % TURNS;
  });
  const votes = new Int32Array(TURNS);
  for (const turn of turns) for (const near of [TURNS - 1, 0, 1]) votes[(turn + near) % TURNS]! += 1;
  const most = votes.indexOf(Math.max(...votes));
  const isNear = (turn: number): boolean => [0, 1, TURNS - 1].includes((turn - most + TURNS) % TURNS);
  return pairsOf(
    a,
    b,
    pairs.filter((_, k) => isNear(turns[k]!)),
  );
}

type Pair = readonly [number, number];

const pairsOf = (a: Features, b: Features, pairs: readonly Pair[]): readonly Match[] =>
  pairs.map(([i, j]) => ({
    a: [a.points[2 * i]!, a.points[2 * i + 1]!],
    b: [b.points[2 * j]!, b.points[2 * j + 1]!],
  }));

function matched(a: Features, b: Features, ratio: number): readonly Pair[] {
  const back = nearest(b, a, ratio);
  return [...nearest(a, b, ratio).entries()].filter(([i, j]) => j >= 0 && back[j] === i);
}

/** Index of the nearest descriptor in `b` for each of `a`, −1 where a second is almost as near. */
function nearest(a: Features, b: Features, ratio: number): Int32Array {
  const out = new Int32Array(a.count).fill(-1);
  for (let i = 0; i < a.count; i += 1) {
    let best = 257;
    let second = 257;
    let at = -1;
    for (let j = 0; j < b.count; j += 1) {
      let d = 0;
      for (let w = 0; w < WORDS && d < second; w += 1) d += bitCount(a.bits[i * WORDS + w]! ^ b.bits[j * WORDS + w]!);
      if (d < best) {
        // Two finds of one corner on neighbouring levels are no rivals.
        if (at < 0 || !isSamePlace(b, at, j)) second = best;
        best = d;
        at = j;
      } else if (d < second && !isSamePlace(b, at, j)) {
        second = d;
      }
    }
    if (best <= FARTHEST && best <= ratio * second) out[i] = at;
  }
  return out;
}

const isSamePlace = ({ points }: Features, i: number, j: number): boolean =>
  Math.abs(points[2 * i]! - points[2 * j]!) + Math.abs(points[2 * i + 1]! - points[2 * j + 1]!) < 4;

function bitCount(v: number): number {
  let n = v - ((v >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
