import { cellAt, cellName, type GridSpec, type Move, playerLabel, seatOf, type Table } from "@wopr/games";
import type { Inference, Question } from "@wopr/vision";

/** A question as people read it: one tap answers it. */
export interface AskedQuestion {
  readonly id: string;
  /** At most 80 characters. */
  readonly text: string;
  readonly kind: "choice" | "number" | "cell" | "yes_no";
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly cells: readonly string[];
}

/** What the words are made of. */
export interface QuestionFacts {
  readonly board: GridSpec;
  readonly table: Table;
  readonly describe: (move: Move) => string;
}

const MAX_LENGTH = 80;

const LABELS: Readonly<Record<string, string>> = {
  yes: "Yes",
  no: "No",
  bumped: "Only bumped",
  piece: "A piece moved",
  ignore: "Ignore it",
  enter: "Enter the move",
  take_over: "Take over the position",
  retake: "Take the photo again",
  none: "Another move",
};

/** Puts questions into words. */
export function questionTexts(
  questions: readonly Question[],
  inference: Pick<Inference, "top">,
  facts: QuestionFacts,
): readonly AskedQuestion[] {
  return questions.map((question) => ({
    id: question.id,
    text: textOf(question, inference, facts),
    kind: question.kind,
    options: question.options.map((option) => ({ value: option.value, label: labelOf(option, inference, facts) })),
    cells: question.cells.map((cell) => cellName(facts.board, cellAt(facts.board, cell))),
  }));
}

function textOf(question: Question, inference: Pick<Inference, "top">, facts: QuestionFacts): string {
  const cell =
    question.cells[0] === undefined ? "this cell" : cellName(facts.board, cellAt(facts.board, question.cells[0]));
  if (question.id === "confirm") return fitting(`${moveTexts(inference, facts)[0]}: right?`, "Is this move right?");
  switch (question.reason) {
    case "unsure_cell":
      return `Did ${cell} change?`;
    case "owner_unclear":
      return `Whose piece is on ${cell}?`;
    case "unexplained_cell":
      return `What happened at ${cell}?`;
    case "close_hypotheses": {
      const texts = moveTexts(inference, facts).slice(0, 2);
      return fitting(texts.length === 2 ? `${texts.join(", or ")}?` : "", "Which move was it?");
    }
    case "board_turned":
      return "Was the board turned round?";
    case "nothing_legal":
      return "No legal move gives this board. What now?";
    default:
      return "Is this move right?";
  }
}

const fitting = (text: string, otherwise: string) => (text.length > 0 && text.length <= MAX_LENGTH ? text : otherwise);

const moveTexts = ({ top }: Pick<Inference, "top">, { describe }: QuestionFacts) =>
  top.map(({ hypothesis }) => describe(hypothesis.move));

function labelOf(option: Question["options"][number], inference: Pick<Inference, "top">, facts: QuestionFacts): string {
  if (option.cls !== undefined) {
    const seat = seatOf(option.cls);
    return seat === null ? "Nobody's" : playerLabel(facts.table, seat);
  }
  const chosen = option.hypothesis === undefined ? undefined : inference.top[option.hypothesis];
  if (chosen && option.value !== "yes") return facts.describe(chosen.hypothesis.move);
  return LABELS[option.value] ?? option.value;
}
