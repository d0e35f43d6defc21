/** A black-and-white picture: 1 or 0 per pixel, row by row. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Erosion with a square of odd side; beyond the edge counts as set, so that the edge itself is not eaten. */
export const erode = (mask: Mask, side: number): Mask => boxCount(mask, side, true);

/** Dilation with a square of odd side; beyond the edge counts as clear. */
export const dilate = (mask: Mask, side: number): Mask => boxCount(mask, side, false);

/** Removes what is narrower than the square. */
export const open = (mask: Mask, side: number): Mask => dilate(erode(mask, side), side);

/** Fills gaps narrower than the square. */
export const close = (mask: Mask, side: number): Mask => erode(dilate(mask, side), side);

function boxCount({ width, height, data }: Mask, side: number, all: boolean): Mask {
  const half = (side - 1) / 2;
  const between = new Uint8Array(data.length);
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) slide(data, between, y * width, 1, width, half, all);
  for (let x = 0; x < width; x += 1) slide(between, out, x, width, height, half, all);
  return { width, height, data: out };
}

/** One line with a running count of set pixels under the window. */
function slide(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  step: number,
  count: number,
  half: number,
  all: boolean,
): void {
  let set = 0;
  for (let i = 0; i < Math.min(half, count); i += 1) set += from[start + i * step]!;
  for (let i = 0; i < count; i += 1) {
    const enters = i + half;
    const leaves = i - half - 1;
    if (enters < count) set += from[start + enters * step]!;
    if (leaves >= 0) set -= from[start + leaves * step]!;
    const window = Math.min(count - 1, enters) - Math.max(0, i - half) + 1;
    to[start + i * step] = (all ? set === window : set > 0) ? 1 : 0;
  }
}

/** Connected pixels of a mask. */
export interface Component {
  /** Indices of its pixels, in the order they were found. */
  readonly pixels: Int32Array;
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** Components of set pixels, neighbours in eight directions, by their first pixel from the top left. */
export function components({ width, height, data }: Mask): readonly Component[] {
  const seen = new Uint8Array(data.length);
  const stack = new Int32Array(data.length);
  const found: Component[] = [];
  for (let start = 0; start < data.length; start += 1) {
    if (data[start] === 0 || seen[start] === 1) continue;
    let filled = 0;
    let read = 0;
    stack[filled++] = start;
    seen[start] = 1;
    let minX = width;
    let minY = height;
    let maxX = 0;
    let maxY = 0;
    while (read < filled) {
      const at = stack[read++]!;
      const x = at % width;
      const y = (at - x) / width;
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny += 1) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx += 1) {
          const next = ny * width + nx;
          if (data[next] === 0 || seen[next] === 1) continue;
          seen[next] = 1;
          stack[filled++] = next;
        }
      }
    }
    found.push({ pixels: stack.slice(0, filled), minX, minY, maxX, maxY });
  }
  return found;
}

/**
 * Distance of every set pixel to the nearest clear one or to the edge of the picture, pixels, within 8 %.
 *
 * @see Borgefors, Distance transformations in digital images, 1986 (chamfer 3–4).
 */
export function distanceInside({ width, height, data }: Mask): Float32Array {
  const out = new Float32Array(data.length);
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= width || y >= height ? 0 : out[y * width + x]!);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const i = y * width + x;
      if (data[i] === 0) continue;
      out[i] = Math.min(at(x - 1, y) + 3, at(x, y - 1) + 3, at(x - 1, y - 1) + 4, at(x + 1, y - 1) + 4);
    }
  }
  for (let y = height - 1; y >= 0; y -= 1) {
    for (let x = width - 1; x >= 0; x -= 1) {
      const i = y * width + x;
      if (data[i] === 0) continue;
      out[i] = Math.min(out[i]!, at(x + 1, y) + 3, at(x, y + 1) + 3, at(x + 1, y + 1) + 4, at(x - 1, y + 1) + 4);
    }
  }
  return out.map((v) => v / 3);
}
