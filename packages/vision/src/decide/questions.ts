import type { CellClass, PackManifest } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import type { Observation, Question, Ranked } from "../types.ts";
import { cellsOf, type FullInference } from "./infer.ts";

/** What is open about a proposal, as indices of cells. */
export interface OpenPoints {
  readonly unsure: readonly number[];
  readonly ownerUnclear: readonly number[];
  readonly unexplained: readonly number[];
  /** Whether the two best hypotheses differ in more than unsure cells and unclear owners. */
  readonly closeHypotheses: boolean;
}

/** A question with the share of probability its answer is expected to remove. */
interface Weighed {
  readonly question: Question;
  readonly removes: number;
}

/** Unexplained cells weigh as much as a coin toss: nothing is known about what happened there. */
const UNKNOWN_MASS = 0.5;

/** What keeps the best hypothesis from being taken as it is. @param pieces Of the pack; tall ones change what counts. */
export function openPoints(
  observation: Observation,
  inference: FullInference,
  { pieces = [] }: Partial<Pick<PackManifest, "pieces">>,
): OpenPoints {
  const tall = pieces.some(({ footprint }) => footprint === "tall");
  const unsure = openUnsure(observation, inference, tall);
  // Where rules allow few moves they say whose piece arrives; the colour of a tall piece is hard to cut out.
  const ownerUnclear = tall ? [] : unclearOwners(observation, inference);
  return {
    unsure,
    ownerUnclear,
    unexplained: inference.unexplained,
    closeHypotheses: isClose(observation, inference, new Set([...unsure, ...ownerUnclear])),
  };
}

/** At most three questions, the one that removes most probability first. */
export function questionsFor(
  observation: Observation,
  inference: FullInference,
  open: OpenPoints,
): readonly Question[] {
  const weighed = [
    ...open.unsure.map((cell) => unsureQuestion(cell, inference, observation)),
    ...open.ownerUnclear.map((cell) => ownerQuestion(cell, inference, observation)),
    ...open.unexplained.map(unexplainedQuestion),
    ...(open.closeHypotheses ? [moveQuestion(inference, observation)] : []),
  ];
  return weighed
    .sort((a, b) => b.removes - a.removes)
    .slice(0, VISION_DEFAULTS.maxQuestions)
    .map(({ question }) => question);
}

/** Asks whether the best hypothesis is right, where only the photo as a whole is in doubt. */
export function confirmQuestion(
  inference: FullInference,
  observation: Observation,
  reason: Question["reason"],
): Question {
  const cells = [...cellsOf(inference.ranked[0]?.hypothesis, observation.board.cols)];
  const options = [{ value: "yes", hypothesis: 0 }, { value: "no" }];
  return { id: "confirm", kind: "yes_no", reason, cells, options };
}

/** Asks whether the board was turned round on purpose: symmetrical boards look alike both ways. */
export function turnedQuestion(): Question {
  return {
    id: "turned",
    kind: "yes_no",
    reason: "board_turned",
    cells: [],
    options: [{ value: "yes" }, { value: "no" }],
  };
}

/** What to do when no move of the pack gives this board. */
export function nothingLegalQuestion(observation: Observation): Question {
  const options = [{ value: "enter" }, { value: "take_over" }, { value: "retake" }];
  const cells = [...observation.scores.changed, ...observation.scores.unsure];
  return { id: "nothing_legal", kind: "choice", reason: "nothing_legal", cells, options };
}

/** Probability that a cell is part of the move, over all hypotheses and "none of these". */
export function probabilityOfCell(cell: number, { ranked }: FullInference, cols: number): number {
  return ranked.reduce(
    (sum, { hypothesis, probability }) => (cellsOf(hypothesis, cols).has(cell) ? sum + probability : sum),
    0,
  );
}

/**
 * Unsure cells that neither rules nor looks settle. A score that speaks for a change is never talked away by looks: the
 * cell is part of the move, or it is asked about, because something of a colour nobody learned may lie there. Shadows
 * beside new pieces score below that; for them it is enough that the move is far more probable without. Tall pieces lean
 * and throw shadows over their neighbours: there the rules decide, which allow few moves.
 */
function openUnsure({ scores, board }: Observation, inference: FullInference, tall: boolean): readonly number[] {
  const { settled, settledBelowBand } = VISION_DEFAULTS.sure;
  return scores.unsure.filter((cell) => {
    const p = probabilityOfCell(cell, inference, board.cols);
    if (p >= 1 - settled) return false;
    if (tall) return p > settled;
    return (scores.d[cell] ?? 0) > VISION_DEFAULTS.evidence.zero || p > settledBelowBand;
  });
}

