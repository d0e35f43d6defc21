import { cellAt, classOf, type GameState } from "@wopr/games";
import type { FullInference, Observation } from "@wopr/vision";
import { likelyClass } from "./reading.ts";

/** Score of a cell that certainly changed, and of one that certainly did not. */
const CERTAIN = 60;
const SAME = 0;

/**
 * An observation as if it had been compared with another position than the one of its reference photo.
 *
 * Between the reference and now the game may have changed without a photo (a move by hand, undo, a correction). Where the
 * two positions differ, what the photo shows there is held against the new one: it differs now, or it fits now.
 *
 * @param reference What stood on the board in the reference photo.
 * @param seen Inference on that position, for its evidence per cell.
 * @returns The very same observation when the two positions do not differ.
 */
export function rebase(
  observation: Observation,
  reference: GameState,
  state: GameState,
  seen: Pick<FullInference, "evidence">,
): Observation {
  const { scores, board } = observation;
  const changed = new Set(scores.changed);
  const unsure = new Set(scores.unsure);
  const d = [...scores.d];
  let differs = false;
  for (let cell = 0; cell < board.rows * board.cols; cell += 1) {
    const { col, row } = cellAt(board, cell);
    const was = classOf(reference.grid?.[row]?.[col] ?? null);
    const is = classOf(state.grid?.[row]?.[col] ?? null);
    if (was === is) continue;
    differs = true;
    const shown = changed.has(cell) || unsure.has(cell) ? (likelyClass(seen.evidence.cells[cell]) ?? null) : was;
    const fits = shown === is;
    unsure.delete(cell);
    if (fits) changed.delete(cell);
    else changed.add(cell);
    d[cell] = fits ? SAME : CERTAIN;
  }
  if (!differs) return observation;
  const inOrder = (cells: ReadonlySet<number>) => [...cells].sort((a, b) => a - b);
  return { ...observation, scores: { ...scores, d, changed: inOrder(changed), unsure: inOrder(unsure) } };
}
