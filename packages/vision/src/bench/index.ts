import type { Clock } from "@wopr/kernel";
import { PIPELINE_VERSION } from "../defaults.ts";
import { median } from "../image/stats.ts";
import { BenchErrors } from "./errors.ts";
import { PERTURBATIONS, type Perturbation } from "./perturb.ts";
import { createPhotoShelf } from "./photos.ts";
import { readRecording } from "./read-truth.ts";
import type { Recording } from "./recording.ts";
import { type BenchReport, countUp, type SetReport, type Tally } from "./report.ts";
import { comparisonsOf, type Measured, type RulesFor, runRecording } from "./run.ts";
import type { WorstCases } from "./worst.ts";

export { BenchErrors } from "./errors.ts";
export { PERTURBATIONS, type Perturbation, perturb } from "./perturb.ts";
export type { BenchReport, Counts, MoveReport, SetReport } from "./report.ts";
export type { RulesFor, RulesWanted } from "./run.ts";
export { createWorstCases, type WorstCase, type WorstCases } from "./worst.ts";

/** How {@link benchFolders} measures. */
export interface BenchOptions {
  /** Rules for a folder. Pieces of every seat may be placed in one move. */
  readonly rulesFor: RulesFor;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Perturbations to measure besides the photos as they are. */
  readonly perturb?: readonly string[];
  /** `moves`: each photo with the one before. `same`: each photo with itself, which must give no change. */
  readonly mode?: "moves" | "same";
  /** Takes every case, and keeps those worth looking at. */
  readonly worst?: WorstCases;
  /** Called with everything that was measured and concluded, after every comparison. */
  readonly onCase?: (measured: Measured) => void;
  /** Called after every comparison. */
  readonly onProgress?: (progress: {
    readonly dir: string;
    readonly perturb: string | null;
    readonly done: number;
    readonly total: number;
  }) => void;
}

/**
 * Measures folders of recorded games (vision.md 8). All folders are read before the first is measured, so that a wrong
 * one is reported at once.
 *
 * @throws {AppError} `bench.*` for a folder that cannot be read, `media.*` for a photo that cannot be decoded.
 */
export async function benchFolders(dirs: readonly string[], options: BenchOptions): Promise<BenchReport> {
  const perturbations = (options.perturb ?? []).map(known);
  const recordings: Recording[] = [];
  for (const dir of dirs) recordings.push(await readRecording(dir));
  const sets: SetReport[] = [];
  const tallies: Tally[] = [];
  for (const recording of recordings) {
    for (const perturbation of [null, ...perturbations]) {
      const measured = await measureSet(recording, options, perturbation);
      sets.push(setReport(recording, perturbation, measured));
      tallies.push(...measured.map(({ tally }) => tally));
    }
  }
  return { pipeline_version: PIPELINE_VERSION, sets, totals: countUp(tallies) };
}

/** What is kept of a comparison once its pictures are let go. */
type Counted = Pick<Measured, "report" | "tally" | "seconds">;

function known(name: string): Perturbation {
  const found = PERTURBATIONS.find((candidate) => candidate === name);
  if (!found) throw BenchErrors.unknown_perturbation({ name, known: PERTURBATIONS.join(", ") });
  return found;
}

async function measureSet(
  recording: Recording,
  { rulesFor, clock, onProgress, mode, worst, onCase }: BenchOptions,
  perturbation: Perturbation | null,
): Promise<readonly Counted[]> {
  const photos = createPhotoShelf(recording.dir);
  const options = { recording, photos, rulesFor, clock, perturbation, mode: mode ?? "moves" } as const;
  const measured: Counted[] = [];
  const total = comparisonsOf(options).length;
  for await (const one of runRecording(options)) {
    const { report, tally, seconds } = one;
    measured.push({ report, tally, seconds });
    onCase?.(one);
    await worst?.add({ dir: recording.dir, perturb: perturbation, ...one });
    onProgress?.({ dir: recording.dir, perturb: perturbation, done: measured.length, total });
  }
  return measured;
}

function setReport(recording: Recording, perturbation: Perturbation | null, measured: readonly Counted[]): SetReport {
  const stages = [...new Set(measured.flatMap(({ seconds }) => Object.keys(seconds)))];
  const seconds = Object.fromEntries(
    stages.map((stage) => {
      const values = measured.map((m) => m.seconds[stage]).filter((v) => v !== undefined);
      return [stage, Math.round(median(values) * 1e4) / 1e4];
    }),
  );
  const { dir, kind, classes } = recording;
  const counts = countUp(measured.map(({ tally }) => tally));
  return { dir, kind, perturb: perturbation, ...counts, seconds, classes, moves: measured.map(({ report }) => report) };
}
