/** Weighs what was measured on a cell; only for the order of hypotheses, `vision` gives the final scores. */

import { classOf } from "../labels.ts";
import type { BoardObservation, CellClass, CellEvidence, CellRef, GameState, GridSpec } from "../types.ts";

/** Log likelihood assumed for a class no colour was learned for: possible, but behind every learned one. */
const UNLEARNED = -3;

/** More cells than this are never combined; the ones with the strongest change are kept. */
const MOST_CANDIDATES = 24;

/** A cell that changed or may have changed, with what stood there. */
export interface Candidate extends CellRef {
  readonly before: CellClass;
  readonly evidence: CellEvidence;
}

/** How strongly a score speaks for a change, −5 to 5 (vision.md 6.12). */
export const changeEvidence = (score: number): number => Math.min(5, Math.max(-5, (score - 16) / 3));

/** Gain of believing that a cell became `after`. */
export const gainOf = (candidate: Candidate, after: CellClass): number =>
  changeEvidence(candidate.evidence.score) + (candidate.evidence.logLik[after] ?? UNLEARNED);

/** Changed and unsure cells, strongest first; pieces that belong to nobody have no class and are left out. */
export function candidatesOf(board: GridSpec, state: GameState, seen: BoardObservation): readonly Candidate[] {
  const found = seen.cells.flatMap((evidence): Candidate[] => {
    const { col, row } = evidence;
    if (evidence.status === "same" || row >= board.rows || col >= board.cols) return [];
    const before = classOf(state.grid?.[row]?.[col] ?? null);
    return before === null ? [] : [{ col, row, before, evidence }];
  });
  return found.sort((a, b) => b.evidence.score - a.evidence.score).slice(0, MOST_CANDIDATES);
}
