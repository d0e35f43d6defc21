import type { CellClass } from "@wopr/games";
import {
  type CellReading,
  cropCell,
  learnPalette,
  type Observed,
  observe,
  type Palette,
  PIPELINE_VERSION,
  paletteFrom,
  readSetup,
  sampleCells,
} from "@wopr/vision";
import { decodeImage, encodeJpeg } from "@wopr/vision/node";
import type {
  BoardRead,
  CellSeen,
  CompareTask,
  CropTask,
  DrawnLayer,
  LocatedPhoto,
  ReadTask,
  SampleTask,
} from "./vision-port.ts";

/** Tells which stage begins. */
export type OnStage = (stage: string) => void;

/** Decodes a photo and says where the board lies in it. */
export async function located(photo: LocatedPhoto) {
  return { image: await decodeImage(photo.bytes), imageToBoard: photo.imageToBoard };
}

/** Compares a photo with the last agreed one. */
export async function compareWork(task: CompareTask, onStage: OnStage): Promise<Observed> {
  onStage("decode");
  const [current, reference, setup] = await Promise.all([
    decodeImage(task.current.bytes),
    located(task.reference),
    task.setup ? located(task.setup) : null,
  ]);
  const { board, known } = task;
  return observe({
    current,
    reference,
    board,
    palette: task.palette.entries.length > 0 ? task.palette : paletteOf(known, reference, task),
    ...(task.setup && setup ? { setup: { photo: setup, empty: task.setup.empty } } : {}),
    emptyBefore: known.map((cls) => cls === "empty"),
    ...(task.current.start ? { start: task.current.start } : {}),
    sharpnessHistory: task.sharpnessHistory,
    tallPieces: task.tallPieces === true,
    useAnyway: task.useAnyway,
    onStage,
  });
}

/** Colours nobody tapped are learned from the position people agreed to. */
function paletteOf(
  known: CompareTask["known"],
  reference: Awaited<ReturnType<typeof located>>,
  { board }: CompareTask,
): Palette {
  const position = known.map((cls): CellClass => cls ?? "empty");
  return paletteFrom(reference, board, position);
}

/** Reads a photo that is compared with nothing. */
export async function readWork(task: ReadTask, onStage: OnStage): Promise<BoardRead> {
  onStage("decode");
  const photo = await located(task.photo);
  onStage("readings");
  const { board, taps } = task;
  const isLearned = task.palette.entries.length > 0 || taps.length === 0;
  const palette = isLearned ? task.palette : learnPalette(sampleCells(photo, board, taps));
  const { readings, quality } = readSetup({ photo, board, palette, taps });
  const { width, height, scale } = photo.image;
  return {
    pipelineVersion: PIPELINE_VERSION,
    image: { width: Math.round(width * scale), height: Math.round(height * scale) },
    imageToBoard: photo.imageToBoard,
    quality,
    palette,
    cells: readings.map(({ row, col, ...reading }) => seen(row * board.cols + col, reading)),
  };
}

/** How far from every player's colour a cell must be for nobody to take it for a piece, Lab units. */
const CLEARLY_EMPTY = 20;

/** A reading with the probability that it is right; what is unknown is nobody's piece until a person says whose. */
function seen(cell: number, { kind, owner, distance, ownerMargin }: Omit<CellReading, "row" | "col">): CellSeen {
  if (kind === "empty") {
    const confidence = distance < 0 ? 0.9 : 1 - 0.5 * Math.exp(-distance / CLEARLY_EMPTY);
    return { cell, occupied: false, owner: null, confidence };
  }
  if (kind === "unknown") return { cell, occupied: true, owner: null, confidence: 0.5 };
  return { cell, occupied: true, owner, confidence: 0.5 + ownerMargin / 2 };
}

/** Learns colours from taps. */
export async function sampleWork(task: SampleTask): Promise<Palette["entries"]> {
  const photo = await located(task.photo);
  return learnPalette(sampleCells(photo, task.board, task.taps, task.empty)).entries;
}

/** Cuts one cell out of a photo. */
export async function cropWork({ photo, cell, sizePx, marginCells }: CropTask): Promise<DrawnLayer> {
  const { image, imageToBoard } = await located(photo);
  return { bytes: await encodeJpeg(cropCell(image, imageToBoard, cell, sizePx, marginCells)), mime: "image/jpeg" };
}
