import type { Clock } from "@wopr/kernel";
import { PIPELINE_VERSION } from "../defaults.ts";
import { median } from "../image/stats.ts";
import { BenchErrors } from "./errors.ts";
import { type BenchLayout, readLayoutFile } from "./layout.ts";
import { PERTURBATIONS, type Perturbation } from "./perturb.ts";
import { createPhotoShelf } from "./photos.ts";
import { type Folder, readFolder } from "./read-truth.ts";
import {
  type BenchReport,
  type Counted,
  calibrationError,
  countUp,
  type MoveReport,
  type SetReport,
  type Tally,
} from "./report.ts";
import { comparisonsOf, type Measured, type RulesFor, runRecording } from "./run.ts";
import { runMarkers } from "./run-markers.ts";
import { runZones } from "./run-zones.ts";
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
  /** A layout drawn in the product, for folders of zones: its file. */
  readonly layout?: string;
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
 * @throws {AppError} `bench.*` for a folder or layout that cannot be read, `media.*` for a photo that cannot be decoded.
 */
export async function benchFolders(dirs: readonly string[], options: BenchOptions): Promise<BenchReport> {
  const perturbations = (options.perturb ?? []).map(known);
  const folders: Folder[] = [];
  for (const dir of dirs) folders.push(...(await readFolder(dir)));
  const layout = options.layout === undefined ? undefined : await readLayoutFile(options.layout);
  const withoutLayout = folders.find(({ kind }) => kind === "zones");
  if (withoutLayout && !layout) throw BenchErrors.layout_missing({ dir: withoutLayout.recording.dir });
  const sets: SetReport[] = [];
  const tallies: Tally[] = [];
  const gridMoves: MoveReport[] = [];
  for (const folder of folders) {
    for (const perturbation of [null, ...perturbations]) {
      const measured = await measureSet(folder, options, perturbation, layout);
      sets.push(setReport(folder, perturbation, measured));
      tallies.push(...measured.map(({ tally }) => tally));
      if (folder.kind === "grid") gridMoves.push(...measured.map(({ report }) => report));
    }
  }
  return {
    pipeline_version: PIPELINE_VERSION,
    sets,
    totals: { ...countUp(tallies), calibration_error: calibrationError(gridMoves) },
  };
}

function known(name: string): Perturbation {
  const found = PERTURBATIONS.find((candidate) => candidate === name);
  if (!found) throw BenchErrors.unknown_perturbation({ name, known: PERTURBATIONS.join(", ") });
  return found;
}

async function measureSet(
  folder: Folder,
  options: BenchOptions,
  perturbation: Perturbation | null,
  layout: BenchLayout | undefined,
): Promise<readonly Counted[]> {
  const { dir } = folder.recording;
  const photos = createPhotoShelf(dir);
  const common = { photos, clock: options.clock, perturbation };
  const measured: Counted[] = [];
  const total = casesOf(folder, options);
  const count = (one: Counted): void => {
    measured.push(one);
    options.onProgress?.({ dir, perturb: perturbation, done: measured.length, total });
  };
  if (folder.kind === "markers")
    for await (const one of runMarkers({ ...common, recording: folder.recording })) count(one);
  if (folder.kind === "zones" && layout)
    for await (const one of runZones({ ...common, recording: folder.recording, layout })) count(one);
  if (folder.kind === "grid") {
    const { rulesFor, mode = "moves", worst, onCase } = options;
    for await (const one of runRecording({ ...common, recording: folder.recording, rulesFor, mode })) {
      onCase?.(one);
      await worst?.add({ dir, perturb: perturbation, ...one });
      count({ report: one.report, tally: one.tally, seconds: one.seconds });
    }
  }
  return measured;
}

function casesOf(folder: Folder, { mode = "moves" }: BenchOptions): number {
  if (folder.kind === "markers") return folder.recording.frames.length;
  if (folder.kind === "zones") return folder.recording.pairs.length;
  return comparisonsOf({ recording: folder.recording, mode }).length;
}

function setReport(folder: Folder, perturbation: Perturbation | null, measured: readonly Counted[]): SetReport {
  const stages = [...new Set(measured.flatMap(({ seconds }) => Object.keys(seconds)))];
  const seconds = Object.fromEntries(
    stages.map((stage) => {
      const values = measured.map((m) => m.seconds[stage]).filter((v) => v !== undefined);
      return [stage, Math.round(median(values) * 1e4) / 1e4];
    }),
  );
  const { dir } = folder.recording;
  const kind = folder.kind === "grid" ? folder.recording.kind : folder.kind;
  const counts = countUp(measured.map(({ tally }) => tally));
  const moves = measured.map(({ report }) => report);
  return { dir, kind, perturb: perturbation, ...counts, seconds, classes: classesOf(folder), moves };
}

function classesOf(folder: Folder): SetReport["classes"] {
  if (folder.kind === "grid") return folder.recording.classes;
  if (folder.kind === "markers") return {};
  return Object.fromEntries(folder.recording.colours.map((colour, i) => [`player_${i + 1}`, colour]));
}
