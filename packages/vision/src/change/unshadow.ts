import { components, type Mask } from "../image/mask.ts";
import type { Rect } from "../types.ts";

/** A shadow smaller than this may be a piece of almost the colour of the board: it is left as it is. Cells². */
const LEAST = 2;
/** A shadow is thrown from beyond the board and so reaches over its edge; a row of tiles does not. Cells². */
const OUTSIDE = 0.25;
/** Half the side of the window over which the strength of a shadow is averaged, cells. */
const REACH = 0.3;

/**
 * Takes large shadows off (or puts light that was there before back on): under them the board shows its pattern, so each
 * channel is scaled to what it was.
 *
 * @param shadow Pixels under which the pattern shows, at 16 px per cell, margin included.
 * @returns The frame, and how much of it was in shadow, in cells².
 */
export function unshadow(
  reference: Rect,
  current: Rect,
  shadow: Mask,
): { readonly rect: Rect; readonly cells2: number } {
  const share = shadow.width / current.width;
  const cellPx = current.cellPx * share;
  const isOutside = (at: number): boolean => {
    const x = (at % shadow.width) / cellPx - current.marginCells;
    const y = Math.floor(at / shadow.width) / cellPx - current.marginCells;
    return x < 0 || y < 0 || x >= current.cols || y >= current.rows;
  };
  const large = components(shadow).filter(
    ({ pixels }) =>
      pixels.length >= LEAST * cellPx * cellPx &&
      pixels.reduce((sum, at) => sum + (isOutside(at) ? 1 : 0), 0) >= OUTSIDE * cellPx * cellPx,
  );
  if (large.length === 0) return { rect: current, cells2: 0 };
  const small = new Uint8Array(shadow.data.length);
  for (const { pixels } of large) for (const at of pixels) small[at] = 1;
  const { width, height } = current;
  const shaded = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y += 1) {
    const row = Math.min(shadow.height - 1, Math.floor((y + 0.5) * share)) * shadow.width;
    for (let x = 0; x < width; x += 1, i += 1)
      shaded[i] = small[row + Math.min(shadow.width - 1, Math.floor((x + 0.5) * share))]!;
  }
  const rgb = new Uint8Array(current.rgb);
  for (const c of [0, 1, 2]) brighten(reference, current, shaded, c, rgb);
  const cells2 = large.reduce((sum, { pixels }) => sum + pixels.length, 0) / (cellPx * cellPx);
  return { rect: { ...current, rgb }, cells2: Math.round(cells2 * 100) / 100 };
}

/** Scales one channel of the shaded pixels by the mean of what was there over the mean of what is there. */
function brighten(reference: Rect, current: Rect, shaded: Uint8Array, c: number, rgb: Uint8Array): void {
  const { width, height, cellPx } = current;
  const reach = Math.round(REACH * cellPx);
  const stride = width + 1;
  const before = new Float64Array(stride * (height + 1));
  const now = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let rowBefore = 0;
    let rowNow = 0;
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      if (shaded[i] === 1) {
        rowBefore += reference.rgb[3 * i + c]! + 1;
        rowNow += current.rgb[3 * i + c]! + 1;
      }
      const to = (y + 1) * stride + x + 1;
      before[to] = before[to - stride]! + rowBefore;
      now[to] = now[to - stride]! + rowNow;
    }
  }
  for (let y = 0, i = 0; y < height; y += 1) {
    const top = Math.max(0, y - reach) * stride;
    const bottom = Math.min(height, y + reach + 1) * stride;
    for (let x = 0; x < width; x += 1, i += 1) {
      if (shaded[i] === 0) continue;
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const sum = (plane: Float64Array): number =>
        plane[bottom + right]! - plane[bottom + left]! - plane[top + right]! + plane[top + left]!;
      rgb[3 * i + c] = Math.min(255, Math.round((current.rgb[3 * i + c]! * sum(before)) / sum(now)));
    }
  }
}
