import { components, dilate, type Mask, open } from "../image/mask.ts";
import type { Labels } from "./labels.ts";

/** Pieces of one player that touch each other, in either of two photos. */
export interface Group {
  /** Pixels of the player before and after. */
  readonly before: number;
  readonly after: number;
  /** Pixels of the group, both photos, per zone index; 0 is outside all zones. */
  readonly perZone: ReadonlyMap<number, number>;
  /** Pixels that are the player's in one photo only. */
  readonly changed: number;
}

/** How far pieces may lie apart and still be compared together: a piece nudged by less is the same piece. */
const NUDGE = 7;

/**
 * Groups of pixels of one player that belong together in two photos.
 *
 * @param zoneOf Number of the zone of every pixel, 0 for none.
 */
export function groupsOf(
  before: Labels,
  after: Labels,
  label: number,
  zoneOf: Uint8Array,
  width: number,
  height: number,
): readonly Group[] {
  const a = piecesOf(before, label, width, height);
  const b = piecesOf(after, label, width, height);
  const union: Mask = { width, height, data: a.data.map((v, i) => v | b.data[i]!) };
  return components(dilate(union, NUDGE)).map(({ pixels }) => {
    let areaBefore = 0;
    let areaAfter = 0;
    let changed = 0;
    const perZone = new Map<number, number>();
    for (const i of pixels) {
      const [was, is] = [a.data[i]!, b.data[i]!];
      if ((was | is) === 0) continue;
      areaBefore += was;
      areaAfter += is;
      changed += was ^ is;
      perZone.set(zoneOf[i]!, (perZone.get(zoneOf[i]!) ?? 0) + was + is);
    }
    return { before: areaBefore, after: areaAfter, perZone, changed };
  });
}

/** Pixels of one player without specks. */
function piecesOf(labels: Labels, label: number, width: number, height: number): Mask {
  const data = new Uint8Array(labels.length);
  for (let i = 0; i < data.length; i += 1) if (labels[i] === label) data[i] = 1;
  return open({ width, height, data }, 3);
}
