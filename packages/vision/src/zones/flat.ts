import type { GridSpec } from "@wopr/games";
import { rectify } from "../image/rectify.ts";
import type { LocatedImage } from "../observe/frame.ts";
import { mapOfPicture } from "../observe/frame.ts";
import type { Rect } from "../types.ts";

/** Side of a zone board, board units; a flat picture has one pixel per unit. */
export const BOARD_UNITS = 1000;

/** The grid that boards of zones are registered, relit and gated by (vision.md 6.4). */
export const VIRTUAL_GRID: GridSpec = {
  kind: "grid",
  rows: 16,
  cols: 16,
  points: "cells",
  origin: "top",
  letters: "upper",
};

/** Board units per virtual cell. */
export const UNITS_PER_CELL = BOARD_UNITS / VIRTUAL_GRID.cols;

/** Lays a photo flat with one pixel per board unit. @param photo Its map takes pixels to cells of the {@link VIRTUAL_GRID}. */
export const flatBoard = ({ image, imageToBoard }: LocatedImage): Rect =>
  rectify(image, mapOfPicture(imageToBoard, image), VIRTUAL_GRID, { cellPx: UNITS_PER_CELL, marginCells: 0 });
