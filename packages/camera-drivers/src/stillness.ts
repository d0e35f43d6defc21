import { blockDifferences, type GreyPicture } from "./sharpest.ts";

/** What is decided about a frame of a watched table. */
export type Sight = "quiet" | "moving" | "hand" | "settling" | "shoot";

/** How a table is watched. Times in milliseconds. */
export interface StillnessSettings {
  /** The table must not move for this long. */
  readonly stillMs: number;
  /** Share of blocks that must differ from the last photo. */
  readonly changedShare: number;
  /** Share of blocks that may differ between two frames of a still table. */
  readonly movingShare: number;
}

/** 1.5 s of stillness (tabletop.md 6.5); a piece of a tenth of the board's edge is one block of 640 px in 80 × 60. */
export const DEFAULT_STILLNESS: StillnessSettings = { stillMs: 1_500, changedShare: 0.002, movingShare: 0.004 };

/** Decides frame by frame when the table changed and came to rest. */
export interface StillnessWatch {
  see(picture: GreyPicture, atMs: number): Sight;
}

/** Grey difference of a block against the last photo beyond which something else lies there. */
const CHANGED = 14;
const MOVING = 10;
/** A change of this many joined blocks that touches the edge is an arm, not a piece. */
const HAND_SHARE = 0.03;

/**
 * Waits for change, then for rest, then says `shoot` once: what is seen then is the new normal.
 *
 * A change that reaches in from the edge and is large is a hand, however still it is held.
 */
export function createStillnessWatch(settings: StillnessSettings = DEFAULT_STILLNESS): StillnessWatch {
  let normal: GreyPicture | undefined;
  let before: GreyPicture | undefined;
  let stillSinceMs = 0;

  return {
    see(picture, atMs) {
      const previous = before;
      before = picture;
      if (!normal || !previous) {
        normal ??= picture;
        stillSinceMs = atMs;
        return "quiet";
      }
      const moved = blockDifferences(previous, picture);
      if (share(moved.values, MOVING) > settings.movingShare) {
        stillSinceMs = atMs;
        return "moving";
      }
      const changed = blockDifferences(normal, picture);
      if (share(changed.values, CHANGED) < settings.changedShare) return "quiet";
      if (reachesIn(changed)) {
        stillSinceMs = atMs;
        return "hand";
      }
      if (atMs - stillSinceMs < settings.stillMs) return "settling";
      normal = picture;
      return "shoot";
    },
  };
}

const share = (values: readonly number[], limit: number): number =>
  values.filter((value) => value > limit).length / Math.max(1, values.length);

/** Whether one joined area of change touches the edge of the picture and is as large as an arm. */
function reachesIn({ columns, rows, values }: ReturnType<typeof blockDifferences>): boolean {
  const seen = new Uint8Array(values.length);
  const isChanged = (at: number) => !seen[at] && values[at]! > CHANGED;
  for (let start = 0; start < values.length; start += 1) {
    if (!isEdge(start, columns, rows) || !isChanged(start)) continue;
    const stack = [start];
    seen[start] = 1;
    let size = 0;
    while (stack.length > 0) {
      const at = stack.pop()!;
      size += 1;
      for (const next of neighbours(at, columns, rows))
        if (isChanged(next)) {
          seen[next] = 1;
          stack.push(next);
        }
    }
    if (size / values.length > HAND_SHARE) return true;
  }
  return false;
}

const isEdge = (at: number, columns: number, rows: number): boolean => {
  const [x, y] = [at % columns, Math.floor(at / columns)];
  return x === 0 || y === 0 || x === columns - 1 || y === rows - 1;
};

const neighbours = (at: number, columns: number, rows: number): readonly number[] => {
  const x = at % columns;
  return [
    ...(x > 0 ? [at - 1] : []),
    ...(x < columns - 1 ? [at + 1] : []),
    ...(at >= columns ? [at - columns] : []),
    ...(at < columns * (rows - 1) ? [at + columns] : []),
  ];
};
