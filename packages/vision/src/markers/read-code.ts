import { fitHomography } from "../geometry/fit.ts";
import { mapPoint } from "../geometry/homography.ts";
import { solveInPlace } from "../geometry/linear.ts";
import type { Quad } from "../geometry/quad.ts";
import type { Plane } from "../image/plane.ts";
import { otsuThreshold } from "../read/otsu.ts";
import type { Homography } from "../types.ts";
import { valueAt } from "./edges.ts";

/** White and black cells must differ by this many levels. */
const LEAST_CONTRAST = 12;
/** Share of the border cells that may read white. */
const BORDER_FAULTS = 0.16;

/** Cells of a code as they were read. */
export interface ReadCode {
  /** Row by row from the first corner of the quadrilateral, 1 = white. */
  readonly bits: Uint8Array;
  /** Levels between black and white cells. */
  readonly contrast: number;
}

/**
 * Reads the cells inside a quadrilateral that a marker may fill, border included.
 *
 * Black and white are told apart by two planes through the brightness of the cells, so that a gradient of light over the
 * marker does not matter.
 *
 * @param side Cells of the code along a side, without the border.
 * @returns `undefined` when there is no black border or too little contrast.
 */
export function readCode(luma: Plane, quad: Quad, side: number): ReadCode | undefined {
  const cells = side + 2;
  const toImage = fitHomography(
    [
      [0, 0],
      [cells, 0],
      [cells, cells],
      [0, cells],
    ],
    quad,
  );
  if (!toImage) return undefined;
  const values = cellValues(luma, toImage, cells);
  let white = splitByThreshold(values, otsuThreshold(values));
  for (let round = 0; round < 2; round += 1) {
    const split = splitByPlanes(values, white, cells);
    if (!split) return undefined;
    white = split;
  }
  const contrast = meanWhere(values, white, 1) - meanWhere(values, white, 0);
  if (!(contrast >= LEAST_CONTRAST)) return undefined;
  const bits = new Uint8Array(side * side);
  let faults = 0;
  for (let row = 0; row < cells; row += 1) {
    for (let col = 0; col < cells; col += 1) {
      const isBorder = row === 0 || col === 0 || row === cells - 1 || col === cells - 1;
      if (isBorder) faults += white[row * cells + col]!;
      else bits[(row - 1) * side + col - 1] = white[row * cells + col]!;
    }
  }
  return faults > BORDER_FAULTS * 4 * (cells - 1) ? undefined : { bits, contrast };
}

/** Mean of 3 × 3 samples in the middle half of every cell. */
function cellValues(luma: Plane, toImage: Homography, cells: number): Float32Array {
  const values = new Float32Array(cells * cells);
  for (let row = 0; row < cells; row += 1) {
    for (let col = 0; col < cells; col += 1) {
      let sum = 0;
      for (let sample = 0; sample < 9; sample += 1) {
        const x = col + 0.3 + 0.2 * (sample % 3);
        const y = row + 0.3 + 0.2 * Math.floor(sample / 3);
        const [u, v] = mapPoint(toImage, [x, y]) ?? [0, 0];
        sum += valueAt(luma, u, v);
      }
      values[row * cells + col] = sum / 9;
    }
  }
  return values;
}

const splitByThreshold = (values: Float32Array, threshold: number): Uint8Array =>
  Uint8Array.from(values, (v) => (v > threshold ? 1 : 0));

/** Splits again at the middle between a plane through the dark cells and one through the light cells. */
function splitByPlanes(values: Float32Array, white: Uint8Array, cells: number): Uint8Array | undefined {
  const dark = planeThrough(values, white, 0, cells);
  const light = planeThrough(values, white, 1, cells);
  if (!dark || !light) return undefined;
  return Uint8Array.from(values, (v, i) => {
    const x = i % cells;
    const y = Math.floor(i / cells);
    return v > (dark(x, y) + light(x, y)) / 2 ? 1 : 0;
  });
}

/** Least squares; the slope is held down a little so that few cells cannot tip it. */
function planeThrough(values: Float32Array, white: Uint8Array, which: 0 | 1, cells: number) {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  let count = 0;
  const middle = (cells - 1) / 2;
  values.forEach((v, i) => {
    if (white[i] !== which) return;
    count += 1;
    const row = [1, (i % cells) - middle, Math.floor(i / cells) - middle];
    for (let a = 0; a < 3; a += 1) {
      for (let b = 0; b < 3; b += 1) normal[a * 3 + b]! += row[a]! * row[b]!;
      right[a]! += row[a]! * v;
    }
  });
  if (count < 2) return undefined;
  normal[4]! += cells;
  normal[8]! += cells;
  if (!solveInPlace(normal, right)) return undefined;
  const [level, slopeX, slopeY] = right as unknown as [number, number, number];
  return (x: number, y: number): number => level + slopeX * (x - middle) + slopeY * (y - middle);
}

function meanWhere(values: Float32Array, white: Uint8Array, which: 0 | 1): number {
  let sum = 0;
  let count = 0;
  values.forEach((v, i) => {
    if (white[i] !== which) return;
    sum += v;
    count += 1;
  });
  return sum / count;
}
