import type { Outcome, ProposalWire } from "@wopr/contracts";
import type { StateName } from "../../../ui/state-mark.tsx";

/** How a proposal introduces itself. */
export function introduction(proposal: Pick<ProposalWire, "outcome">): {
  readonly state: StateName;
  readonly text: string;
} {
  const all: Readonly<Record<Outcome, { readonly state: StateName; readonly text: string }>> = {
    sure: { state: "works", text: "WOPR is sure" },
    ask: { state: "attention", text: "WOPR asks" },
    no_change: { state: "unknown", text: "Nothing changed" },
    retake: { state: "attention", text: "Please take the photo again" },
    too_much: { state: "attention", text: "A lot changed" },
    late: { state: "unknown", text: "This photo came late" },
    failed: { state: "failed", text: "The photo could not be read" },
    setup: { state: "running", text: "The board before the first move" },
  };
  return all[proposal.outcome];
}

/** What a photo taken now would be called. */
export function captureLabel(facts: { readonly demo: boolean; readonly agreed: boolean }): string {
  if (facts.demo) return "Take photo";
  return facts.agreed ? "Capture move" : "Take setup photo";
}

/** Less probable readings of a photo WOPR is sure of are noise. */
const WORTH_SAYING = 0.01;

/** What else it may have been: the readings besides the proposed one. */
export const otherMoves = (
  proposal: Pick<ProposalWire, "outcome" | "move" | "alternatives">,
): ProposalWire["alternatives"] =>
  proposal.alternatives.filter(
    ({ text, probability }) =>
      text !== proposal.move?.text && (proposal.outcome !== "sure" || probability >= WORTH_SAYING),
  );

/** What an answer asks of the page instead of the server. */
export type PageAnswer = "retake" | "enter" | "take_over";

/** Answers that are acts of their own, not facts about the photo. */
export const isPageAnswer = (value: string): value is PageAnswer =>
  value === "retake" || value === "enter" || value === "take_over";

/** Whether every question has its answer. */
export const allAnswered = (questions: ProposalWire["questions"], answers: Readonly<Record<string, string>>): boolean =>
  questions.every(({ id }) => answers[id] !== undefined);
