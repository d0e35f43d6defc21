import type { BoardPoint } from "@wopr/games";
import { type Homography, invert, mapPoint, VIRTUAL_GRID } from "@wopr/vision";

const BOARD_UNITS = 1000;
/** Around a region that is only points, board units. */
const REACH = 25;

/** Cells of the virtual grid per board unit. */
export const CELLS_PER_UNIT = VIRTUAL_GRID.cols / BOARD_UNITS;

/** Box around an outline in board units: left, top, right, bottom; null for none. */
export function boxOf(outline: readonly BoardPoint[]): readonly [number, number, number, number] | null {
  if (outline.length === 0) return null;
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  return [Math.min(...xs) - REACH, Math.min(...ys) - REACH, Math.max(...xs) + REACH, Math.max(...ys) + REACH];
}

/** Where an outline lies in a photo: x, y, width, height in whole pixels, within the photo. */
export function regionOfPolygon(
  outline: readonly BoardPoint[],
  imageToBoard: Homography,
  { width, height }: { readonly width: number; readonly height: number },
): readonly [number, number, number, number] {
  const box = boxOf(outline);
  const toImage = box && invert(imageToBoard);
  if (!box || !toImage) return [0, 0, width, height];
  const [left, top, right, bottom] = box;
  const corners = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ].map(([x = 0, y = 0]) => mapPoint(toImage, [x * CELLS_PER_UNIT, y * CELLS_PER_UNIT]) ?? [0, 0]);
  const clamp = (value: number, most: number) => Math.round(Math.min(most, Math.max(0, value)));
  const xs = corners.map(([x]) => clamp(x, width));
  const ys = corners.map(([, y]) => clamp(y, height));
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return [x, y, Math.max(...xs) - x, Math.max(...ys) - y];
}
