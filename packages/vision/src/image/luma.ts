import { emptyPlane, type Plane } from "./plane.ts";

interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Luma of every pixel, 0 to 255: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, of gamma-encoded values). */
export function lumaOf({ width, height, rgb }: RgbPicture): Plane {
  const plane = emptyPlane(width, height);
  const { data } = plane;
  for (let i = 0, p = 0; i < data.length; i += 1, p += 3) {
    data[i] = 0.299 * rgb[p]! + 0.587 * rgb[p + 1]! + 0.114 * rgb[p + 2]!;
  }
  return plane;
}

/**
 * Luma scaled down by area averaging.
 *
 * @param longSide Long side of the result, pixels; smaller pictures keep their size.
 */
export function lumaAtLongSide(picture: RgbPicture, longSide: number): Plane {
  const k = Math.max(picture.width, picture.height) / longSide;
  if (k <= 1) return lumaOf(picture);
  const width = Math.max(1, Math.round(picture.width / k));
  const height = Math.max(1, Math.round(picture.height / k));
  const out = emptyPlane(width, height);
  if (picture.width === 2 * width && picture.height === 2 * height) halveLuma(picture, out);
  else averageLuma(picture, out);
  return out;
}

function halveLuma({ width, rgb }: RgbPicture, out: Plane): void {
  const stride = width * 3;
  for (let j = 0, at = 0; j < out.height; j += 1) {
    let p = 2 * j * stride;
    for (let i = 0; i < out.width; i += 1, at += 1, p += 6) {
      const q = p + stride;
      out.data[at] =
        0.07475 * (rgb[p]! + rgb[p + 3]! + rgb[q]! + rgb[q + 3]!) +
        0.14675 * (rgb[p + 1]! + rgb[p + 4]! + rgb[q + 1]! + rgb[q + 4]!) +
        0.0285 * (rgb[p + 2]! + rgb[p + 5]! + rgb[q + 2]! + rgb[q + 5]!);
    }
  }
}

function averageLuma({ width, height, rgb }: RgbPicture, out: Plane): void {
  const kx = width / out.width;
  const ky = height / out.height;
  const row = new Float32Array(out.width);
  for (let j = 0; j < out.height; j += 1) {
    row.fill(0);
    const top = j * ky;
    const bottom = Math.min(height, (j + 1) * ky);
    for (let y = Math.floor(top); y < bottom; y += 1) {
      const weight = Math.min(bottom, y + 1) - Math.max(top, y);
      addRow(rgb, y * width * 3, width, kx, weight, row);
    }
    for (let i = 0; i < out.width; i += 1) out.data[j * out.width + i] = row[i]! / (kx * (bottom - top));
  }
}

/** Adds one source row, each pixel shared between the one or two target pixels it lies under. */
function addRow(rgb: Uint8Array, from: number, width: number, kx: number, weight: number, row: Float32Array): void {
  const last = row.length - 1;
  let target = 0;
  let border = kx;
  for (let x = 0, p = from; x < width; x += 1, p += 3) {
    const value = weight * (0.299 * rgb[p]! + 0.587 * rgb[p + 1]! + 0.114 * rgb[p + 2]!);
    if (x + 1 <= border || target === last) {
      row[target]! += value;
    } else {
      const here = border - x;
      row[target]! += value * here;
      target += 1;
      row[target]! += value * (1 - here);
      border += kx;
    }
  }
}
