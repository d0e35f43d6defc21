import type { BoardStateWire, MoveInputWire, ProposalWire, QuestionWire } from "@wopr/contracts";
import type { GridSpec } from "@wopr/games";
import { type CellChange, changesBetween, makes, moveFor, type Position, toBoardWire } from "./position.ts";

/** What a person who knows the truth does about a proposal. */
export type Decision =
  | { readonly kind: "agree"; readonly how: "sure" | "reading" }
  | { readonly kind: "answer"; readonly answers: Readonly<Record<string, string>> }
  /** The truth as an own move, because the proposal and its answers do not lead there. */
  | { readonly kind: "correct"; readonly move: MoveInputWire }
  | { readonly kind: "position"; readonly position: BoardStateWire }
  | { readonly kind: "reject"; readonly reason: "retake" | "use_anyway" | "ignore" }
  /** Nobody here knows the answer. */
  | { readonly kind: "stop"; readonly question: string };

/** What is known about the moment of a photo. */
export interface Moment {
  readonly grid: GridSpec;
  /** Position the server believes in. */
  readonly agreed: Position;
  /** What really lies there; absent where nobody wrote it down. */
  readonly truth: Position | undefined;
  /** The next photo shows the same position, so this one may be given up. */
  readonly sameAgain: boolean;
  /** Something hides the board: nothing is to be read from this photo. */
  readonly hidden: boolean;
  readonly pieceType: string;
}

/**
 * Decides about one proposal: agrees to what is sure, answers what is asked from the truth, and enters the truth by hand
 * where nothing offered leads to it. Pure.
 */
export function decideFromTruth(proposal: ProposalWire, moment: Moment): Decision {
  const { grid, agreed, truth, pieceType } = moment;
  if (moment.hidden) return { kind: "reject", reason: "retake" };
  const changes = truth ? changesBetween(grid, agreed, truth) : undefined;
  switch (proposal.outcome) {
    case "sure":
      return { kind: "agree", how: "sure" };
    case "setup":
      return truth
        ? { kind: "position", position: toBoardWire(grid, truth, pieceType) }
        : { kind: "agree", how: "reading" };
    case "no_change":
      return changes && changes.length > 0 ? byHand(changes) : { kind: "reject", reason: "ignore" };
    case "retake":
      return { kind: "reject", reason: moment.sameAgain ? "retake" : "use_anyway" };
    case "too_much":
      if (!truth) return { kind: "stop", question: proposal.text };
      return { kind: "position", position: toBoardWire(grid, truth, pieceType) };
    case "ask":
      return changes ? answered(proposal, changes) : { kind: "stop", question: questionText(proposal) };
    case "late":
    case "failed":
      return changes ? byHand(changes) : { kind: "stop", question: proposal.text };
  }
}

/** Enters the changes as a move of the person's own; where there are none the photo is put aside. */
export const byHand = (changes: readonly CellChange[]): Extract<Decision, { kind: "correct" | "reject" }> => {
  const move = moveFor(changes);
  return move ? { kind: "correct", move } : { kind: "reject", reason: "ignore" };
};

const questionText = (proposal: ProposalWire) => proposal.questions[0]?.text ?? proposal.text;

/** Answers every question, or enters the move where an answer says that what is offered is wrong. */
function answered(proposal: ProposalWire, changes: readonly CellChange[]): Decision {
  const answers: Record<string, string> = {};
  for (const question of proposal.questions) {
    const answer = answerTo(question, proposal, changes);
    if (answer === undefined) return byHand(changes);
    answers[question.id] = answer;
  }
  if (proposal.questions.length > 0) return { kind: "answer", answers };
  return proposal.move && makes(proposal.move, changes) ? { kind: "agree", how: "reading" } : byHand(changes);
}

/**
 * The true answer to one question (vision.md 6.12).
 *
 * @returns `undefined` when the true answer is that the move has to be entered by hand.
 */
function answerTo(question: QuestionWire, proposal: ProposalWire, changes: readonly CellChange[]): string | undefined {
  const [cell] = question.cells;
  const change = changes.find((one) => one.cell === cell);
  const offered = (value: string | undefined) =>
    question.options.some((option) => option.value === value) ? value : undefined;
  const [kind] = question.id.split(":");
  switch (kind) {
    case "unsure":
      return offered(change ? "yes" : "no");
    case "owner":
      return change?.after ? offered(`player_${change.after}`) : undefined;
    case "unexplained":
      return change ? undefined : offered("bumped");
    case "move": {
      const right = proposal.alternatives.findIndex(({ move }) => makes(move, changes));
      return right < 0 ? undefined : offered(`move_${right + 1}`);
    }
    case "confirm":
      return proposal.move && makes(proposal.move, changes) ? offered("yes") : undefined;
    default:
      return undefined;
  }
}
