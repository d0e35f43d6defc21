import {
  cellAt,
  cellName,
  classOf,
  type GameState,
  type GridSpec,
  type Move,
  type PackManifest,
  type RuleModule,
  type Table,
  type Verdict,
} from "@wopr/games";
import { cellRegion, type Decision, type FullInference, type Observation, reasonSentence } from "@wopr/vision";
import type { ProposalDescription } from "./described.ts";
import { type AskedQuestion, questionTexts } from "./questions.ts";
import { likelyClass } from "./reading.ts";

/** How the pipeline ended on a photo. */
export type Outcome = "sure" | "ask" | "no_change" | "retake" | "too_much" | "late" | "failed" | "setup";

/** What is believed about one cell. */
export interface ProposalCell {
  readonly cell: string;
  readonly before: string;
  readonly after: string;
  readonly score: number;
  readonly confidence: number;
  /** Where the cell lies in the new photo: x, y, width, height in pixels. */
  readonly region: readonly [number, number, number, number];
}

/** What the pipeline believes happened, in words and data. Never state by itself. */
export interface ProposalContent {
  readonly text: string;
  readonly move: Move | null;
  readonly moveText: string | null;
  /** The best readings, most probable first; where there are two or more, the move is the first of them. */
  readonly alternatives: readonly { readonly move: Move; readonly text: string; readonly probability: number }[];
  readonly cells: readonly ProposalCell[];
  readonly unexplained: readonly string[];
  readonly questions: readonly AskedQuestion[];
  readonly reasons: readonly { readonly code: string; readonly text: string }[];
  readonly verdicts: readonly Verdict[];
  readonly confidence: number;
  /** The whole board as the photo shows it; null where it was not read. */
  readonly position: GameState["grid"] | null;
  /** Of a board of zones: the counts of a set-up photo. */
  readonly counts?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  /** Words of a model, once they are there. */
  readonly description?: ProposalDescription | undefined;
}

/** A proposal before it is stored. */
export interface Proposed {
  readonly outcome: Outcome;
  readonly content: ProposalContent;
}

/** What a proposal is made of. */
export interface ProposalFacts {
  readonly observation: Observation;
  readonly inference: FullInference;
  readonly decision: Decision;
  /** The state the move is to be applied to. */
  readonly state: GameState;
  readonly rules: RuleModule;
  readonly manifest: PackManifest;
  readonly table: Table;
  /** Number of the last move, for "Nothing changed since move 6."; 0 in the set-up. */
  readonly lastMove: number;
}

/** Alternatives less probable than this are noise. */
const LEAST_PROBABILITY = 0.001;

/** Puts what vision decided into words and data for people. */
export function proposeMove(facts: ProposalFacts): Proposed {
  const { observation, inference, decision, state, rules, table } = facts;
  const { board } = observation;
  const names = (cells: readonly number[]) => cells.map((cell) => cellName(board, cellAt(board, cell)));
  const describe = (move: Move) => rules.describe(state, move, table);
  const [best] = inference.ranked;
  const proposes = decision.outcome === "sure" || decision.outcome === "ask";
  const believed = proposes && best && best.logScore > 0 ? best.hypothesis.move : null;
  const move = believed ?? passWhereAllowed(facts);
  const moveText = move === null ? null : describe(move);
  return {
    outcome: decision.outcome,
    content: {
      text: headline(facts, proposes ? moveText : null),
      move,
      moveText,
      alternatives: proposes
        ? inference.ranked
            .slice(0, 3)
            .filter(({ probability }) => probability >= LEAST_PROBABILITY)
            .map(({ hypothesis, probability }) => ({
              move: hypothesis.move,
              text: describe(hypothesis.move),
              probability: rounded(probability),
            }))
        : [],
      cells: cellsShown(facts, proposes),
      unexplained: proposes ? names(inference.unexplained) : [],
      questions: questionTexts(decision.questions, inference, { board, table, describe }),
      reasons: decision.reasons.map((code) => ({ code, text: reasonText(code, facts) })),
      verdicts: believed === null ? [] : rules.check(state, believed, table),
      confidence: decision.confidence,
      position: null,
    },
  };

  function reasonText(
    code: Decision["reasons"][number],
    { observation: { occlusion, scores } }: ProposalFacts,
  ): string {
    const cells =
      code === "unsure_cell" ? names(scores.unsure) : code === "unexplained_cell" ? names(inference.unexplained) : [];
    const side = occlusion.blobs[0]?.side;
    if (code === "nothing_changed") return nothingChanged(facts.lastMove);
    return reasonSentence(code, {
      ...(cells.length > 0 ? { cells: cells.slice(0, 3) } : {}),
      ...(side ? { side } : {}),
    });
  }
}

