import type { GridSpec } from "@wopr/games";
import { relight } from "../change/relight.ts";
import { VISION_DEFAULTS } from "../defaults.ts";
import { mapForSize } from "../geometry/calibrate.ts";
import { boardCorners } from "../geometry/grid.ts";
import { compose, IDENTITY, invert, mapPoint, scaling } from "../geometry/homography.ts";
import { lumaOf } from "../image/luma.ts";
import { emptyPlane, type Plane } from "../image/plane.ts";
import { rectToImage, samplesPerSide } from "../image/rectify.ts";
import { sampleAverage, sampleBilinear } from "../image/sample.ts";
import { halfLuma } from "../image/shrink.ts";
import { registerByFeatures } from "../register/by-features.ts";
import { correlationOf, type RegistrationView, refineViews, registerViews } from "../register/register.ts";
import type { Homography, Image, Registration } from "../types.ts";
import { asFrame, type Frame, originalSize } from "./frame.ts";

const VIEW_CELL_PX = VISION_DEFAULTS.cellPx / 2;
/** A second registration moves the board by less than this, cells. */
const REFINES = 0.2;

/** Where the board lies in the current photo, and how sure that is. */
export interface Aligned {
  readonly registration: Registration;
  /** Current photo (upright original, pixels) → board cells. */
  readonly imageToBoard: Homography;
}

/**
 * Finds where the board lies in the current photo, starting from where it lay in the reference; where that leads
 * nowhere, corners that look alike in both photos give the start (vision.md 6.5).
 *
 * @param luma Of the current photo, scaled down or not.
 * @param start Current photo (upright original) → board, as far as known before; `undefined` when nothing is known.
 */
export function alignTo(
  reference: Frame,
  current: Image,
  luma: Plane,
  start: Homography | undefined,
  board: GridSpec,
): Aligned {
  const { weak, good } = VISION_DEFAULTS.rho;
  const still = start && tryStart(reference, current, luma, start, board);
  if (start && still?.near && still.rho >= weak) {
    const result = aligned(reference, current, still, start, board);
    if (!result.registration.moved) return result;
    const imageToBoard = refined(reference, current, luma, still.imageToBoard, board);
    return aligned(reference, current, { ...still, imageToBoard }, start, board);
  }
  const found = byFeatures(reference, current, board);
  const again = found && tryStart(reference, current, luma, found.start, board);
  // Few corners agree on a plain board; then the pictures themselves must.
  if (found && again?.near && again.rho >= (found.accepted ? weak : good)) {
    const imageToBoard = refined(reference, current, luma, again.imageToBoard, board);
    const result = aligned(reference, current, { ...again, imageToBoard }, found.start, board);
    return { ...result, registration: { ...result.registration, method: "features", inliers: found.inliers } };
  }
  // Far from where it was, but exactly alike: believed, never without a question.
  if (start && still && still.rho >= good) {
    const result = aligned(reference, current, still, start, board);
    return { ...result, registration: { ...result.registration, weak: true } };
  }
  return lost(reference, start ?? reference.imageToBoard, still);
}

/** One attempt to lay the current photo over the reference. */
interface Attempt {
  readonly imageToBoard: Homography;
  readonly rho: number;
  readonly moveCells: number;
  readonly iterations: number;
  /** Whether ECC stayed near its start. */
  readonly near: boolean;
}

function tryStart(reference: Frame, current: Image, luma: Plane, start: Homography, board: GridSpec): Attempt {
  const found = registerViews(halfLuma(reference.rect), currentView(current, luma, start, board));
  const moveCells = found.maxCornerMovePx / VIEW_CELL_PX;
  const near = moveCells <= VISION_DEFAULTS.maxMoveCells;
  const imageToBoard = correctedMap(start, found.homography) ?? start;
  const dim = near && found.rho < VISION_DEFAULTS.rho.good;
  const rho = dim ? Math.max(found.rho, relitRho(reference, current, imageToBoard, board)) : found.rho;
  return { imageToBoard, rho, moveCells, iterations: found.iterations, near };
}

/** Once more at full resolution and without what fits least; the map is kept where that leads astray. */
function refined(reference: Frame, current: Image, luma: Plane, imageToBoard: Homography, board: GridSpec): Homography {
  const { rect } = reference;
  const whole = { luma: lumaOf(rect), valid: rect.valid };
  const step = refineViews(whole, currentView(current, luma, imageToBoard, board, rect.cellPx));
  const next = correctedMap(imageToBoard, step, rect.cellPx);
  return next && driftCells(imageToBoard, next, board) <= REFINES ? next : imageToBoard;
}

function aligned(
  reference: Frame,
  current: Image,
  { imageToBoard, rho, moveCells, iterations }: Attempt,
  start: Homography,
  board: GridSpec,
): Aligned {
  const before = mapForSize(reference.imageToBoard, originalSize(reference.photo), originalSize(current)) ?? start;
  const turned = turnDegrees(before, imageToBoard, board) > VISION_DEFAULTS.turnedDegrees;
  const moved = driftCells(before, imageToBoard, board) > VISION_DEFAULTS.heldCells;
  return {
    registration: {
      homography: photoToPhoto(reference.imageToBoard, imageToBoard),
      rho: round(rho, 4),
      maxCornerMoveCells: round(Math.min(moveCells, 999), 3),
      method: "ecc",
      weak: rho < VISION_DEFAULTS.rho.good,
      iterations,
      ...(turned ? { turned } : {}),
      ...(moved ? { moved } : {}),
    },
    imageToBoard,
  };
}

