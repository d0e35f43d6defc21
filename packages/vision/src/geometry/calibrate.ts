import type { GridSpec } from "@wopr/games";
import { VISION_DEFAULTS } from "../defaults.ts";
import type { Calibration, Homography, Point } from "../types.ts";
import { fitHomography } from "./fit.ts";
import { boardCorners, cellOutline } from "./grid.ts";
import { compose, scaling } from "./homography.ts";
import { crossesItself, isConvex, type Quad, signedArea } from "./quad.ts";

/** Why four corners are refused. */
export type CornerProblem =
  | "not_finite"
  | "out_of_picture"
  | "self_crossing"
  | "not_convex"
  | "mirrored"
  | "too_small"
  | "cells_too_small";

/** A calibration, or why there is none with a sentence for a person. */
export type Calibrated =
  | { readonly ok: true; readonly calibration: Calibration }
  | { readonly ok: false; readonly problem: CornerProblem; readonly text: string };

const SENTENCES: Readonly<Record<CornerProblem, string>> = {
  not_finite: "A corner has no position. Place all four corners.",
  out_of_picture: "A corner lies outside the picture. Move it back into the photo.",
  self_crossing:
    "The sides of the board cross. Put the corners in order: top left, top right, bottom right, bottom left.",
  not_convex: "One corner points inwards. Move the corners to the four ends of the board.",
  mirrored: "The corners run the wrong way round. Start top left and go clockwise.",
  too_small: "The board fills less than 5 % of the picture. Move the camera closer.",
  cells_too_small: "The smallest cell is under 8 pixels. Move the camera closer or take a larger photo.",
};

/**
 * A calibration from the four corners a person dragged.
 *
 * @param corners TL, TR, BR, BL in pixels of the upright original: outer line of the grid, or outermost crossings.
 * @param image Size of the upright original, pixels.
 */
export function fromCorners(
  corners: readonly Point[],
  board: GridSpec,
  image: { readonly width: number; readonly height: number },
): Calibrated {
  const problem = cornerProblem(corners, image);
  if (problem) return refused(problem);
  const quad = corners as unknown as Quad;
  const imageToBoard = fitHomography(quad, boardCorners(board));
  if (!imageToBoard) return refused("not_convex");
  const smallestCellPx = smallestCell(imageToBoard, board);
  if (!(smallestCellPx >= VISION_DEFAULTS.calibration.refuseCellPx)) return refused("cells_too_small");
  const warnings =
    smallestCellPx < VISION_DEFAULTS.calibration.warnCellPx
      ? [`The smallest cell is ${smallestCellPx.toFixed(1)} pixels; from 16 pixels on reading is reliable.`]
      : [];
  return {
    ok: true,
    calibration: { kind: "corners", image, corners: quad, imageToBoard, smallestCellPx, warnings },
  };
}

function cornerProblem(
  corners: readonly Point[],
  image: { readonly width: number; readonly height: number },
): CornerProblem | undefined {
  if (corners.length !== 4 || !corners.flat().every(Number.isFinite)) return "not_finite";
  const quad = corners as unknown as Quad;
  // Half a per cent of slack: the outer line of a board may coincide with the edge of the picture.
  const slack = 0.005 * Math.max(image.width, image.height);
  const outside = quad.some(
    ([x, y]) => x < -slack || y < -slack || x > image.width + slack || y > image.height + slack,
  );
  if (outside) return "out_of_picture";
  if (crossesItself(quad)) return "self_crossing";
  if (!isConvex(quad)) return "not_convex";
  const area = signedArea(quad);
  if (area < 0) return "mirrored";
  return area < VISION_DEFAULTS.calibration.minAreaShare * image.width * image.height ? "too_small" : undefined;
}

const refused = (problem: CornerProblem): Calibrated => ({ ok: false, problem, text: SENTENCES[problem] });

/** Shortest side of the smallest cell in the photo, pixels. Under a projective map it lies at a corner of the board. */
function smallestCell(imageToBoard: Homography, board: GridSpec): number {
  const sides: number[] = [];
  for (const col of [0, board.cols - 1]) {
    for (const row of [0, board.rows - 1]) {
      const outline = cellOutline(imageToBoard, col, row);
      if (!outline) return 0;
      outline.forEach(([x, y], i) => {
        const [nextX, nextY] = outline[(i + 1) % 4]!;
        sides.push(Math.hypot(nextX - x, nextY - y));
      });
    }
  }
  return Math.min(...sides);
}

/**
 * The map of a calibration for a photo of another size of the same camera mode.
 *
 * @returns `undefined` when the shape of the picture differs by more than 1 %: then it is another mode or camera.
 */
export function mapForSize(
  imageToBoard: Homography,
  calibrated: { readonly width: number; readonly height: number },
  photo: { readonly width: number; readonly height: number },
): Homography | undefined {
  if (calibrated.width === photo.width && calibrated.height === photo.height) return imageToBoard;
  const kx = calibrated.width / photo.width;
  const ky = calibrated.height / photo.height;
  if (!(Math.abs(kx / ky - 1) <= 0.01)) return undefined;
  return compose(scaling(kx, ky), imageToBoard);
}
