import type { AnalysisResultsWire } from "@wopr/contracts";
import { cellAt, cellName } from "@wopr/games";
import { PIPELINE_VERSION } from "@wopr/vision";
import type { Concluded } from "../domain/look.ts";
import type { Outcome, ProposalContent } from "../domain/proposal.ts";
import { piecesOfSetup, type SetupReading } from "../domain/setup.ts";

/** `analysis_results` of a photo: the published three, ours beside them. */
export type AnalysisResults = AnalysisResultsWire;

/** What is asked of the results. */
export interface WantedResults {
  /** False: regions only. */
  readonly identifyPieces: boolean;
  readonly proposalId: string | null;
}

const copyOfQuestions = (content: ProposalContent) =>
  content.questions.map((question) => ({
    ...question,
    options: question.options.map((option) => ({ ...option })),
    cells: [...question.cells],
  }));

/** Results of a photo that was compared with another. */
export function resultsOfComparison(concluded: Concluded, wanted: WantedResults): AnalysisResults {
  const { observation, content, outcome } = concluded;
  const { board, scores } = observation;
  return {
    changed_regions: concluded.changedRegions.map((region) => [...region]),
    detected_pieces: wanted.identifyPieces
      ? concluded.pieces.map((piece) => ({ ...piece, position: { ...piece.position } }))
      : [],
    confidence: content.confidence,
    changed_cells: scores.changed.map((cell) => cellName(board, cellAt(board, cell))),
    outcome,
    proposal_id: wanted.proposalId,
    questions: copyOfQuestions(content),
    description: content.text,
    pipeline_version: observation.pipelineVersion,
  };
}

/** Results of a photo that was compared with nothing. */
export function resultsOfReading(
  content: ProposalContent,
  reading: SetupReading,
  outcome: Outcome,
  wanted: WantedResults,
): AnalysisResults {
  return {
    changed_regions: [],
    detected_pieces: wanted.identifyPieces
      ? piecesOfSetup(content.position ?? [], reading).map((piece) => ({ ...piece, position: { ...piece.position } }))
      : [],
    confidence: content.confidence,
    changed_cells: [],
    outcome,
    proposal_id: wanted.proposalId,
    questions: copyOfQuestions(content),
    description: content.text,
    pipeline_version: PIPELINE_VERSION,
  };
}

/** Results of a photo of a board of zones. Pieces are counted, not placed: `changed_cells` names the zones. */
export const resultsOfZones = (content: ProposalContent, outcome: Outcome, wanted: WantedResults): AnalysisResults => ({
  changed_regions: content.cells.map(({ region }) => [...region]),
  detected_pieces: [],
  confidence: content.confidence,
  changed_cells: content.cells.map(({ cell }) => cell),
  outcome,
  proposal_id: wanted.proposalId,
  questions: copyOfQuestions(content),
  description: content.text,
  pipeline_version: PIPELINE_VERSION,
});

/** Results of a photo that was kept and not read. */
export const resultsUnread = (outcome: Outcome, text: string): AnalysisResults => ({
  changed_regions: [],
  detected_pieces: [],
  confidence: 0,
  changed_cells: [],
  outcome,
  proposal_id: null,
  questions: [],
  description: text,
  pipeline_version: PIPELINE_VERSION,
});
