import type { GridSpec } from "@wopr/games";
import { fromCorners, gridLines, type Point } from "@wopr/vision";
import type { StateName } from "../../../ui/state-mark.tsx";
import type { Corners, Size } from "./corners.ts";

/** From so many pixels on a cell can be read well. */
const GOOD_PX = 16;

/** What corners are worth: a light, a sentence, and the grid they give. */
export interface CornerQuality {
  readonly state: StateName;
  readonly text: string;
  /** Refused: cannot be saved. */
  readonly refused: boolean;
  readonly lines: readonly (readonly [Point, Point])[];
}

/** Judges corners with the same code as the server. */
export function judge(corners: Corners, board: GridSpec, size: Size): CornerQuality {
  const result = fromCorners(corners, board, size);
  if (!result.ok) return { state: "failed", text: result.text, refused: true, lines: [] };
  const { smallestCellPx, imageToBoard } = result.calibration;
  const lines = gridLines(imageToBoard, board);
  const px = smallestCellPx.toFixed(smallestCellPx < 30 ? 1 : 0);
  return smallestCellPx >= GOOD_PX
    ? { state: "works", text: `Good. The smallest cell is ${px} pixels.`, refused: false, lines }
    : {
        state: "attention",
        text: `The smallest cell is ${px} pixels. From ${GOOD_PX} on reading is reliable; move the camera closer if you can.`,
        refused: false,
        lines,
      };
}
