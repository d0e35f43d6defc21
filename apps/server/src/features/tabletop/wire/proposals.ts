import type { ProposalWire } from "@wopr/contracts";
import type { ProposalRow } from "../store/proposals.ts";
import { toMoveWire } from "./moves.ts";
import { toVerdictWire } from "./states.ts";

/** Debug pictures there are of a compared photo. */
const LAYERS = ["rectified", "registered", "heat", "mask", "cells", "overlay", "board"] as const;
/** And of one that was compared with nothing. */
const SETUP_LAYERS = ["rectified", "board"] as const;

/** What the pipeline believes happened. */
export function toProposalWire(row: ProposalRow): ProposalWire {
  const { content } = row;
  const base = `/api/v1/games/${row.gameId}/captures/${row.captureId}/layers`;
  const layers = row.outcome === "setup" || row.outcome === "late" ? SETUP_LAYERS : LAYERS;
  return {
    id: row.id,
    capture_id: row.captureId,
    outcome: row.outcome as ProposalWire["outcome"],
    text: content.text,
    move: content.move && content.moveText !== null ? toMoveWire(content.move, content.moveText) : null,
    alternatives: content.alternatives.map(({ move, text, probability }) => ({
      move: toMoveWire(move, text),
      text,
      probability,
    })),
    cells: content.cells.map(({ region, ...cell }) => ({ ...cell, region: [...region] })),
    unexplained: [...content.unexplained],
    questions: content.questions.map(toQuestionWire),
    reasons: content.reasons.map((reason) => ({ ...reason })),
    verdicts: content.verdicts.map((verdict) => toVerdictWire(verdict)),
    confidence: content.confidence,
    base_seq: row.baseSeq,
    base_hash: row.baseHash,
    layers: Object.fromEntries(layers.map((name) => [name, `${base}/${name}`])),
    status: row.status,
    pipeline_version: row.pipelineVersion,
    auto_at: row.autoAt?.toISOString() ?? null,
    description: content.description ? { ...content.description, doubts: [...content.description.doubts] } : null,
  };
}

/** Something to answer with one tap. */
export const toQuestionWire = (
  question: ProposalRow["content"]["questions"][number],
): ProposalWire["questions"][number] => ({
  ...question,
  options: question.options.map((option) => ({ ...option })),
  cells: [...question.cells],
});
