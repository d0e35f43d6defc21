import type { GridSpec } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import { compose, invert } from "../geometry/homography.ts";
import type { Homography, Image, Rect } from "../types.ts";
import { sampleAverage, sampleBilinear } from "./sample.ts";

/** What {@link rectify} may be told; the defaults are those of vision.md 6.4. */
export interface RectifyOptions {
  readonly cellPx?: number;
  /** Cells of the surroundings shown on every side. */
  readonly marginCells?: number;
}

/**
 * Photo → board seen straight from above.
 *
 * Pixel (i, j) of the result shows the board point ((i + ½) / cellPx − margin, (j + ½) / cellPx − margin). Where the
 * photo is more than 1.5 times denser than the result, every pixel is the mean of several samples.
 *
 * @param imageToBoard Photo pixels (of this picture, not of its original) → board cells.
 * @returns A picture of (cols + 2 · margin) × (rows + 2 · margin) cells; `valid` is 0 where the photo ends.
 */
export function rectify(
  image: Pick<Image, "width" | "height" | "rgb">,
  imageToBoard: Homography,
  board: Pick<GridSpec, "rows" | "cols">,
  options: RectifyOptions = {},
): Rect {
  const { cellPx = VISION_DEFAULTS.cellPx, marginCells = VISION_DEFAULTS.marginCells } = options;
  const width = Math.round((board.cols + 2 * marginCells) * cellPx);
  const height = Math.round((board.rows + 2 * marginCells) * cellPx);
  const rgb = new Uint8Array(width * height * 3);
  const valid = new Uint8Array(width * height);
  const toImage = rectToImage(imageToBoard, cellPx, marginCells);
  if (toImage) {
    const source = { width: image.width, height: image.height, channels: 3, data: image.rgb } as const;
    const target = { width, height, data: rgb, valid };
    const samples = samplesPerSide(toImage, width, height);
    if (samples === 1) sampleBilinear(source, toImage, target);
    else sampleAverage(source, toImage, samples, target);
  }
  return { width, height, cellPx, marginCells, rows: board.rows, cols: board.cols, rgb, valid };
}

/** Rectified pixels → photo pixels; `undefined` when the calibration cannot be turned round. */
export function rectToImage(imageToBoard: Homography, cellPx: number, marginCells: number): Homography | undefined {
  const toBoard: Homography = [1 / cellPx, 0, -marginCells, 0, 1 / cellPx, -marginCells, 0, 0, 1];
  const back = invert(imageToBoard);
  return back && compose(toBoard, back);
}

/**
 * How many samples each way one pixel is made of: one up to a density of 1.5 photo pixels per pixel, else about one per
 * photo pixel, at least two and at most four.
 */
export function samplesPerSide(toImage: Homography, width: number, height: number): number {
  const density = densityAt(toImage, width / 2, height / 2);
  return density <= 1.5 ? 1 : Math.min(4, Math.max(2, Math.round(density)));
}

/** Photo pixels per pixel at a point, along the denser axis. */
function densityAt([h0, h1, h2, h3, h4, h5, h6, h7, h8]: Homography, x: number, y: number): number {
  const w = 1 / (h6 * x + h7 * y + h8);
  const u = (h0 * x + h1 * y + h2) * w;
  const v = (h3 * x + h4 * y + h5) * w;
  return Math.max(Math.hypot((h0 - h6 * u) * w, (h3 - h6 * v) * w), Math.hypot((h1 - h7 * u) * w, (h4 - h7 * v) * w));
}
