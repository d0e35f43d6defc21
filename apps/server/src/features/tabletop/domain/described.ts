import { type CellClass, playerLabel, seatOf, type Table } from "@wopr/games";
import type { BelievedCell } from "@wopr/vision/describer";
import type { Outcome, ProposalCell, ProposalContent } from "./proposal.ts";
import type { AskedQuestion } from "./questions.ts";

/** Words of a model beside a proposal, or why there are none. */
export interface ProposalDescription {
  readonly text: string | null;
  readonly model: string;
  readonly doubts: readonly string[];
  /** Set when there is no description. */
  readonly note: string | null;
}

/** What a model said about one cell. */
export interface SaidOfCell {
  readonly cell: string;
  readonly after: string;
}

/** Id of the question a model may raise. */
export const DESCRIBER_QUESTION = "describer";

const MAX_LENGTH = 80;

/**
 * Puts a model's words beside a proposal. Where it is certain of something else than a sure proposal says, a question is
 * raised; nothing else about the proposal ever changes.
 *
 * @param against What the model is certain of against the proposal.
 */
export function withDescription(
  outcome: Outcome,
  content: ProposalContent,
  description: ProposalDescription,
  against: readonly SaidOfCell[],
  table: Table,
): { readonly outcome: Outcome; readonly content: ProposalContent } {
  const described = { ...content, description };
  const [first] = against;
  if (outcome !== "sure" || !first) return { outcome, content: described };
  const cell = content.cells.find((known) => known.cell === first.cell);
  const ours = cell ? wordsFor(cell.after, table) : "something else";
  const question: AskedQuestion = {
    id: DESCRIBER_QUESTION,
    text: textOf(first, ours),
    kind: "choice",
    options: [
      { value: "as_proposed", label: content.moveText ?? "As proposed" },
      { value: "enter", label: "Something else" },
    ],
    cells: [first.cell],
  };
  const reason = {
    code: "describer_disagrees",
    text: `The model sees something else on ${first.cell}, so please check.`,
  };
  return { outcome: "ask", content: { ...described, questions: [question], reasons: [...content.reasons, reason] } };
}

function textOf({ cell, after }: SaidOfCell, ours: string): string {
  const whole = `The describer sees ${after} on ${cell}, I see ${ours}. Which?`;
  return whole.length <= MAX_LENGTH
    ? whole
    : `The describer sees something else on ${cell}. Which is right?`.slice(0, MAX_LENGTH);
}

function wordsFor(cls: string, table: Table): string {
  if (cls === "empty") return "nothing";
  const seat = seatOf(cls as CellClass);
  return seat === null || seat === undefined ? "a piece" : playerLabel(table, seat);
}

/** What the proposal believes of the cells that were shown, in the words a model may use. */
export function believedCells(cells: readonly ProposalCell[], table: Table): readonly BelievedCell[] {
  return cells.flatMap(({ cell, after }): readonly BelievedCell[] => {
    if (after === "empty") return [{ cell, after: { kind: "empty" as const } }];
    const seat = seatOf(after as CellClass);
    const words = seat === null || seat === undefined ? [] : playerWords(table, seat);
    return words.length === 0 ? [] : [{ cell, after: { kind: "occupied" as const, words } }];
  });
}

/** Words for the pieces of a player: colour, where it has a name. */
export function playerWords(table: Table, seat: number): readonly string[] {
  const color = table.players.find((player) => player.seat === seat)?.color;
  return color && /^[a-z]+$/i.test(color) ? [color.toLowerCase()] : [];
}
