import { mapPoint } from "../geometry/homography.ts";
import type { Quad } from "../geometry/quad.ts";
import type { Homography, Point } from "../types.ts";
import type { Marker } from "./detect.ts";
import type { MarkerFamily } from "./families.ts";

/** Where markers lie beside or on a board. */
export interface MarkerLayout {
  readonly family: MarkerFamily;
  /** Corners TL, TR, BR, BL of every printed marker, in units of the board (cells of a grid, millimetres of a table). */
  readonly markers: readonly { readonly id: number; readonly corners: Quad }[];
}

/** Centres as a person measured them. */
export interface MeasuredCentres {
  readonly family: MarkerFamily;
  /** Side of the black square, millimetres. */
  readonly sizeMm: number;
  /** Centres in millimetres from the upper left corner of the board; `turn` in degrees clockwise. */
  readonly centres: readonly { readonly id: number; readonly x: number; readonly y: number; readonly turn?: number }[];
  /** Millimetres per unit of the board: side of a cell, or 1 for tables. */
  readonly mmPerUnit: number;
}

/** The layout of markers whose centres were measured. */
export function layoutFromCentres({ family, sizeMm, centres, mmPerUnit }: MeasuredCentres): MarkerLayout {
  const half = sizeMm / 2;
  const markers = centres.map(({ id, x, y, turn = 0 }) => {
    const angle = (turn * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const at = (u: number, v: number): Point => [
      (x + half * (u * cos - v * sin)) / mmPerUnit,
      (y + half * (u * sin + v * cos)) / mmPerUnit,
    ];
    return { id, corners: [at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)] as const };
  });
  return { family, markers };
}

/** The layout of markers seen in a photo whose calibration is known: nobody has to measure anything. */
export function layoutFromCalibration(
  family: MarkerFamily,
  markers: readonly Marker[],
  imageToBoard: Homography,
): MarkerLayout {
  const placed = markers.flatMap(({ id, corners }) => {
    const mapped = corners.map((corner) => mapPoint(imageToBoard, corner));
    return mapped.every((corner) => corner !== undefined) ? [{ id, corners: mapped as unknown as Quad }] : [];
  });
  return { family, markers: placed };
}
