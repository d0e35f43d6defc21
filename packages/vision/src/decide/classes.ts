import type { CellClass, GameState, GridSpec } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import { median, robustDeviation } from "../image/stats.ts";
import type { CellLook } from "../read/features.ts";

/** Fewest cells a class is learned from. */
const MIN_SAMPLES = 3;
/** Fewest pieces that say how pieces look whoever they belong to: a few may have one colour by chance. */
const MIN_POOLED = 8;
/** Least scale per feature, so that a few equal cells do not make a class infinitely strict. L in 0–255. */
const FLOORS: CellLook = [8, 5, 10, 10, 4, 4];

/** Name of the model of all pieces together. */
export const POOLED = "occupied";

/** How the cells of one class look in this very photo: robust centre and scale per feature. */
export interface ClassModel {
  readonly centre: CellLook;
  readonly scale: CellLook;
  readonly samples: number;
}

/** Models by class; `occupied` pools all pieces. On checkered boards every class has one model per square colour. */
export type ClassModels = ReadonlyMap<string, ClassModel>;

/** Class of a cell as the state has it; null for a piece that belongs to nobody, whose colour was never learned. */
export function classAt(state: GameState, row: number, col: number): CellClass | null {
  const piece = state.grid?.[row]?.[col] ?? null;
  if (piece === null) return "empty";
  return piece.player === null ? null : `player_${piece.player}`;
}

/** Learns the classes from cells believed unchanged: the state says what stands there, the photo how it looks. */
export function learnClasses(
  state: GameState,
  board: GridSpec,
  looks: readonly CellLook[],
  unchanged: (cell: number) => boolean,
): ClassModels {
  const samples = new Map<string, CellLook[]>();
  looks.forEach((look, cell) => {
    const cls = unchanged(cell) ? classAt(state, Math.floor(cell / board.cols), cell % board.cols) : null;
    if (cls === null) return;
    for (const name of cls === "empty" ? ["empty"] : [cls, POOLED]) {
      const key = modelKey(name, cell, board);
      samples.set(key, [...(samples.get(key) ?? []), look]);
    }
  });
  const models = new Map<string, ClassModel>();
  for (const [key, seen] of samples) {
    const least = key.startsWith(POOLED) ? MIN_POOLED : MIN_SAMPLES;
    if (seen.length >= least) models.set(key, modelOfLooks(seen));
  }
  return models;
}

/** Name of a model: the class, and on checkered boards the colour of the square. */
export function modelKey(cls: string, cell: number, board: GridSpec): string {
  if (board.checkered !== true) return cls;
  return `${cls}/${(Math.floor(cell / board.cols) + (cell % board.cols)) % 2}`;
}

/** Robust centre and scale of some looks. */
export function modelOfLooks(seen: readonly CellLook[]): ClassModel {
  const per = (value: (feature: number) => number): CellLook => [0, 1, 2, 3, 4, 5].map(value) as unknown as CellLook;
  const column = (feature: number): number[] => seen.map((look) => look[feature]!);
  return {
    centre: per((f) => median(column(f))),
    scale: per((f) => Math.max(FLOORS[f]!, robustDeviation(column(f)))),
    samples: seen.length,
  };
}

/** How well a look fits a class: −0.5 · mean of squared robust z, each cut at 16; 0 at best, −8 at worst. */
export function lookLogLikelihood(look: CellLook, model: ClassModel): number {
  let sum = 0;
  for (let f = 0; f < look.length; f += 1) {
    const z = (look[f]! - model.centre[f]!) / model.scale[f]!;
    sum += Math.min(z * z, VISION_DEFAULTS.evidence.zCap);
  }
  return (-0.5 * sum) / look.length;
}
