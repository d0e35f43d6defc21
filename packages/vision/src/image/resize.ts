/** An RGB picture without anything else known about it. */
export interface RgbPixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Scales a picture down by area averaging; every target pixel is the mean of the area it covers. */
export function averageDown(picture: RgbPixels, width: number, height: number): RgbPixels {
  const { width: sw, height: sh, rgb } = picture;
  const kx = sw / width;
  const ky = sh / height;
  const out = new Uint8Array(width * height * 3);
  const row = new Float64Array(width * 3);
  for (let j = 0; j < height; j += 1) {
    row.fill(0);
    const top = j * ky;
    const bottom = Math.min(sh, (j + 1) * ky);
    for (let y = Math.floor(top); y < bottom; y += 1) {
      addRow(rgb, y * sw * 3, sw, kx, Math.min(bottom, y + 1) - Math.max(top, y), row);
    }
    const share = 1 / (kx * (bottom - top));
    for (let i = 0; i < row.length; i += 1) out[j * width * 3 + i] = row[i]! * share + 0.5;
  }
  return { width, height, rgb: out };
}

/** Adds one source row, each pixel shared between the one or two target pixels it lies under. */
function addRow(rgb: Uint8Array, from: number, sw: number, kx: number, weight: number, row: Float64Array): void {
  const last = row.length / 3 - 1;
  let target = 0;
  let border = kx;
  for (let x = 0, p = from; x < sw; x += 1, p += 3) {
    const here = x + 1 <= border || target === last ? 1 : border - x;
    for (let c = 0; c < 3; c += 1) row[target * 3 + c]! += rgb[p + c]! * weight * here;
    if (here === 1) continue;
    target += 1;
    border += kx;
    for (let c = 0; c < 3; c += 1) row[target * 3 + c]! += rgb[p + c]! * weight * (1 - here);
  }
}

/**
 * Turns a picture upright.
 *
 * @param orientation EXIF orientation, 1 (upright already) to 8.
 */
export function turnUpright(picture: RgbPixels, orientation: number): RgbPixels {
  if (orientation <= 1 || orientation > 8) return picture;
  const { width: sw, height: sh, rgb } = picture;
  const swaps = orientation >= 5;
  const width = swaps ? sh : sw;
  const height = swaps ? sw : sh;
  const out = new Uint8Array(rgb.length);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 3) {
      const from = sourceOf(orientation, x, y, sw, sh) * 3;
      out[to] = rgb[from]!;
      out[to + 1] = rgb[from + 1]!;
      out[to + 2] = rgb[from + 2]!;
    }
  }
  return { width, height, rgb: out };
}

/** Index of the stored pixel that is shown at (x, y) of the upright picture. */
function sourceOf(orientation: number, x: number, y: number, sw: number, sh: number): number {
  switch (orientation) {
    case 2:
      return y * sw + (sw - 1 - x);
    case 3:
      return (sh - 1 - y) * sw + (sw - 1 - x);
    case 4:
      return (sh - 1 - y) * sw + x;
    case 5:
      return x * sw + y;
    case 6:
      return (sh - 1 - x) * sw + y;
    case 7:
      return (sh - 1 - x) * sw + (sw - 1 - y);
    default:
      return x * sw + (sw - 1 - y);
  }
}
