/** Pictures laid on surfaces: painted once by a function, then looked up. */
import type { Rgb } from "./color.ts";

/** Paints a point of a surface, in the units of the surface. */
export type Paint = (x: number, y: number) => Rgb;

/** A painted rectangle. */
export interface Texture {
  readonly left: number;
  readonly top: number;
  readonly texelsPerUnit: number;
  readonly width: number;
  readonly height: number;
  /** Linear light, three values per texel, row by row. */
  readonly data: Float32Array;
}

/**
 * Paints a rectangle. Every texel is the mean of `quality`² samples, so lines come out smooth.
 *
 * @param box `[left, top, right, bottom]` in units of the surface.
 */
export function paintTexture(
  paint: Paint,
  box: readonly [number, number, number, number],
  texelsPerUnit: number,
  quality: number,
): Texture {
  const [left, top, right, bottom] = box;
  const width = Math.max(2, Math.ceil((right - left) * texelsPerUnit));
  const height = Math.max(2, Math.ceil((bottom - top) * texelsPerUnit));
  const data = new Float32Array(width * height * 3);
  const share = 1 / (quality * quality);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const at = 3 * (row * width + col);
      for (let sample = 0; sample < quality * quality; sample++) {
        const x = left + (col + ((sample % quality) + 0.5) / quality) / texelsPerUnit;
        const y = top + (row + (Math.floor(sample / quality) + 0.5) / quality) / texelsPerUnit;
        const color = paint(x, y);
        data[at] = data[at]! + color[0] * share;
        data[at + 1] = data[at + 1]! + color[1] * share;
        data[at + 2] = data[at + 2]! + color[2] * share;
      }
    }
  }
  return { left, top, texelsPerUnit, width, height, data };
}

/** Bilinear look-up into `out`; beyond the edge the outermost texels go on. */
export function sampleTexture(texture: Texture, x: number, y: number, out: Float64Array): void {
  const { width, height, data } = texture;
  const u = Math.min(width - 1.001, Math.max(0, (x - texture.left) * texture.texelsPerUnit - 0.5));
  const v = Math.min(height - 1.001, Math.max(0, (y - texture.top) * texture.texelsPerUnit - 0.5));
  const col = Math.floor(u);
  const row = Math.floor(v);
  const fx = u - col;
  const fy = v - row;
  const at = 3 * (row * width + col);
  const below = at + 3 * width;
  for (let channel = 0; channel < 3; channel++) {
    const upper = data[at + channel]! * (1 - fx) + data[at + 3 + channel]! * fx;
    const lower = data[below + channel]! * (1 - fx) + data[below + 3 + channel]! * fx;
    out[channel] = upper * (1 - fy) + lower * fy;
  }
}
