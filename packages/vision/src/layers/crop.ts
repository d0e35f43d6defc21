import { compose, translation } from "../geometry/homography.ts";
import { rectify } from "../image/rectify.ts";
import { mapOfPicture } from "../observe/frame.ts";
import type { Homography, Image } from "../types.ts";
import type { Picture } from "./picture.ts";

/**
 * One cell of a photo seen straight from above, with some of its surroundings.
 *
 * @param imageToBoard Photo (upright original, pixels) → board cells.
 * @param sizePx Side of the square result.
 * @param marginCells Surroundings on every side, cells.
 */
export function cropCell(
  image: Image,
  imageToBoard: Homography,
  cell: { readonly col: number; readonly row: number },
  sizePx = 256,
  marginCells = 0.25,
): Picture {
  const cellPx = sizePx / (1 + 2 * marginCells);
  const toCell = compose(mapOfPicture(imageToBoard, image), translation(-cell.col, -cell.row));
  const { width, height, rgb } = rectify(image, toCell, { rows: 1, cols: 1 }, { cellPx, marginCells });
  return { width, height, channels: 3, data: rgb };
}
