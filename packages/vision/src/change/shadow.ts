import type { Lab } from "../image/lab.ts";
import type { Mask } from "../image/mask.ts";

/** Half the side of the window in which the pattern of the board is looked for, pixels. */
const REACH = 12;
/** Mean squared step of lightness that makes a pattern, levels² of L from 0 to 255. */
const PATTERN = 6;
/** Correlation of the steps of lightness from which the same pattern shows. */
const SAME = 0.75;

/**
 * Pixels of a mask under which the board still shows: a shadow darkens the pattern, a hand hides it. Where the board has
 * no pattern nothing is known, and nothing is taken for a shadow.
 *
 * @param a Before, `b` now, of the size of the mask.
 */
export function shadowPixels(a: Lab, b: Lab, mask: Mask): Mask {
  const { width, height } = mask;
  const size = (width + 1) * (height + 1);
  const cross = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  for (let y = 0; y < height; y += 1) {
    let rowCross = 0;
    let rowFirst = 0;
    let rowSecond = 0;
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      if (x > 0 && y > 0 && x < width - 1 && y < height - 1) {
        const ax = a.l[i + 1]! - a.l[i - 1]!;
        const ay = a.l[i + width]! - a.l[i - width]!;
        const bx = b.l[i + 1]! - b.l[i - 1]!;
        const by = b.l[i + width]! - b.l[i - width]!;
        rowCross += ax * bx + ay * by;
        rowFirst += ax * ax + ay * ay;
        rowSecond += bx * bx + by * by;
      }
      const to = (y + 1) * (width + 1) + x + 1;
      cross[to] = cross[to - width - 1]! + rowCross;
      first[to] = first[to - width - 1]! + rowFirst;
      second[to] = second[to - width - 1]! + rowSecond;
    }
  }
  const data = new Uint8Array(mask.data.length);
  for (let y = 0, i = 0; y < height; y += 1) {
    const top = Math.max(0, y - REACH) * (width + 1);
    const bottom = Math.min(height, y + REACH + 1) * (width + 1);
    for (let x = 0; x < width; x += 1, i += 1) {
      if (mask.data[i] === 0) continue;
      const left = Math.max(0, x - REACH);
      const right = Math.min(width, x + REACH + 1);
      const sum = (plane: Float64Array): number =>
        plane[bottom + right]! - plane[bottom + left]! - plane[top + right]! + plane[top + left]!;
      const [before, now] = [sum(first), sum(second)];
      const pixels = (2 * REACH + 1) ** 2;
      if (before < PATTERN * pixels) continue;
      if (sum(cross) >= SAME * Math.sqrt(before * now)) data[i] = 1;
    }
  }
  return { width, height, data };
}
