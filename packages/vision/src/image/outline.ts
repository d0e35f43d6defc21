import type { Component } from "./mask.ts";

/** Steps to the eight neighbours, clockwise from the right. */
const STEPS = [
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
  [0, -1],
  [1, -1],
] as const;

/**
 * Area inside the outer outline of a component, through the centres of its border pixels; holes count as inside.
 *
 * Follows the border as contour finders do, so the result equals the area of the polygon they return.
 *
 * @see Suzuki & Abe, Topological structural analysis of digitized binary images by border following, 1985.
 */
export function outlineArea(blob: Component, width: number, height: number): number {
  const inside = new Set(blob.pixels);
  const isSet = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && inside.has(y * width + x);
  // The first pixel found lies in the top row of the component; nothing of it is above or to its left.
  const start = blob.pixels[0]!;
  const x0 = start % width;
  const y0 = (start - x0) / width;
  let x = x0;
  let y = y0;
  let from = 4;
  let twice = 0;
  let firstStep = -1;
  for (let guard = 0; guard < 8 * blob.pixels.length + 8; guard += 1) {
    const step = nextStep(isSet, x, y, from);
    if (step < 0) return 0;
    if (x === x0 && y === y0) {
      if (step === firstStep) break;
      if (firstStep < 0) firstStep = step;
    }
    const [dx, dy] = STEPS[step]!;
    twice += x * (y + dy) - (x + dx) * y;
    x += dx;
    y += dy;
    from = (step + 4) % 8;
  }
  return Math.abs(twice) / 2;
}

/** First set neighbour clockwise after the direction one came from. */
function nextStep(isSet: (x: number, y: number) => boolean, x: number, y: number, from: number): number {
  for (let turn = 1; turn <= 8; turn += 1) {
    const step = (from + turn) % 8;
    const [dx, dy] = STEPS[step]!;
    if (isSet(x + dx, y + dy)) return step;
  }
  return -1;
}
