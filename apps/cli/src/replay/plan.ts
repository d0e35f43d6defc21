import type { GridSpec } from "@wopr/games";
import type { CornersOption, PlayerOption } from "../game/options.ts";
import type { Position } from "./position.ts";

/** One photo of a recorded game. */
export interface PlannedPhoto {
  readonly file: string;
  /** Where the board lies from this photo on; absent: as before. */
  readonly corners?: CornersOption;
  /** What lies on the board when the photo is taken; absent where nobody wrote it down. */
  readonly truth?: Position;
  /** Something hides the board: the photo is to be taken again, whatever is read from it. */
  readonly hidden?: true;
}

/** A recorded game, ready to be played again. The first photo is the set-up. */
export interface ReplayPlan {
  readonly title: string;
  readonly gameType: string;
  readonly grid: GridSpec;
  readonly packOptions: Readonly<Record<string, unknown>>;
  readonly players: readonly PlayerOption[];
  /** Kind of the pieces a position is entered with. */
  readonly pieceType: string;
  readonly photos: readonly PlannedPhoto[];
  /** Where the first photo shows each colour, for a recording without truth. */
  readonly taps?: readonly { readonly player: number; readonly cell: string }[];
}

/** Most cells one photo changes, as far as the truth says. */
export function largestChange(photos: readonly PlannedPhoto[]): number {
  let largest = 0;
  for (const [i, photo] of photos.entries()) {
    const before = photos[i - 1]?.truth;
    if (!photo.truth || !before) continue;
    const cells = new Set([...photo.truth.keys(), ...before.keys()]);
    let changed = 0;
    for (const cell of cells) if (photo.truth.get(cell) !== before.get(cell)) changed += 1;
    largest = Math.max(largest, changed);
  }
  return largest;
}
