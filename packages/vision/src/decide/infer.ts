import type { BoardObservation, GameState, Hypothesis, PackManifest, RuleModule, Table } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import type { Inference, Observation, Ranked } from "../types.ts";
import { boardEvidence, changeEvidence } from "./evidence.ts";

/** Log likelihood of a class that was never learned: possible, but behind every learned one. */
const UNLEARNED = -3;

/** The rules a photo is read by. */
export interface Rules {
  readonly manifest: Pick<PackManifest, "pliesPerCapture"> & Partial<Pick<PackManifest, "pieces">>;
  readonly rules: Pick<RuleModule, "hypotheses">;
}

/** An {@link Inference} with every hypothesis, for questions; {@link Inference} alone is what is stored and shown. */
export interface FullInference extends Inference {
  /** All hypotheses, best first. */
  readonly ranked: readonly Ranked[];
  /** Probability that none of them is right. */
  readonly noneProbability: number;
  readonly evidence: BoardObservation;
}

/**
 * Ranks the moves a pack allows by how well they explain a photo (vision.md 6.12).
 *
 * @param state Believed position when the reference photo was taken.
 */
export function infer(state: GameState, observation: Observation, pack: Rules, table: Table): FullInference {
  const evidence = boardEvidence(state, observation);
  const { changed, unsure } = observation.scores;
  if (changed.length + unsure.length === 0) return rank([], evidence, observation);
  const single = rank(pack.rules.hypotheses(state, evidence, table, 1), evidence, observation);
  if (pack.manifest.pliesPerCapture < 2 || !leavesMuch(single, observation)) return single;
  const double = rank(pack.rules.hypotheses(state, evidence, table, 2), evidence, observation);
  const lead = (double.ranked[0]?.logScore ?? Number.NEGATIVE_INFINITY) - (single.ranked[0]?.logScore ?? 0);
  return lead >= VISION_DEFAULTS.twoPly.lead ? double : single;
}

function leavesMuch({ ranked }: FullInference, { scores, board }: Observation): boolean {
  const explained = cellsOf(ranked[0]?.hypothesis, board.cols);
  const open = [...scores.changed, ...scores.unsure].filter(
    (cell) => !explained.has(cell) && changeEvidence(scores.d[cell] ?? 0) > VISION_DEFAULTS.twoPly.evidence,
  );
  return open.length >= VISION_DEFAULTS.twoPly.unexplained;
}

function rank(hypotheses: readonly Hypothesis[], evidence: BoardObservation, observation: Observation): FullInference {
  const cols = observation.board.cols;
  const scored = hypotheses
    .map((hypothesis) => ({ hypothesis, logScore: scoreOf(hypothesis, evidence, cols) }))
    .sort((a, b) => b.logScore - a.logScore);
  const top = Math.max(0, scored[0]?.logScore ?? 0);
  const noneWeight = Math.exp(-top);
  const sum = scored.reduce((total, { logScore }) => total + Math.exp(logScore - top), noneWeight);
  const ranked = scored.map((s) => ({ ...s, probability: Math.exp(s.logScore - top) / sum }));
  const best = cellsOf(ranked[0]?.hypothesis, cols);
  return {
    top: ranked.slice(0, 3),
    marginNats: marginOf(ranked),
    unexplained: observation.scores.changed.filter((cell) => !best.has(cell)),
    hypothesesCounted: ranked.length,
    ranked,
    noneProbability: noneWeight / sum,
    evidence,
  };
}

/** Between the first and whatever comes next, "none of these" (score 0) included; 999 when nothing was believed. */
function marginOf(ranked: readonly Ranked[]): number {
  const [first, second] = ranked;
  if (!first) return 999;
  return Math.min(999, first.logScore - Math.max(0, second?.logScore ?? 0));
}

function scoreOf(hypothesis: Hypothesis, evidence: BoardObservation, cols: number): number {
  let sum = 0;
  for (const { row, col, before, after } of hypothesis.cells) {
    const seen = evidence.cells[row * cols + col];
    if (!seen) continue;
    // That it no longer looks like what stood there speaks for a change as well.
    const unlikeBefore = Math.min(VISION_DEFAULTS.evidence.looksCap, -(seen.logLik[before] ?? 0));
    sum += changeEvidence(seen.score) + (seen.logLik[after] ?? UNLEARNED) + unlikeBefore;
  }
  return sum;
}

/** Indices of the cells a hypothesis changes. */
export function cellsOf(hypothesis: Hypothesis | undefined, cols: number): ReadonlySet<number> {
  return new Set((hypothesis?.cells ?? []).map(({ row, col }) => row * cols + col));
}
