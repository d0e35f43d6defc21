import type { CellClass, GameState, Hypothesis, Table } from "@wopr/games";
import type { Decision, Observation, Question } from "../types.ts";
import { cellsOf, type FullInference, infer, type Rules } from "./infer.ts";
import { openPoints, questionsFor } from "./questions.ts";

/** What a person's answers lead to. */
export type Resolution =
  | { readonly kind: "resolved"; readonly hypothesis: Hypothesis }
  /** The person says that no piece moved: what was seen was a bump or a shadow. */
  | { readonly kind: "no_change" }
  | { readonly kind: "open"; readonly inference: FullInference; readonly questions: readonly Question[] }
  /** Only a person can go on: `enter` the move, `take_over` the position, or `retake` the photo. */
  | { readonly kind: "by_hand"; readonly choice: "enter" | "take_over" | "retake" };

/** Where {@link applyAnswers} starts from: what {@link infer} and {@link decide} were given and gave. */
export interface Asked {
  readonly state: GameState;
  readonly observation: Observation;
  readonly pack: Rules;
  readonly table: Table;
  readonly inference: FullInference;
  readonly decision: Decision;
}

interface Told {
  readonly changed: Set<number>;
  readonly same: Set<number>;
  readonly owners: Map<number, CellClass>;
}

/**
 * Narrows a proposal by answers. Pure and without the photo: answers change what is believed about cells, and the move
 * is inferred again.
 *
 * @param answers Value of the chosen option by question id; unknown ids and values count as not answered.
 */
export function applyAnswers(asked: Asked, answers: Readonly<Record<string, string>>): Resolution {
  const told: Told = { changed: new Set(), same: new Set(), owners: new Map() };
  for (const question of asked.decision.questions) {
    const value = answers[question.id];
    const option = question.options.find((candidate) => candidate.value === value);
    const final = option && takeIn(question, option, asked.inference, told);
    if (final) return final;
  }
  return again(asked, told, answers);
}

/** @returns A resolution where one answer settles everything. */
function takeIn(
  question: Question,
  option: Question["options"][number],
  inference: FullInference,
  told: Told,
): Resolution | undefined {
  const [cell] = question.cells;
  if (question.id === "turned") return option.value === "yes" ? undefined : { kind: "by_hand", choice: "retake" };
  if (question.id === "move" || question.id === "confirm") {
    const chosen = option.hypothesis === undefined ? undefined : inference.ranked[option.hypothesis];
    return chosen ? { kind: "resolved", hypothesis: chosen.hypothesis } : { kind: "by_hand", choice: "enter" };
  }
  if (question.id === "nothing_legal") {
    return { kind: "by_hand", choice: option.value as "enter" | "take_over" | "retake" };
  }
  if (cell === undefined) return undefined;
  if (question.reason === "unexplained_cell" && option.value === "piece") return { kind: "by_hand", choice: "enter" };
  if (question.reason === "owner_unclear" && option.cls) told.owners.set(cell, option.cls);
  if (question.reason === "unsure_cell") (option.value === "yes" ? told.changed : told.same).add(cell);
  if (question.reason === "unexplained_cell") told.same.add(cell);
  return undefined;
}

function again(asked: Asked, told: Told, answers: Readonly<Record<string, string>>): Resolution {
  const observation = believing(asked.observation, told);
  const { changed, unsure } = observation.scores;
  if (changed.length + unsure.length === 0) return { kind: "no_change" };
  const inference = narrowed(infer(asked.state, observation, asked.pack, asked.table), told, observation);
  const [best] = inference.ranked;
  if (!best || (best.logScore <= 0 && changed.length > 0)) return { kind: "by_hand", choice: "enter" };
  const open = openPoints(observation, inference, asked.pack.manifest);
  const questions = questionsFor(observation, inference, {
    ...open,
    ownerUnclear: open.ownerUnclear.filter((cell) => !told.owners.has(cell)),
  }).filter(({ id }) => answers[id] === undefined);
  if (questions.length > 0) return { kind: "open", inference, questions };
  return { kind: "resolved", hypothesis: best.hypothesis };
}

/** The observation with what a person said about cells instead of what was measured. */
function believing(observation: Observation, told: Told): Observation {
  const { scores } = observation;
  const d = scores.d.map((score, cell) => (told.changed.has(cell) ? 60 : told.same.has(cell) ? 0 : score));
  const changed = scores.changed.filter((cell) => !told.same.has(cell));
  const unsure = scores.unsure.filter((cell) => !told.same.has(cell) && !told.changed.has(cell));
  return { ...observation, scores: { ...scores, d, changed: [...changed, ...told.changed], unsure } };
}

/** Only hypotheses that agree with the answers, probabilities rescaled. */
function narrowed(inference: FullInference, told: Told, { board, scores }: Observation): FullInference {
  const { cols } = board;
  const ranked = inference.ranked.filter(({ hypothesis }) => {
    const touched = cellsOf(hypothesis, cols);
    return (
      [...told.changed].every((cell) => touched.has(cell)) &&
      hypothesis.cells.every(({ row, col, after }) => (told.owners.get(row * cols + col) ?? after) === after)
    );
  });
  const sum = ranked.reduce((total, { probability }) => total + probability, inference.noneProbability);
  const scaled = ranked.map((r) => ({ ...r, probability: r.probability / sum }));
  const [first, second] = scaled;
  const best = cellsOf(first?.hypothesis, cols);
  const marginNats = first ? Math.min(999, first.logScore - Math.max(0, second?.logScore ?? 0)) : 999;
  return {
    ...inference,
    ranked: scaled,
    top: scaled.slice(0, 3),
    noneProbability: inference.noneProbability / sum,
    marginNats,
    unexplained: scores.changed.filter((cell) => !best.has(cell)),
    hypothesesCounted: scaled.length,
  };
}
