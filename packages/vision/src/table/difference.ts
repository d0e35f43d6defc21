import type { Lab } from "../image/lab.ts";
import { close, type Mask, open } from "../image/mask.ts";

/** Least difference of a pixel that counts, Lab units with L from 0 to 255: black bases lie on dark mats. */
const PIXEL = 14;
/** A pixel is unchanged when its colour is found this near in the other picture. */
const SHIFT = 1;

/** What differs between two flat pictures, cleaned of specks and gaps. */
export function changedPixels(a: Lab, b: Lab, visible: (index: number) => boolean): Mask {
  const { width, height } = a;
  const data = new Uint8Array(width * height);
  const differs = (i: number, j: number): boolean =>
    0.6 * Math.abs(a.l[i]! - b.l[j]!) + Math.abs(a.a[i]! - b.a[j]!) + Math.abs(a.b[i]! - b.b[j]!) > PIXEL;
  for (let y = SHIFT; y < height - SHIFT; y += 1) {
    for (let x = SHIFT; x < width - SHIFT; x += 1) {
      const i = y * width + x;
      if (!differs(i, i) || !visible(i)) continue;
      data[i] = nearbyEqual(differs, i, width) ? 0 : 1;
    }
  }
  return close(open({ width, height, data }, 3), 5);
}

function nearbyEqual(differs: (i: number, j: number) => boolean, i: number, width: number): boolean {
  for (let v = -SHIFT; v <= SHIFT; v += 1) {
    for (let u = -SHIFT; u <= SHIFT; u += 1) if (!differs(i, i + v * width + u)) return true;
  }
  return false;
}
