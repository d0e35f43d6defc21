import type { GameState, PackManifest, RuleModule, Table } from "@wopr/games";
import { changeEvidence, type Decision, decide, type FullInference, infer, type Observation } from "@wopr/vision";
import { type Outcome, type Proposed, probabilityOfCell, proposeMove, regionOf } from "./proposal.ts";
import { readBoard, type SeenPiece } from "./reading.ts";
import { rebase } from "./rebase.ts";

/** What was measured on a photo by comparing it with another: enough to infer again without either. */
export interface ComparedLook {
  readonly kind: "compare";
  readonly observation: Observation;
  readonly referenceCaptureId: string;
  /** What was believed to stand on the board in the reference photo. */
  readonly referenceState: GameState;
}

/** The game a photo is held against. */
export interface LookBase {
  readonly state: GameState;
  readonly rules: RuleModule;
  readonly manifest: PackManifest;
  readonly table: Table;
  readonly lastMove: number;
}

/** What came out of a look. */
export interface Concluded extends Proposed {
  /** The observation as held against the present position. */
  readonly observation: Observation;
  readonly inference: FullInference;
  readonly decision: Decision;
  readonly pieces: readonly SeenPiece[];
  readonly changedRegions: readonly (readonly [number, number, number, number])[];
}

/**
 * Decides what a photo means in the present position. Pure: the same look on the same position gives the same result,
 * so that a proposal can be made again whenever the game has changed under it.
 */
export function conclude(look: ComparedLook, base: LookBase): Concluded {
  const { state, rules, manifest, table } = base;
  const pack = { manifest, rules };
  const seen = infer(look.referenceState, look.observation, pack, table);
  const observation = rebase(look.observation, look.referenceState, state, seen);
  const inference = observation === look.observation ? seen : infer(state, observation, pack, table);
  const decision = decide(observation, inference, manifest);
  const proposed = proposeMove({ observation, inference, decision, ...base });
  const proposes = decision.outcome === "sure" || decision.outcome === "ask";
  const readable = decision.outcome !== "retake";
  const grid = readable ? readBoard(state, observation, inference, manifest, proposes) : (state.grid ?? []);
  return {
    ...proposed,
    content: { ...proposed.content, position: readable ? grid : null },
    observation,
    inference,
    decision,
    pieces: piecesSeen(grid, observation, inference, decision.outcome),
    changedRegions: observation.scores.changed.map((cell) => regionOf(observation, observation.board, cell)),
  };
}

/** Every piece on the board after the photo, each with the probability that it stands there. */
function piecesSeen(
  grid: NonNullable<GameState["grid"]>,
  { scores, board }: Observation,
  inference: FullInference,
  outcome: Outcome,
): readonly SeenPiece[] {
  const best = inference.ranked[0]?.hypothesis;
  return grid.flatMap((row, y) =>
    row.flatMap((piece, x) => {
      if (!piece) return [];
      const moved = best?.cells.some((cell) => cell.col === x && cell.row === y) ?? false;
      const unchanged = 1 / (1 + Math.exp(changeEvidence(scores.d[y * board.cols + x] ?? 0)));
      const seen = outcome === "retake" ? 0 : moved ? probabilityOfCell(inference, x, y) : unchanged;
      return [{ ...piece, position: { x, y }, confidence: Math.round(seen * 1000) / 1000 }];
    }),
  );
}
