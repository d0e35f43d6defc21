import type { DescribedChange } from "./types.ts";

/** What the proposal believes of a cell, in words a model may use: `empty`, or the colour and name of the owner. */
export interface BelievedCell {
  readonly cell: string;
  readonly after: { readonly kind: "empty" } | { readonly kind: "occupied"; readonly words: readonly string[] };
}

const EMPTY = /\b(empty|nothing|bare|vacant|no piece)\b/i;

/**
 * Cells where a model is certain of something else than the proposal believes. Anything that cannot be understood is no
 * contradiction: a model may only raise a question.
 *
 * @param others Words of all players, to tell "blue" on a red cell from words that mean nothing here.
 */
export function contradictions(
  changes: readonly DescribedChange[],
  believed: readonly BelievedCell[],
  others: readonly string[],
): readonly DescribedChange[] {
  return changes.filter(({ cell, after, certainty }) => {
    const belief = believed.find((known) => known.cell === cell)?.after;
    if (certainty !== "high" || !belief) return false;
    if (belief.kind === "empty") return !EMPTY.test(after) && others.some((word) => says(after, word));
    if (EMPTY.test(after)) return true;
    const foreign = others.filter((word) => !belief.words.includes(word));
    return !belief.words.some((word) => says(after, word)) && foreign.some((word) => says(after, word));
  });
}

const says = (text: string, word: string): boolean =>
  word.length > 0 &&
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .includes(word.toLowerCase());
