import type { CellClass, GridSpec, Hypothesis } from "@wopr/games";
import { nameOfCell } from "../cells.ts";
import { cellsOf, type FullInference } from "../decide/infer.ts";
import type { Decision, Observation, Palette } from "../types.ts";
import type { Comparison } from "./recording.ts";
import type { MoveReport, Tally } from "./report.ts";

/** What the pipeline made of one photo. */
export interface Looked {
  readonly observation: Observation;
  readonly inference: FullInference;
  readonly decision: Decision;
}

/** What it is judged by. */
export interface Truth {
  readonly comparison: Comparison;
  /** Palette the photo was read with: owners count only where their colour had been seen before. */
  readonly palette: Palette;
  readonly countsOwners: boolean;
  /** Cells that `absdiff30` calls changed. */
  readonly absdiff: readonly number[];
}

/** Compares what was found with what is true. */
export function judge(looked: Looked, truth: Truth): { readonly report: MoveReport; readonly tally: Tally } {
  const { comparison, absdiff } = truth;
  const { board } = comparison;
  const found = foundCells(looked, board);
  const trueCells = new Set((comparison.changes ?? []).map(({ cell }) => cell));
  const owners = truth.countsOwners ? judgeOwners(truth, looked.inference.ranked[0]?.hypothesis) : NO_OWNERS;
  const exact = rightlyTreated(comparison, looked.decision, isSame(found, trueCells));
  const { outcome, reasons, confidence } = looked.decision;
  const names = (cells: Iterable<number>): readonly string[] =>
    [...cells].sort((a, b) => a - b).map((cell) => nameOfCell(board, cell));
  return {
    report: {
      file: comparison.file,
      exact,
      outcome,
      found: names(found),
      true: names(trueCells),
      owners_wrong: names(owners.wrong),
      reasons,
      confidence,
    },
    tally: {
      exact,
      outcome,
      wrongOwners: owners.wrong.length,
      ownerRight: owners.total - owners.wrong.length,
      ownerTotal: owners.total,
      found: found.length,
      true: trueCells.size,
      hits: found.filter((cell) => trueCells.has(cell)).length,
      absdiff: {
        exact: isSame(absdiff, trueCells),
        found: absdiff.length,
        hits: absdiff.filter((cell) => trueCells.has(cell)).length,
      },
    },
  };
}

const isSame = (found: readonly number[], truth: ReadonlySet<number>): boolean =>
  found.length === truth.size && found.every((cell) => truth.has(cell));

/** A hand on the board must be refused or asked about; beside it the photo may be refused, but never read wrongly. */
function rightlyTreated({ hand, changes }: Comparison, { outcome }: Decision, same: boolean): boolean {
  const refused = outcome === "retake" || outcome === "too_much";
  if (hand === "on_board") return refused || outcome === "ask";
  if (hand === "beside_board") return refused || same || changes === null;
  return same;
}

/** Cells of the best hypothesis; where there is none, the cells the cut calls changed; none of a refused photo. */
function foundCells({ observation, inference, decision }: Looked, board: GridSpec): readonly number[] {
  if (decision.outcome === "retake" || decision.outcome === "no_change") return [];
  const [best] = inference.ranked;
  const believed = decision.outcome !== "too_much" && best !== undefined && best.logScore > 0;
  return believed ? [...cellsOf(best.hypothesis, board.cols)] : observation.scores.changed;
}

const NO_OWNERS = { wrong: [] as readonly number[], total: 0 };

/** Owners of true new pieces whose colour had been seen before. */
function judgeOwners({ comparison, palette }: Truth, best: Hypothesis | undefined) {
  const known = new Set<CellClass>(palette.entries.map(({ player }): CellClass => `player_${player}`));
  const placed = (comparison.changes ?? []).filter(({ after }) => after !== "empty" && known.has(after));
  const believed = new Map(best?.cells.map(({ row, col, after }) => [row * comparison.board.cols + col, after]));
  const wrong = placed.filter(({ cell, after }) => believed.get(cell) !== after).map(({ cell }) => cell);
  return { wrong, total: placed.length };
}
