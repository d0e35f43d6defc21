import { MARKER_FAMILIES, type MarkerFamily, markerBits, turnedClockwise } from "./families.ts";

/** A code as it was read, found in a dictionary. */
export interface CodeMatch {
  readonly id: number;
  /** Quarter turns clockwise by which the code lies turned in what was read. */
  readonly turns: number;
  /** Cells that were read wrong. */
  readonly errors: number;
}

/** Looks up what was read. */
export type Dictionary = (read: Uint8Array) => CodeMatch | undefined;

/** Wrong cells forgiven at most: `few` however far the declared codes are apart, `many` when they are not compared. */
const FORGIVEN: Readonly<Record<MarkerFamily, { readonly few: number; readonly many: number }>> = {
  apriltag36h11: { few: 4, many: 4 },
  aruco4x4: { few: 2, many: 0 },
  aruco5x5: { few: 3, many: 2 },
  aruco6x6: { few: 4, many: 4 },
};
/** Up to this many codes are compared with each other. */
const FEW = 24;

/**
 * A dictionary of the declared ids alone. The fewer they are, the farther they lie apart and the more wrong cells are
 * forgiven. What reads without a fault as a code that was not declared is no marker.
 *
 * @throws {RangeError} for an id the family does not have.
 */
export function dictionaryOf(family: MarkerFamily, ids: readonly number[]): Dictionary {
  const known = [...new Set(ids)];
  const declared = known.flatMap((id) => turnsOf(family, id).map((bits, turns) => ({ id, turns, bits })));
  const { few, many } = FORGIVEN[family];
  const forgiven = known.length > FEW ? many : Math.min(few, Math.floor((smallestDistance(declared) - 1) / 2));
  return (read) => {
    let best: CodeMatch | undefined;
    for (const { id, turns, bits } of declared) {
      const errors = distance(bits, read);
      if (errors <= forgiven && (best === undefined || errors < best.errors)) best = { id, turns, errors };
    }
    return best && best.errors > 0 && isCodeOf(family, read) ? undefined : best;
  };
}

function turnsOf(family: MarkerFamily, id: number): readonly Uint8Array[] {
  const { side } = MARKER_FAMILIES[family];
  const turns = [markerBits(family, id)];
  while (turns.length < 4) turns.push(turnedClockwise(turns.at(-1)!, side));
  return turns;
}

/** Smallest number of cells by which two different readings differ, a code and its own turns included. */
function smallestDistance(codes: readonly { readonly bits: Uint8Array }[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < codes.length; i += 1) {
    for (let j = i + 1; j < codes.length; j += 1) least = Math.min(least, distance(codes[i]!.bits, codes[j]!.bits));
  }
  return least;
}

function distance(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i += 1) count += a[i]! ^ b[i]!;
  return count;
}

/** Whether a family has this very code, turned any way. */
function isCodeOf(family: MarkerFamily, read: Uint8Array): boolean {
  const { side, ids } = MARKER_FAMILIES[family];
  const turns = [read];
  while (turns.length < 4) turns.push(turnedClockwise(turns.at(-1)!, side));
  for (let id = 0; id < ids; id += 1) {
    const bits = markerBits(family, id);
    if (turns.some((turn) => distance(bits, turn) === 0)) return true;
  }
  return false;
}
