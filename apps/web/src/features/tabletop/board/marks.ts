import type { MoveLineWire, MoveWire, ProposalWire } from "@wopr/contracts";
import { cellsOfMove } from "./position.ts";

/** What is marked on a board: the last change, what is proposed, what is asked, what nobody can explain. */
export interface Marks {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly asked: readonly string[];
  readonly unexplained: readonly string[];
  /** Arrows somebody drew. */
  readonly arrows: readonly { readonly from: string; readonly to: string }[];
}

/** A board without marks. */
export const NO_MARKS: Marks = { from: [], to: [], asked: [], unexplained: [], arrows: [] };

/** Marks of a move that happened. */
export const marksOfMove = (line: Pick<MoveLineWire, "move" | "arrows"> | undefined): Marks =>
  line ? { ...NO_MARKS, ...cellsOfMove(line.move as MoveWire), arrows: line.arrows } : NO_MARKS;

/** Marks of what is proposed. */
export function marksOfProposal(proposal: ProposalWire): Marks {
  const moved = proposal.move ? cellsOfMove(proposal.move) : { from: [], to: [] };
  return {
    ...moved,
    asked: proposal.questions.flatMap(({ cells }) => cells),
    unexplained: proposal.unexplained,
    arrows: [],
  };
}
