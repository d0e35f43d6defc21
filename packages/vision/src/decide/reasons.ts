import type { ReasonCode } from "../types.ts";

/** What a sentence may name. Every part may be missing. */
export interface ReasonFacts {
  /** Names of the cells it is about. */
  readonly cells?: readonly string[];
  /** Edge of the board a hand comes from. */
  readonly side?: "left" | "right" | "top" | "bottom" | "inside";
}

const SENTENCES: Readonly<Record<ReasonCode, (facts: ReasonFacts) => string>> = {
  blurred: () => "The photo is blurred. Keep the camera still and take it again.",
  dark: () => "The photo is too dark. Switch on a light and take it again.",
  bright: () => "The photo is too bright. Dim the light or move the lamp and take it again.",
  frozen: () => "The camera sent the same picture again. Check the camera and take the photo again.",
  hand: ({ side }) =>
    side && side !== "inside"
      ? `Something reaches over the ${side} edge of the board. Take your hands away and take the photo again.`
      : "Something large lies on the board. Take it away and take the photo again.",
  camera_moved: () => "The camera or the board moved too far. Drag the corners again.",
  board_turned: () => "The board lies the other way round than before. Was it turned, or the camera?",
  not_the_board: () =>
    "This does not look like the same board. Check the picture, or drag the corners again if the camera moved.",
  weak_registration: () => "The photo fits the last one only roughly, so please check the move.",
  unsure_cell: ({ cells }) =>
    cells && cells.length > 0
      ? `It is not clear whether ${listOf(cells)} changed.`
      : "It is not clear whether one of the cells changed.",
  close_hypotheses: () => "Two moves explain the photo almost equally well.",
  owner_unclear: ({ cells }) =>
    cells && cells.length > 0
      ? `The colour of the piece on ${listOf(cells)} is not clear.`
      : "The colour of a new piece is not clear.",
  count_unclear: () => "It is not clear how many pieces there are.",
  base_unclear: () => "It is not clear which of the bases moved.",
  unexplained_cell: ({ cells }) =>
    cells && cells.length > 0
      ? `The move does not explain what changed at ${listOf(cells)}.`
      : "The move does not explain everything that changed.",
  nothing_legal: () => "No legal move gives this board.",
  too_many_cells: () =>
    "More cells changed than one move can change. Enter the moves in order or take over the position.",
  light_changed: () => "The light changed unevenly, so please check the move.",
  two_moves: () => "This looks like two moves at once.",
  only_removed: () => "Pieces were only taken away. Is this an older photo, or was a move taken back?",
  low_confidence: () => "The photo leaves a little doubt, so please check the move.",
  same_photo: () => "This is the same photo as the last agreed one.",
  nothing_changed: () => "Nothing changed since the last agreed photo.",
  used_anyway: () => "The photo was used although a check refused it, so please check the move.",
  late: () => "This photo is older than the last agreed one.",
};

/** One sentence for a person that says why an outcome is not `sure`, and what to do where something can be done. */
export const reasonSentence = (reason: ReasonCode, facts: ReasonFacts = {}): string => SENTENCES[reason](facts);

function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