/** New pieces whose colour is not clearly one player's, or not the one the best hypothesis says. */
function unclearOwners({ readings, board }: Observation, { ranked }: FullInference): readonly number[] {
  const best = ranked[0]?.hypothesis.cells ?? [];
  return best
    .filter(({ row, col, before, after }) => {
      if (after === "empty" || after === before) return false;
      const reading = readings.find((r) => r.row === row && r.col === col);
      if (!reading) return true;
      const nearest: CellClass | null = reading.distance < 0 ? null : nearestClass(reading.owner, after);
      return nearest !== after || reading.ownerMargin < VISION_DEFAULTS.sure.owner;
    })
    .map(({ row, col }) => row * board.cols + col);
}

/** A reading that is too far from every colour names no owner; then the hypothesis is all there is. */
const nearestClass = (owner: number | null, after: CellClass): CellClass | null =>
  owner === null ? (after === "empty" ? null : after) : `player_${owner}`;

function isClose({ board }: Observation, inference: FullInference, asked: ReadonlySet<number>): boolean {
  const [first, second] = inference.ranked;
  if (!first || inference.marginNats >= VISION_DEFAULTS.sure.margin) return false;
  const differing = differingCells(first, second, board.cols);
  return differing.length === 0 || differing.some((cell) => !asked.has(cell));
}

/** Cells that end up differently under two hypotheses. */
function differingCells(first: Ranked, second: Ranked | undefined, cols: number): readonly number[] {
  const after = (ranked: Ranked | undefined): ReadonlyMap<number, CellClass> =>
    new Map((ranked?.hypothesis.cells ?? []).map((cell) => [cell.row * cols + cell.col, cell.after]));
  const a = after(first);
  const b = after(second);
  return [...new Set([...a.keys(), ...b.keys()])].filter((cell) => a.get(cell) !== b.get(cell));
}

function unsureQuestion(cell: number, inference: FullInference, { board }: Observation): Weighed {
  const p = probabilityOfCell(cell, inference, board.cols);
  const options = [{ value: "yes" }, { value: "no" }];
  return {
    question: { id: `unsure:${cell}`, kind: "yes_no", reason: "unsure_cell", cells: [cell], options },
    removes: 1 - p * p - (1 - p) * (1 - p),
  };
}

function ownerQuestion(cell: number, { ranked }: FullInference, { board, palette }: Observation): Weighed {
  const classes = new Map<CellClass, number>(palette.entries.map(({ player }) => [`player_${player}`, 0]));
  for (const { hypothesis, probability } of ranked) {
    const found = hypothesis.cells.find(({ row, col }) => row * board.cols + col === cell);
    if (found && found.after !== "empty") classes.set(found.after, (classes.get(found.after) ?? 0) + probability);
  }
  const mass = [...classes.values()];
  const rest = Math.max(0, 1 - mass.reduce((a, b) => a + b, 0));
  const options = [...classes.keys()].sort(bySeat).map((cls) => ({ value: cls, cls }));
  return {
    question: { id: `owner:${cell}`, kind: "choice", reason: "owner_unclear", cells: [cell], options },
    removes: 1 - mass.reduce((sum, p) => sum + p * p, rest * rest),
  };
}

const seatOf = (cls: CellClass): number => Number(cls.slice("player_".length));
const bySeat = (a: CellClass, b: CellClass): number => seatOf(a) - seatOf(b);

function unexplainedQuestion(cell: number): Weighed {
  const options = [{ value: "bumped" }, { value: "piece" }, { value: "ignore" }];
  return {
    question: { id: `unexplained:${cell}`, kind: "choice", reason: "unexplained_cell", cells: [cell], options },
    removes: UNKNOWN_MASS,
  };
}

function moveQuestion(inference: FullInference, { board }: Observation): Weighed {
  const top = inference.top;
  const cells = [...new Set(top.flatMap(({ hypothesis }) => [...cellsOf(hypothesis, board.cols)]))];
  const options = [...top.map((_, hypothesis) => ({ value: `move_${hypothesis + 1}`, hypothesis })), { value: "none" }];
  return {
    question: { id: "move", kind: "choice", reason: "close_hypotheses", cells, options },
    removes: 1 - top.reduce((sum, { probability }) => sum + probability * probability, 0),
  };
}
