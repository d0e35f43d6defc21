import type { Lab } from "../image/lab.ts";

/**
 * Colour difference of two pixels, 0.6 |ΔL| + |Δa| + |Δb| with L from 0 to 255, cut at a limit, summed over a square
 * that is read (dx, dy) pixels further in the second picture. The square must lie inside both.
 *
 * @param enough Once the sum of whole rows exceeds this, it is returned as it stands: the caller looks for the least.
 */
export function windowDifference(
  a: Lab,
  b: Lab,
  left: number,
  top: number,
  side: number,
  dx: number,
  dy: number,
  clip: number,
  enough: number,
): number {
  const { l: la, a: aa, b: ba } = a;
  const { l: lb, a: ab, b: bb } = b;
  const stride = a.width;
  let sum = 0;
  for (let y = top; y < top + side; y += 1) {
    let i = y * stride + left;
    let j = (y + dy) * stride + left + dx;
    for (const end = i + side; i < end; i += 1, j += 1) {
      const d = 0.6 * Math.abs(la[i]! - lb[j]!) + Math.abs(aa[i]! - ab[j]!) + Math.abs(ba[i]! - bb[j]!);
      sum += d < clip ? d : clip;
    }
    if (sum > enough) return sum;
  }
  return sum;
}
