import type { StateWire } from "@wopr/contracts";
import { type BoardObservation, cellName, type GameState } from "@wopr/games";
import { boardEvidence, type Observation, type Relight, type StageTimes } from "@wopr/vision";
import type { Evidence } from "../../../ui/why.tsx";
import { countText, durationText } from "../../../ui/words.ts";

/** What was measured on a photo; parts that were not reached are absent. */
export type Looked = Partial<Observation> & { readonly times?: StageTimes };

/** The answer of the server, which keeps compared photos and photos read by themselves differently. */
export function lookedAt(answer: Readonly<Record<string, unknown>>): Looked {
  const measured = (answer["kind"] === "read" ? answer["read"] : answer["observation"]) as
    | Partial<Observation>
    | undefined;
  return { ...measured, times: (answer["times"] ?? {}) as StageTimes };
}

const RELIGHT: Readonly<Record<Relight["applied"], string>> = {
  none: "Nothing to correct.",
  offset: "A shift was taken out.",
  surface: "A light surface was taken out.",
  tone: "A tone curve was taken out.",
};

/** One cell as the pipeline saw it. */
export interface CellFacts {
  readonly cell: string;
  readonly score: number;
  readonly status: string;
  /** Cut between changed and not, and the band around it in which nothing is sure. */
  readonly threshold: number;
  readonly band: readonly [number, number];
  readonly reading: string;
  readonly classes: readonly { readonly name: string; readonly logLik: number }[];
}

/** Stages in the order they ran, each with its verdict, its number and its unit. */
export function evidenceOf(looked: Looked): readonly Evidence[] {
  const { quality, registration, relight, occlusion, scores, times, stopped } = looked;
  const took = (stage: string) => (times?.[stage] === undefined ? "" : ` · ${durationText(times[stage])}`);
  const items: readonly (Evidence | null | undefined)[] = [
    quality && {
      name: "Photo quality",
      state: quality.verdicts.length === 0 ? "works" : "attention",
      text: quality.verdicts.length === 0 ? "Sharp and light enough." : `Judged ${quality.verdicts.join(", ")}.`,
      measured: `sharpness ${quality.sharpnessRatio.toFixed(2)} ×, mean ${quality.meanLuma.toFixed(0)}/255${took("quality")}`,
    },
    registration && {
      name: "Laid over the agreed photo",
      state: registration.rho >= 0.85 ? "works" : registration.rho >= 0.7 ? "attention" : "failed",
      text: `${registration.method === "none" ? "Not possible" : registration.weak ? "Weak" : "Good"}; the camera moved by ${registration.maxCornerMoveCells.toFixed(2)} cells.`,
      measured: `ρ ${registration.rho.toFixed(3)}, good from 0.85${took("register")}`,
    },
    relight && {
      name: "Changed light",
      state: relight.residualIqr <= 4 ? "works" : "attention",
      text: RELIGHT[relight.applied],
      measured: `left over ${relight.residualIqr.toFixed(1)} levels${took("relight")}`,
    },
    occlusion && {
      name: "Nothing in the way",
      state: occlusion.blocked ? "failed" : occlusion.tooMuch ? "attention" : "works",
      text: occlusion.blocked
        ? `Something lies over the board (${occlusion.blobs[0]?.side ?? "inside"}).`
        : occlusion.tooMuch
          ? "A very large area changed."
          : "No hand, sleeve or cup over the board.",
      measured: `${countText(occlusion.blobs.length, "spot")}${took("occlusion")}`,
    },
    scores && {
      name: "Cells compared",
      state: scores.unsure.length === 0 ? "works" : "attention",
      text: `${scores.changed.length} changed, ${scores.unsure.length} unsure, ${scores.d.length - scores.changed.length - scores.unsure.length} as before.`,
      measured: `cut at ${scores.threshold.toFixed(1)}, band ${scores.band.map((edge) => edge.toFixed(1)).join("–")}${took("scores")}`,
    },
    stopped && {
      name: "Stopped here",
      state: "failed",
      text: `Stage ${stopped.stage} refused: ${stopped.reason.replaceAll("_", " ")}.`,
    },
  ];
  return items.filter((item) => item !== undefined && item !== null);
}

/** Everything known about one cell; `undefined` where nothing was measured. @param board What rules are told. */
export function factsOf(
  looked: Looked,
  evidence: BoardObservation | undefined,
  col: number,
  row: number,
): CellFacts | undefined {
  const { board, scores, readings } = looked;
  if (!board || !scores) return undefined;
  const index = row * board.cols + col;
  const score = scores.d[index];
  if (score === undefined) return undefined;
  const reading = readings?.find((candidate) => candidate.col === col && candidate.row === row);
  const owner = reading?.owner ? `player ${reading.owner}, ` : "";
  return {
    cell: cellName(board, { col, row }),
    score,
    threshold: scores.threshold,
    band: scores.band,
    status: scores.changed.includes(index) ? "changed" : scores.unsure.includes(index) ? "unsure" : "same",
    reading: reading
      ? `${reading.kind}, ${owner}colour distance ${reading.distance.toFixed(1)}, lead ${reading.ownerMargin.toFixed(2)}`
      : "not read: it did not change",
    classes: Object.entries(evidence?.cells[index]?.logLik ?? {})
      .map(([name, logLik]) => ({ name, logLik: logLik ?? 0 }))
      .sort((a, b) => b.logLik - a.logLik),
  };
}

/** What rules are told about every cell; `undefined` where the run stopped before it could say. */
export function evidenceFor(looked: Looked, state: StateWire): BoardObservation | undefined {
  if (!isWhole(looked)) return undefined;
  const position: GameState = {
    turn: state.current_turn,
    round: state.round,
    phase: state.phase,
    turnPlayer: state.turn_player,
    resources: {},
    ...(state.board_state.grid ? { grid: state.board_state.grid } : {}),
  };
  return boardEvidence(position, looked);
}

const isWhole = (looked: Looked): looked is Looked & Observation =>
  looked.board !== undefined &&
  looked.scores !== undefined &&
  (looked.looks ?? "") !== "" &&
  looked.palette !== undefined;
