import { type GridSpec, rulesForRecording } from "@wopr/games";
import { decide, fromCorners, type Image, infer, learnPalette, observe, type Point } from "@wopr/vision";

/** Two photos of a board and where it lies in both. */
export interface PhotoPair {
  readonly board: GridSpec;
  readonly corners: readonly Point[];
  readonly size: { readonly width: number; readonly height: number };
}

/** What both sides must agree on. */
export interface PairReading {
  readonly outcome: string;
  readonly changed: readonly number[];
  readonly unsure: readonly number[];
  readonly d: readonly number[];
}

/** Reads a pair with fixed colours; the same code in Node and in the browser. */
export function readPair(before: Image, after: Image, { board, corners, size }: PhotoPair): PairReading {
  const calibrated = fromCorners(corners, board, size);
  if (!calibrated.ok) throw new Error(calibrated.text);
  const palette = learnPalette([
    { player: 1, lab: [120, 50, 30] },
    { player: 2, lab: [90, 10, -50] },
  ]);
  const { imageToBoard } = calibrated.calibration;
  const { observation } = observe({ current: after, reference: { image: before, imageToBoard }, board, palette });
  const { pack, table } = rulesForRecording({ board, seats: [1, 2], moves: ["place"], maxChangedCells: 6 });
  const state = pack.rules.initial(table);
  const { outcome } = decide(observation, infer(state, observation, pack, table), { maxChangedCells: 6 });
  const { changed, unsure, d } = observation.scores;
  return { outcome, changed, unsure, d };
}
