import type { GridSpec, RuleModule, Seat, SimpleMove, Table } from "@wopr/games";
import type { Clock } from "@wopr/kernel";
import { boxesOf, cellsUnder, smoothGrey } from "../change/absdiff30.ts";
import { decide } from "../decide/decide.ts";
import { type FullInference, infer, type Rules } from "../decide/infer.ts";
import { fromCorners } from "../geometry/calibrate.ts";
import { mapOfPicture, originalSize } from "../observe/frame.ts";
import { type ComparedPictures, observe } from "../observe/observe.ts";
import { learnFrom, paletteFrom } from "../read/learn.ts";
import type { Homography, Image, Observation, Palette } from "../types.ts";
import { BenchErrors } from "./errors.ts";
import { judge, type Looked } from "./judge.ts";
import { type Perturbation, perturb } from "./perturb.ts";
import type { PhotoShelf } from "./photos.ts";
import { seatOf, stateOf } from "./position.ts";
import type { Comparison, Recording } from "./recording.ts";
import type { Counted } from "./report.ts";
import { createStopwatch } from "./stopwatch.ts";

/** What rules for a folder must allow. */
export interface RulesWanted {
  readonly board: GridSpec;
  readonly seats: readonly Seat[];
  readonly moves: readonly SimpleMove["kind"][];
  readonly maxChangedCells: number;
  /** Of chess: the position with side and rights. */
  readonly fen?: string;
}

/** Rules and table for a folder; pieces of every seat may be placed in one move, or the rules of chess hold. */
export type RulesFor = (wanted: RulesWanted) => {
  readonly pack: Rules & { readonly rules: Pick<RuleModule, "initial"> };
  readonly table: Table;
};

/** Result of one comparison, with all it was concluded from. */
export interface Measured extends Counted {
  readonly observation: Observation;
  readonly inference: FullInference;
  readonly pictures: ComparedPictures | undefined;
}

/** How a folder is run. */
export interface RunOptions {
  readonly recording: Recording;
  readonly photos: PhotoShelf;
  readonly rulesFor: RulesFor;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly perturbation: Perturbation | null;
  /** `same`: every photo is compared with itself instead of the one before. */
  readonly mode: "moves" | "same";
}

/** What one comparison starts from. */
interface Base {
  readonly comparison: Comparison;
  readonly before: Image;
  readonly beforeMap: Homography;
  readonly palette: Palette;
}

/** Runs the comparisons of one folder in playing order, each with the photo before and the true position as base. */
export async function* runRecording(options: RunOptions): AsyncGenerator<Measured, void, void> {
  const { recording, photos, perturbation } = options;
  let palette: Palette | undefined;
  let running: { readonly file: string; readonly map: Homography } | undefined;
  for (const comparison of comparisonsOf(options)) {
    const before = await photos.read(comparison.before);
    const clean = await photos.read(comparison.file);
    const follows = running?.file === comparison.before ? running.map : undefined;
    const beforeMap = follows ?? mapFor(recording, comparison, before, comparison.beforeCorners);
    const located = { image: before, imageToBoard: beforeMap };
    palette ??= paletteFrom(located, comparison.board, comparison.position ?? []);
    const base: Base = { comparison, before, beforeMap, palette };
    const plain = look(options, base, clean);
    const image = perturbation === null ? clean : perturb(clean, perturbation);
    const looked = perturbation === null ? plain : look(options, base, image);
    const absdiff = absdiffCells(base, photos, perturbation === null ? null : image);
    const { countsOwners } = recording;
    const judged = judge(looked, { comparison, palette, countsOwners, absdiff });
    const { seconds, observation, inference, pictures } = looked;
    yield { ...judged, seconds, observation, inference, pictures };
    const { registration, imageToBoard } = plain.observation;
    const map = registration.method === "none" ? beforeMap : imageToBoard;
    running = comparison.corners === null ? { file: comparison.file, map } : undefined;
    // Photos of hands come from games of their own, each with its own pieces.
    palette =
      recording.kind === "hands" || recording.kind === "chess_pairs"
        ? undefined
        : learnFrom(palette, plain.observation, comparison.changes ?? []);
  }
}

/** Each photo with the one before; in mode `same` every photo of the folder with itself, where nothing changes. */
export function comparisonsOf({ recording, mode }: Pick<RunOptions, "recording" | "mode">): readonly Comparison[] {
  if (mode === "moves") return recording.comparisons;
  const seen = new Map<string, Comparison>();
  for (const comparison of recording.comparisons) {
    const { before, beforeCorners, file, corners } = comparison;
    const same = { ...comparison, changes: [], hand: "none" as const };
    if (!seen.has(before)) seen.set(before, { ...same, file: before, corners: beforeCorners });
    if (!seen.has(file)) seen.set(file, { ...same, before: file, beforeCorners: corners, position: null });
  }
  return [...seen.values()];
}

function look(options: RunOptions, base: Base, image: Image): Looked & Pick<Measured, "seconds" | "pictures"> {
  const { recording, rulesFor, clock } = options;
  const { comparison } = base;
  const { board, position, fen } = comparison;
  const watch = createStopwatch(clock);
  const start = comparison.corners && mapFor(recording, comparison, image, comparison.corners);
  const { observation, pictures } = observe({
    current: image,
    reference: { image: base.before, imageToBoard: base.beforeMap },
    board,
    palette: base.palette,
    ...(start ? { start } : {}),
    ...(position ? { emptyBefore: position.map((cls) => cls === "empty") } : {}),
    ...(recording.tall ? { tallPieces: true } : {}),
    onStage: (stage) => watch.begin(stage),
  });
  watch.begin("infer");
  const { moves, maxChangedCells } = recording;
  const seats = Object.keys(recording.classes).map(seatOf);
  const { pack, table } = rulesFor({ board, seats, moves, maxChangedCells, ...(fen ? { fen } : {}) });
  const state = fen ? pack.rules.initial(table) : stateOf(board, position);
  const inference = infer(state, observation, pack, table);
  watch.begin("decide");
  const decision = decide(observation, inference, { ...pack.manifest, maxChangedCells });
  return { observation, pictures, inference, decision, seconds: watch.end() };
}

/** What the source's algorithm calls changed on the same two photos, with the corners as they were set once. */
function absdiffCells(base: Base, photos: PhotoShelf, perturbed: Image | null): readonly number[] {
  const before = photos.smooth(base.comparison.before);
  const after = perturbed === null ? photos.smooth(base.comparison.file) : smoothGrey(perturbed);
  if (before.width !== after.width || before.height !== after.height) return [];
  return cellsUnder(boxesOf(before, after), mapOfPicture(base.beforeMap, base.before), base.comparison.board);
}

function mapFor(
  recording: Recording,
  { board, file }: Comparison,
  image: Image,
  own: Comparison["corners"],
): Homography {
  const { dir } = recording;
  const corners = own ?? recording.corners;
  if (!corners) throw BenchErrors.bad_truth({ dir, at: "corners", reason: "four points are missing" });
  const calibrated = fromCorners(corners, board, originalSize(image));
  if (!calibrated.ok) throw BenchErrors.bad_truth({ dir, at: `corners of ${file}`, reason: calibrated.text });
  return calibrated.calibration.imageToBoard;
}