function lost(reference: Frame, start: Homography, still: Attempt | undefined): Aligned {
  return {
    registration: {
      homography: photoToPhoto(reference.imageToBoard, start),
      rho: round(still?.rho ?? 0, 4),
      maxCornerMoveCells: round(Math.min(still?.moveCells ?? 999, 999), 3),
      method: "none",
      weak: true,
      iterations: still?.iterations ?? 0,
    },
    imageToBoard: start,
  };
}

/** Start for another attempt, from corners of the board and what lies around it. */
function byFeatures(reference: Frame, current: Image, board: GridSpec) {
  const { seed } = VISION_DEFAULTS.features;
  const margin = VISION_DEFAULTS.marginCells;
  const isBoard = (x: number, y: number): boolean => {
    const at = mapPoint(reference.imageToBoard, [x, y]);
    return (
      at !== undefined &&
      at[0] > -margin &&
      at[1] > -margin &&
      at[0] < board.cols + margin &&
      at[1] < board.rows + margin
    );
  };
  const found = registerByFeatures(reference.photo, current, seed, isBoard);
  const back = found && invert(found.homography);
  const start = back && compose(back, reference.imageToBoard);
  return found && start && { start, accepted: found.accepted, inliers: found.inliers };
}

/** By how much two maps of one photo turn the board against each other, degrees, 0 to 180. */
function turnDegrees(a: Homography, b: Homography, { rows, cols }: GridSpec): number {
  const direction = (map: Homography): number => {
    const back = invert(map);
    const [from, to] = [back && mapPoint(back, [cols / 2, rows / 2]), back && mapPoint(back, [cols / 2 + 1, rows / 2])];
    return from && to ? Math.atan2(to[1] - from[1], to[0] - from[0]) : 0;
  };
  const turn = Math.abs(direction(a) - direction(b)) * (180 / Math.PI);
  return turn > 180 ? 360 - turn : turn;
}

/** Correlation once the light is equal: uneven light lowers it although the pictures lie exactly over each other. */
function relitRho(reference: Frame, current: Image, imageToBoard: Homography, board: GridSpec): number {
  const { rect } = asFrame({ image: current, imageToBoard }, board);
  return correlationOf(halfLuma(reference.rect), halfLuma(relight(reference.rect, rect).rect));
}

/**
 * Takes the error out of a map that was composed of many registrations: laid directly over the setup frame again where
 * it has drifted by more than a quarter of a cell, if the two still resemble each other.
 */
export function anchorTo(
  setup: Frame,
  current: Image,
  luma: Plane,
  imageToBoard: Homography,
  board: GridSpec,
): Homography {
  if (driftCells(setup.imageToBoard, imageToBoard, board) <= VISION_DEFAULTS.calibration.driftCells)
    return imageToBoard;
  const { registration, imageToBoard: anchored } = alignTo(setup, current, luma, imageToBoard, board);
  return registration.method === "ecc" && !registration.weak ? anchored : imageToBoard;
}

/** Farthest distance, in cells, between where two maps of one photo put the corners of the board. */
export function driftCells(a: Homography, b: Homography, board: GridSpec): number {
  const back = invert(a);
  if (!back) return Number.POSITIVE_INFINITY;
  const moves = boardCorners(board).map((corner) => {
    const pixel = mapPoint(back, corner);
    const again = pixel && mapPoint(b, pixel);
    return again ? Math.hypot(again[0] - corner[0], again[1] - corner[1]) : Number.POSITIVE_INFINITY;
  });
  return Math.max(...moves);
}

/** Luma of the current photo, laid flat at half the resolution of a rectified frame. */
function currentView(
  current: Image,
  luma: Plane,
  imageToBoard: Homography,
  board: GridSpec,
  cellPx: number = VIEW_CELL_PX,
): RegistrationView {
  const margin = VISION_DEFAULTS.marginCells;
  const { width: w, height: h, scale } = current;
  const toOriginal = scaling((w * scale) / luma.width, (h * scale) / luma.height);
  const toLuma = rectToImage(compose(toOriginal, imageToBoard), cellPx, margin) ?? IDENTITY;
  const width = (board.cols + 2 * margin) * cellPx;
  const height = (board.rows + 2 * margin) * cellPx;
  const view = { luma: emptyPlane(width, height), valid: new Uint8Array(width * height) };
  const source = { ...luma, channels: 1 } as const;
  const target = { width, height, data: view.luma.data, valid: view.valid };
  const samples = samplesPerSide(toLuma, width, height);
  if (samples === 1) sampleBilinear(source, toLuma, target);
  else sampleAverage(source, toLuma, samples, target);
  return view;
}

/** The map of the current photo once its view is known to lie at `h` of the reference view. */
function correctedMap(start: Homography, h: Homography, cellPx: number = VIEW_CELL_PX): Homography | undefined {
  const shift = VISION_DEFAULTS.marginCells * cellPx;
  const toView: Homography = [cellPx, 0, shift, 0, cellPx, shift, 0, 0, 1];
  const fromView = invert(toView);
  const back = invert(h);
  return fromView && back && compose(start, compose(compose(toView, back), fromView));
}

function photoToPhoto(reference: Homography, current: Homography): Homography {
  const back = invert(current);
  return back ? compose(reference, back) : IDENTITY;
}

const round = (v: number, digits: number): number => Math.round(v * 10 ** digits) / 10 ** digits;
