import type { GridSpec } from "@wopr/games";
import type { Homography, Point } from "../types.ts";
import { invert, mapPoint } from "./homography.ts";
import type { Quad } from "./quad.ts";

/**
 * Where the four corners of a calibration lie on the board, in cells, order TL, TR, BR, BL.
 *
 * Cell (col, row) always covers [col, col + 1] × [row, row + 1]. On boards with `points: "intersections"` the cells
 * are centred on the crossings, so the outermost crossings lie half a cell inside.
 */
export function boardCorners(board: GridSpec): Quad {
  const inset = board.points === "intersections" ? 0.5 : 0;
  const right = board.cols - inset;
  const bottom = board.rows - inset;
  return [
    [inset, inset],
    [right, inset],
    [right, bottom],
    [inset, bottom],
  ];
}

/** The outline of one cell in the photo, TL, TR, BR, BL; `undefined` where the map reaches the horizon. */
export function cellOutline(imageToBoard: Homography, col: number, row: number): Quad | undefined {
  const back = invert(imageToBoard);
  if (!back) return undefined;
  const corners = [
    mapPoint(back, [col, row]),
    mapPoint(back, [col + 1, row]),
    mapPoint(back, [col + 1, row + 1]),
    mapPoint(back, [col, row + 1]),
  ];
  return corners.every((corner) => corner !== undefined) ? (corners as unknown as Quad) : undefined;
}

/** Upright box around a cell in the photo, `[x, y, width, height]` in pixels, cut to the picture. */
export function cellRegion(
  imageToBoard: Homography,
  col: number,
  row: number,
  image: { readonly width: number; readonly height: number },
): readonly [number, number, number, number] {
  const outline = cellOutline(imageToBoard, col, row) ?? [];
  const xs = outline.map(([x]) => Math.min(image.width, Math.max(0, x)));
  const ys = outline.map(([, y]) => Math.min(image.height, Math.max(0, y)));
  if (xs.length === 0) return [0, 0, 0, 0];
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

/** Lines of the live grid over a photo, as pairs of points in pixels; for boards of crossings the lines meet there. */
export function gridLines(imageToBoard: Homography, board: GridSpec): readonly (readonly [Point, Point])[] {
  const back = invert(imageToBoard);
  if (!back) return [];
  const inset = board.points === "intersections" ? 0.5 : 0;
  const line = (from: Point, to: Point): readonly [Point, Point] | undefined => {
    const a = mapPoint(back, from);
    const b = mapPoint(back, to);
    return a && b ? [a, b] : undefined;
  };
  const lines: (readonly [Point, Point] | undefined)[] = [];
  for (let x = inset; x <= board.cols - inset; x += 1) lines.push(line([x, inset], [x, board.rows - inset]));
  for (let y = inset; y <= board.rows - inset; y += 1) lines.push(line([inset, y], [board.cols - inset, y]));
  return lines.filter((pair) => pair !== undefined);
}