/** "Nothing changed" can be agreed to as a pass where the game has such a move. */
function passWhereAllowed({ decision, manifest, state, table }: ProposalFacts): Move | null {
  if (decision.outcome !== "no_change" || !manifest.moves.includes("pass")) return null;
  const player = state.turnPlayer ?? table.players[0]?.seat;
  return player === undefined ? null : { kind: "pass", player };
}

function headline(facts: ProposalFacts, moveText: string | null): string {
  const { decision, observation } = facts;
  switch (decision.outcome) {
    case "no_change":
      return nothingChanged(facts.lastMove);
    case "retake":
      return reasonSentence(decision.reasons[0] ?? "low_confidence", sideOf(observation));
    case "too_much":
      return `${cellCount(observation.scores.changed.length)} changed. Several moves?`;
    default:
      return moveText ?? "Something changed, but no move explains it.";
  }
}

const cellCount = (count: number) => `${count} ${count === 1 ? "cell" : "cells"}`;

const sideOf = ({ occlusion }: Observation) => {
  const side = occlusion.blobs[0]?.side;
  return side ? { side } : {};
};

const nothingChanged = (lastMove: number) =>
  lastMove === 0 ? "Nothing changed since the set-up." : `Nothing changed since move ${lastMove}.`;

/** Cells that changed, may have, or take part in the best move. */
function cellsShown(facts: ProposalFacts, proposes: boolean): readonly ProposalCell[] {
  const { observation, inference, state } = facts;
  const { board, scores } = observation;
  const best = proposes ? inference.ranked[0]?.hypothesis : undefined;
  const moved = (best?.cells ?? []).map(({ col, row }) => row * board.cols + col);
  const shown = [...new Set([...scores.changed, ...scores.unsure, ...moved])].sort((a, b) => a - b);
  return shown.map((index) => {
    const { col, row } = cellAt(board, index);
    const believed = best?.cells.find((cell) => cell.col === col && cell.row === row);
    return {
      cell: cellName(board, { col, row }),
      before: classOf(state.grid?.[row]?.[col] ?? null) ?? "piece",
      after: believed?.after ?? likelyClass(inference.evidence.cells[index]) ?? "unknown",
      score: rounded(scores.d[index] ?? 0),
      confidence: rounded(believed ? probabilityOfCell(inference, col, row) : cellConfidence(facts, index)),
      region: regionOf(observation, board, index),
    };
  });
}

/** Share of all believed moves that change a cell. */
export const probabilityOfCell = ({ ranked }: FullInference, col: number, row: number): number =>
  ranked.reduce(
    (sum, { hypothesis, probability }) =>
      hypothesis.cells.some((cell) => cell.col === col && cell.row === row) ? sum + probability : sum,
    0,
  );

/** Of a cell outside the best move: certain of its change where the cut is, not of what it means. */
const cellConfidence = ({ observation: { scores } }: ProposalFacts, index: number): number =>
  scores.changed.includes(index) ? 1 : 0.5;

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** Where a cell lies in a photo, whole pixels. */
export function regionOf(
  { imageToBoard, image }: Pick<Observation, "imageToBoard" | "image">,
  board: GridSpec,
  index: number,
): readonly [number, number, number, number] {
  const { col, row } = cellAt(board, index);
  const [x, y, width, height] = cellRegion(imageToBoard, col, row, image);
  return [Math.round(x), Math.round(y), Math.round(width), Math.round(height)];
}
