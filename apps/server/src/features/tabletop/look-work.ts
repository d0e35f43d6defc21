import type { CellClass } from "@wopr/games";
import {
  learnPalette,
  lumaAtLongSide,
  measureQuality,
  type Observation,
  observe,
  type Palette,
  PIPELINE_VERSION,
  paletteFrom,
  sampleCells,
} from "@wopr/vision";
import { decodeImage } from "@wopr/vision/node";
import { seeCells } from "./domain/seeing.ts";
import type { BoardRead, CompareTask, LocatedPhoto, ReadTask, SampleTask } from "./vision-port.ts";

/** Sharpness is measured at this size (vision.md 4). */
const QUALITY_LONG_SIDE_PX = 800;

/** Tells which stage begins. */
export type OnStage = (stage: string) => void;

/** Decodes a photo and says where the board lies in it. */
export async function located(photo: LocatedPhoto) {
  return { image: await decodeImage(photo.bytes), imageToBoard: photo.imageToBoard };
}

/** Compares a photo with the last agreed one. */
export async function compareWork(task: CompareTask, onStage: OnStage): Promise<Observation> {
  onStage("decode");
  const [current, reference, setup] = await Promise.all([
    decodeImage(task.current.bytes),
    located(task.reference),
    task.setup ? located(task.setup) : null,
  ]);
  const { board, known } = task;
  const { observation } = observe({
    current,
    reference,
    board,
    palette: task.palette.entries.length > 0 ? task.palette : paletteOf(known, reference, task),
    ...(task.setup && setup ? { setup: { photo: setup, empty: task.setup.empty } } : {}),
    emptyBefore: known.map((cls) => cls === "empty"),
    ...(task.current.start ? { start: task.current.start } : {}),
    sharpnessHistory: task.sharpnessHistory,
    useAnyway: task.useAnyway,
    onStage,
  });
  return observation;
}

/** Colours nobody tapped are learned from the position people agreed to. */
function paletteOf(
  known: CompareTask["known"],
  reference: Awaited<ReturnType<typeof located>>,
  { board }: CompareTask,
): Palette {
  return paletteFrom(
    reference,
    board,
    known.map((cls): CellClass => cls ?? "empty"),
  );
}

/** Reads a photo that is compared with nothing. */
export async function readWork(task: ReadTask, onStage: OnStage): Promise<BoardRead> {
  onStage("decode");
  const photo = await located(task.photo);
  onStage("readings");
  const { board, taps } = task;
  const cells = Array.from({ length: board.rows * board.cols }, (_, cell) => ({ cell, player: 1 }));
  const colours = sampleCells(photo, board, cells).map(({ lab }) => lab);
  const known = taps.flatMap(({ cell, player }) => {
    const lab = colours[cell];
    return lab ? [{ player, lab }] : [];
  });
  const palette = task.palette.entries.length > 0 || known.length === 0 ? task.palette : learnPalette(known);
  const { image, imageToBoard } = photo;
  return {
    pipelineVersion: PIPELINE_VERSION,
    image: { width: Math.round(image.width * image.scale), height: Math.round(image.height * image.scale) },
    imageToBoard,
    quality: measureQuality(image, lumaAtLongSide(image, QUALITY_LONG_SIDE_PX)),
    palette,
    cells: seeCells(colours, palette, board),
  };
}

/** Learns colours from taps. */
export async function sampleWork(task: SampleTask): Promise<Palette["entries"]> {
  const photo = await located(task.photo);
  return learnPalette(sampleCells(photo, task.board, task.taps, task.empty)).entries;
}
