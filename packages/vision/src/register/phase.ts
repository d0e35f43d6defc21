import type { Plane } from "../image/plane.ts";
import { fft2 } from "./fft.ts";

/** Side of the square both pictures are fitted into. A power of two. */
const SIDE = 128;

/**
 * Shift between two pictures of one size by phase correlation: content at (x, y) of `template` is found at
 * (x + dx, y + dy) of `input`. In pixels of the pictures, to about half of `max(width, height) / 128`.
 *
 * @see Kuglin & Hines, The phase correlation image alignment method, 1975.
 */
export function phaseShift(template: Plane, input: Plane): { readonly dx: number; readonly dy: number } {
  const step = Math.max(template.width, template.height) / SIDE;
  const re = windowed(template, step);
  const im = new Float64Array(SIDE * SIDE);
  const re2 = windowed(input, step);
  const im2 = new Float64Array(SIDE * SIDE);
  fft2(re, im, SIDE, false);
  fft2(re2, im2, SIDE, false);
  for (let i = 0; i < re.length; i += 1) {
    const r = re2[i]! * re[i]! + im2[i]! * im[i]!;
    const q = im2[i]! * re[i]! - re2[i]! * im[i]!;
    const size = Math.hypot(r, q) || 1;
    re[i] = r / size;
    im[i] = q / size;
  }
  fft2(re, im, SIDE, true);
  let peak = 0;
  for (let i = 1; i < re.length; i += 1) if (re[i]! > re[peak]!) peak = i;
  const px = peak % SIDE;
  const py = (peak - px) / SIDE;
  return { dx: (px > SIDE / 2 ? px - SIDE : px) * step, dy: (py > SIDE / 2 ? py - SIDE : py) * step };
}

/** Picture on the square, mean removed, faded out towards its own edges so that they do not count as content. */
function windowed({ width, height, data }: Plane, step: number): Float64Array {
  const out = new Float64Array(SIDE * SIDE);
  const cols = Math.min(SIDE, Math.floor(width / step));
  const rows = Math.min(SIDE, Math.floor(height / step));
  let sum = 0;
  for (let j = 0; j < rows; j += 1) {
    for (let i = 0; i < cols; i += 1) {
      const v = boxMean(data, width, height, i * step, j * step, step);
      out[j * SIDE + i] = v;
      sum += v;
    }
  }
  const mean = sum / (cols * rows);
  for (let j = 0; j < rows; j += 1) {
    const wy = Math.sin((Math.PI * (j + 0.5)) / rows) ** 2;
    for (let i = 0; i < cols; i += 1) {
      out[j * SIDE + i] = (out[j * SIDE + i]! - mean) * wy * Math.sin((Math.PI * (i + 0.5)) / cols) ** 2;
    }
  }
  return out;
}

function boxMean(data: Float32Array, width: number, height: number, x: number, y: number, step: number): number {
  const right = Math.min(width, Math.max(Math.floor(x) + 1, Math.floor(x + step)));
  const bottom = Math.min(height, Math.max(Math.floor(y) + 1, Math.floor(y + step)));
  let sum = 0;
  let n = 0;
  for (let row = Math.floor(y); row < bottom; row += 1) {
    for (let col = Math.floor(x); col < right; col += 1) {
      sum += data[row * width + col]!;
      n += 1;
    }
  }
  return n > 0 ? sum / n : 0;
}
