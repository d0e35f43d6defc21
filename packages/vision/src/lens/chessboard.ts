import { lumaAtLongSide, lumaOf } from "../image/luma.ts";
import type { Image, Point } from "../types.ts";
import { findSaddles, type Saddle } from "./saddle.ts";

/** Inner corners of a chessboard pattern: one fewer than squares, each way. */
export interface PatternSize {
  readonly cols: number;
  readonly rows: number;
}

/** Candidates that are looked at. */
const MOST_SADDLES = 1200;
/** A corner may lie this share of a side off where its neighbours say. */
const TOLERANCE = 0.25;
/** Pictures are searched at up to this long side, pixels. */
const LONG_SIDE = 2000;

/**
 * The inner corners of a chessboard, row by row, in pixels of the upright original.
 *
 * Which end comes first cannot be told from the pattern; for a lens it does not matter.
 *
 * @returns `undefined` when the whole pattern is not in the picture.
 */
export function findChessboard(
  image: Pick<Image, "width" | "height" | "rgb" | "scale">,
  { cols, rows }: PatternSize,
): readonly Point[] | undefined {
  const long = Math.max(image.width, image.height);
  const luma = long > LONG_SIDE ? lumaAtLongSide(image, LONG_SIDE) : lumaOf(image);
  const saddles = findSaddles(luma, MOST_SADDLES);
  const toOriginal = (image.scale * image.width) / luma.width;
  const tried = new Set<number>();
  for (let seed = 0; seed < saddles.length && tried.size < saddles.length; seed += 1) {
    if (tried.has(seed)) continue;
    const grid = growGrid(saddles, seed);
    for (const { index } of grid.values()) tried.add(index);
    if (grid.size < cols * rows) continue;
    const corners = wholePattern(grid, saddles, cols, rows) ?? wholePattern(turned(grid), saddles, cols, rows);
    if (corners) return corners.map(([x, y]): Point => [x * toOriginal, y * toOriginal]);
  }
  return undefined;
}

interface Placed {
  readonly index: number;
  readonly col: number;
  readonly row: number;
}

const keyOf = (col: number, row: number): string => `${col},${row}`;

/** Follows edges from corner to corner, as far as the pattern goes. */
function growGrid(saddles: readonly Saddle[], seed: number): ReadonlyMap<string, Placed> {
  const grid = new Map<string, Placed>();
  const used = new Set<number>([seed]);
  const start = { index: seed, col: 0, row: 0 };
  grid.set(keyOf(0, 0), start);
  const first = firstNeighbours(saddles, seed);
  if (!first) return grid;
  const queue: Placed[] = [start];
  const steps = new Map<number, readonly [Point, Point]>([[seed, first]]);
  for (let at = 0; at < queue.length; at += 1) {
    const here = queue[at]!;
    const [right, down] = steps.get(here.index)!;
    const ways: readonly (readonly [number, number, Point])[] = [
      [1, 0, right],
      [-1, 0, [-right[0], -right[1]]],
      [0, 1, down],
      [0, -1, [-down[0], -down[1]]],
    ];
    for (const [dc, dr, step] of ways) {
      const key = keyOf(here.col + dc, here.row + dr);
      if (grid.has(key)) continue;
      const from = saddles[here.index]!;
      const length = Math.hypot(step[0], step[1]);
      const next = nearest(saddles, from.x + step[0], from.y + step[1], TOLERANCE * length, used);
      if (next === undefined) continue;
      used.add(next);
      const placed = { index: next, col: here.col + dc, row: here.row + dr };
      grid.set(key, placed);
      // The step just made is the better guess for the next one in the same direction.
      const made: Point = [(saddles[next]!.x - from.x) * (dc + dr), (saddles[next]!.y - from.y) * (dc + dr)];
      steps.set(next, dc !== 0 ? [made, down] : [right, made]);
      queue.push(placed);
    }
  }
  return grid;
}

/** Steps to the next corner along the two edges of a corner. */
function firstNeighbours(saddles: readonly Saddle[], seed: number): readonly [Point, Point] | undefined {
  const { x, y, edges } = saddles[seed]!;
  const steps = edges.map((angle) => {
    let best: Point | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [i, other] of saddles.entries()) {
      if (i === seed) continue;
      const [dx, dy] = [other.x - x, other.y - y];
      const away = Math.hypot(dx, dy);
      const aside = Math.abs(dx * Math.sin(angle) - dy * Math.cos(angle));
      if (away < 6 || away >= least || aside > 0.15 * away) continue;
      least = away;
      const sign = dx * Math.cos(angle) + dy * Math.sin(angle) > 0 ? 1 : -1;
      best = [dx * sign, dy * sign];
    }
    return best;
  });
  return steps[0] && steps[1] ? [steps[0], steps[1]] : undefined;
}

function nearest(
  saddles: readonly Saddle[],
  x: number,
  y: number,
  within: number,
  used: ReadonlySet<number>,
): number | undefined {
  let best: number | undefined;
  let least = within;
  for (const [i, saddle] of saddles.entries()) {
    if (used.has(i)) continue;
    const away = Math.hypot(saddle.x - x, saddle.y - y);
    if (away >= least) continue;
    least = away;
    best = i;
  }
  return best;
}

/** The same grid with rows and columns exchanged. */
const turned = (grid: ReadonlyMap<string, Placed>): ReadonlyMap<string, Placed> =>
  new Map([...grid.values()].map(({ index, col, row }) => [keyOf(row, col), { index, col: row, row: col }]));

/** A full rectangle of the size that is wanted; `undefined` when there is none or the pattern is larger. */
function wholePattern(
  grid: ReadonlyMap<string, Placed>,
  saddles: readonly Saddle[],
  cols: number,
  rows: number,
): readonly Point[] | undefined {
  const placed = [...grid.values()];
  const left = Math.min(...placed.map(({ col }) => col));
  const right = Math.max(...placed.map(({ col }) => col));
  const top = Math.min(...placed.map(({ row }) => row));
  const bottom = Math.max(...placed.map(({ row }) => row));
  for (let row = top; row + rows - 1 <= bottom; row += 1) {
    for (let col = left; col + cols - 1 <= right; col += 1) {
      const points = Array.from({ length: cols * rows }, (_, i) =>
        grid.get(keyOf(col + (i % cols), row + Math.floor(i / cols))),
      );
      if (points.every((point) => point !== undefined))
        return points.map((point): Point => [saddles[point!.index]!.x, saddles[point!.index]!.y]);
    }
  }
  return undefined;
}

/** Places of the inner corners on paper, row by row, in squares. */
export const chessboardPattern = ({ cols, rows }: PatternSize): readonly Point[] =>
  Array.from({ length: cols * rows }, (_, i): Point => [i % cols, Math.floor(i / cols)]);
