import type { MoveLineWire } from "@wopr/contracts";

/** Moves people must have agreed to unchanged before WOPR may offer to agree by itself (tabletop.md 6.1). */
const ENOUGH = 5;

/** Whether the newest moves that were read from photos for sure all stand as they were read. */
export function earnedTrust(moves: readonly Pick<MoveLineWire, "outcome" | "corrected">[]): boolean {
  const read = moves.filter(({ outcome }) => outcome === "sure").slice(-ENOUGH);
  return read.length === ENOUGH && read.every(({ corrected }) => !corrected);
}
