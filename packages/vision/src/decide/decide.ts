import type { PackManifest } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import type { Decision, Observation, Question, ReasonCode } from "../types.ts";
import { type ConfidenceFacts, confidence } from "./confidence.ts";
import type { FullInference } from "./infer.ts";
import {
  confirmQuestion,
  nothingLegalQuestion,
  type OpenPoints,
  openPoints,
  questionsFor,
  turnedQuestion,
} from "./questions.ts";

/** What a pack says about how much one move changes, and with what pieces. */
export type Limits = Pick<PackManifest, "maxChangedCells"> & Partial<Pick<PackManifest, "pieces">>;

/**
 * Decides what to do with a photo: propose, ask, or ask for another photo (vision.md 6.12). Every outcome other than
 * `sure` carries at least one reason; `ask` carries one to three questions.
 */
export function decide(observation: Observation, inference: FullInference, limits: Limits): Decision {
  const { stopped, usedAnyway, scores, occlusion } = observation;
  if (observation.sameAsReference) return without("no_change", [stopped?.reason ?? "same_photo"], 1);
  if (stopped && !usedAnyway) return without("retake", [stopped.reason], 0);
  const tooMany = scores.changed.length > limits.maxChangedCells;
  if (occlusion.tooMuch || tooMany) return without("too_much", ["too_many_cells"], 0);
  if (scores.changed.length + scores.unsure.length === 0) return unchanged(observation);

  const [best] = inference.ranked;
  const believed = best !== undefined && best.logScore > 0;
  if (!believed && scores.changed.length > 0) {
    return {
      outcome: "ask",
      reasons: ["nothing_legal"],
      questions: [nothingLegalQuestion(observation)],
      confidence: 0,
    };
  }
  const open = openPoints(observation, inference, limits);
  if (!believed && open.unsure.length === 0) return unchanged(observation);
  return believed ? proposed(observation, inference, open, limits) : askAbout(observation, inference, open);
}

function proposed(observation: Observation, inference: FullInference, open: OpenPoints, limits: Limits): Decision {
  const sure = confidence(confidenceFacts(observation, inference, limits));
  const reasons = [...pointReasons(open), ...photoReasons(observation, inference)];
  if (reasons.length === 0 && sure < VISION_DEFAULTS.sure.p) reasons.push("low_confidence");
  if (reasons.length === 0) return { outcome: "sure", reasons, questions: [], confidence: sure };
  const turned = observation.registration.turned ? [turnedQuestion()] : [];
  const asked = [...turned, ...questionsFor(observation, inference, open)].slice(0, VISION_DEFAULTS.maxQuestions);
  const questions =
    asked.length > 0 ? asked : [confirmQuestion(inference, observation, reasons[0] ?? "low_confidence")];
  return { outcome: "ask", reasons, questions, confidence: sure };
}

/** Only unsure cells, and no move is more probable than none. */
function askAbout(observation: Observation, inference: FullInference, open: OpenPoints): Decision {
  const questions = questionsFor(observation, inference, open);
  return { outcome: "ask", reasons: pointReasons(open), questions, confidence: inference.noneProbability };
}

function unchanged(observation: Observation): Decision {
  const reasons: ReasonCode[] = ["nothing_changed"];
  if (observation.registration.weak) reasons.push("weak_registration");
  return without("no_change", reasons, 1);
}

const without = (outcome: Decision["outcome"], reasons: readonly ReasonCode[], certainty: number): Decision => ({
  outcome,
  reasons,
  questions: [] as readonly Question[],
  confidence: certainty,
});

function pointReasons(open: OpenPoints): ReasonCode[] {
  const reasons: ReasonCode[] = [];
  if (open.unsure.length > 0) reasons.push("unsure_cell");
  if (open.ownerUnclear.length > 0) reasons.push("owner_unclear");
  if (open.unexplained.length > 0) reasons.push("unexplained_cell");
  if (open.closeHypotheses) reasons.push("close_hypotheses");
  return reasons;
}

function photoReasons({ registration, relight, usedAnyway, stopped }: Observation, { ranked }: FullInference) {
  const reasons: ReasonCode[] = [];
  const best = ranked[0]?.hypothesis;
  if (best?.plies === 2) reasons.push("two_moves");
  // An older photo looks like a move taken back: no photo alone tells the two apart.
  if (best?.cells.every(({ after }) => after === "empty")) reasons.push("only_removed");
  if (registration.turned) reasons.push("board_turned");
  if (registration.weak) reasons.push("weak_registration");
  const shaded = (relight.shadowCells2 ?? 0) > 0;
  if (shaded || relight.residualIqr > VISION_DEFAULTS.relight.sureIqr) reasons.push("light_changed");
  if (usedAnyway) reasons.push("used_anyway");
  if (stopped) reasons.push(stopped.reason);
  return reasons;
}

/** What the confidence of the best hypothesis depends on. */
export function confidenceFacts(
  { scores, registration, relight, readings }: Observation,
  inference: FullInference,
  { pieces = [] }: Limits,
): ConfidenceFacts {
  const tall = pieces.some(({ footprint }) => footprint === "tall");
  const placed = inference.ranked[0]?.hypothesis.cells.filter(({ after }) => after !== "empty") ?? [];
  const margins = placed.map(({ row, col }) => readings.find((r) => r.row === row && r.col === col)?.ownerMargin ?? 0);
  return {
    scores,
    marginNats: inference.marginNats,
    rho: registration.rho,
    // Rules say whose tall piece arrives, colours need not.
    ownerMargin: tall ? 1 : Math.min(1, ...margins),
    relight: relight.applied,
  };
}
