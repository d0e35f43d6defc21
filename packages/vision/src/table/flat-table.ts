import type { GridSpec, TableSpec } from "@wopr/games";
import { compose, scaling } from "../geometry/homography.ts";
import { rectify } from "../image/rectify.ts";
import { type LocatedImage, mapOfPicture } from "../observe/frame.ts";
import type { Homography, Rect } from "../types.ts";

/** Side of the virtual cells a table is registered, relit and gated by, millimetres (vision.md 6.4). */
const CELL_MM = 50;

/** The virtual grid of a table. */
export function tableGrid({ widthMm, heightMm }: TableSpec): GridSpec {
  const cols = Math.max(4, Math.round(widthMm / CELL_MM));
  const rows = Math.max(4, Math.round(heightMm / CELL_MM));
  return { kind: "grid", rows, cols, points: "cells", origin: "top", letters: "upper" };
}

/** Photo → millimetres becomes photo → virtual cells. */
export function toVirtualCells(imageToTable: Homography, table: TableSpec): Homography {
  const { rows, cols } = tableGrid(table);
  return compose(imageToTable, scaling(cols / table.widthMm, rows / table.heightMm));
}

/** The way back. */
export function toMillimetres(imageToCells: Homography, table: TableSpec): Homography {
  const { rows, cols } = tableGrid(table);
  return compose(imageToCells, scaling(table.widthMm / cols, table.heightMm / rows));
}

/** Lays a photo of a table flat with one pixel per millimetre. @param photo Its map takes pixels to millimetres. */
export function flatTable({ image, imageToBoard }: LocatedImage, { widthMm, heightMm }: TableSpec): Rect {
  const size = { rows: Math.round(heightMm), cols: Math.round(widthMm) };
  const rect = rectify(image, mapOfPicture(imageToBoard, image), size, { cellPx: 1, marginCells: 0 });
  return { ...rect, cellPx: CELL_MM, rows: Math.floor(size.rows / CELL_MM), cols: Math.floor(size.cols / CELL_MM) };
}
