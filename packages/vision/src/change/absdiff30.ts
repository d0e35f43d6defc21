import type { GridSpec } from "@wopr/games";
import { cellOutline } from "../geometry/grid.ts";
import { clipToBox, signedArea } from "../geometry/quad.ts";
import { blurSeparable, gaussianWeights } from "../image/blur.ts";
import { lumaOf } from "../image/luma.ts";
import { components, dilate, erode, type Mask } from "../image/mask.ts";
import { outlineArea } from "../image/outline.ts";
import type { Plane } from "../image/plane.ts";
import type { Homography, Image } from "../types.ts";

/** An upright box, pixels: left and top inside, width and height. */
export type Box = readonly [number, number, number, number];

const WEIGHTS = gaussianWeights(21);

/**
 * The change detection of the source document, kept for comparison in every accuracy table: grey, 21 × 21 Gaussian,
 * absolute difference, threshold 30, dilated twice and eroded once by 5 × 5, boxes around outlines of more than
 * 1,000 px². Compares the pictures as they are: no registration, no light.
 */
export function absdiff30(
  a: Pick<Image, "width" | "height" | "rgb">,
  b: Pick<Image, "width" | "height" | "rgb">,
): Box[] {
  return a.width === b.width && a.height === b.height ? boxesOf(smoothGrey(a), smoothGrey(b)) : [];
}

/** First half of {@link absdiff30} for one picture, so that a series smooths each photo once. */
export function smoothGrey(image: Pick<Image, "width" | "height" | "rgb">): Plane {
  const grey = lumaOf(image);
  for (let i = 0; i < grey.data.length; i += 1) grey.data[i] = Math.round(grey.data[i]!);
  const smooth = blurSeparable(grey, WEIGHTS);
  for (let i = 0; i < smooth.data.length; i += 1) smooth.data[i] = Math.round(smooth.data[i]!);
  return smooth;
}

/** Second half of {@link absdiff30}. */
export function boxesOf(a: Plane, b: Plane): Box[] {
  const { width, height } = a;
  const over = a.data.map((v, i) => (Math.abs(v - b.data[i]!) > 30 ? 1 : 0));
  const mask: Mask = { width, height, data: Uint8Array.from(over) };
  const thick = erode(dilate(dilate(mask, 5), 5), 5);
  return components(thick)
    .filter((blob) => outlineArea(blob, width, height) > 1000)
    .map(({ minX, minY, maxX, maxY }) => [minX, minY, maxX - minX + 1, maxY - minY + 1] as const);
}

/** Cells of which one box covers at least 35 %, row by row. @param imageToBoard Of the picture the boxes belong to. */
export function cellsUnder(boxes: readonly Box[], imageToBoard: Homography, board: GridSpec): number[] {
  const cells: number[] = [];
  for (let cell = 0; cell < board.rows * board.cols; cell += 1) {
    const outline = cellOutline(imageToBoard, cell % board.cols, Math.floor(cell / board.cols));
    if (!outline) continue;
    const area = Math.abs(signedArea(outline));
    const covered = boxes.some(
      ([x, y, w, h]) => Math.abs(signedArea(clipToBox(outline, x, y, x + w, y + h))) >= 0.35 * area,
    );
    if (covered) cells.push(cell);
  }
  return cells;
}
