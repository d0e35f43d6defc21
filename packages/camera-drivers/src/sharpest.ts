import sharp from "sharp";

/** Grey values of a photo at a quarter of its size, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** 0–255. */
  readonly values: Uint8Array;
}

/** Decodes to a quarter of the size. @throws {Error} for bytes that cannot be decoded. */
export async function quarterGrey(bytes: Uint8Array, size: { width: number; height: number }): Promise<GreyPicture> {
  const [width, height] = [Math.max(8, size.width >> 2), Math.max(8, size.height >> 2)];
  const { data, info } = await sharp(bytes)
    .resize(width, height, { fit: "fill" })
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const values = new Uint8Array(width * height);
  for (let i = 0; i < values.length; i += 1) {
    const at = i * info.channels;
    const red = data[at]!;
    values[i] = info.channels < 3 ? red : Math.round(0.299 * red + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!);
  }
  return { width, height, values };
}

/** Variance of the Laplacian: how much fine detail a picture has. Blur and shake take it away. */
export function sharpness({ width, height, values }: GreyPicture): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const laplacian = values[at - 1]! + values[at + 1]! + values[at - width]! + values[at + width]! - 4 * values[at]!;
      sum += laplacian;
      squares += laplacian * laplacian;
      count += 1;
    }
  const mean = sum / count;
  return squares / count - mean * mean;
}

const BLOCK = 8;
/** Mean grey difference of a block beyond which something moved there; noise of a sensor stays below. */
const MOVED = 12;

/** Share of blocks of 8 × 8 pixels that differ between two pictures of one size, 0 to 1. */
export function movedShare(before: GreyPicture, after: GreyPicture): number {
  if (before.width !== after.width || before.height !== after.height) return 1;
  const blocks = blockDifferences(before, after);
  return blocks.values.filter((difference) => difference > MOVED).length / Math.max(1, blocks.values.length);
}

/** Mean absolute grey difference of each block of two pictures of one size, row by row. */
export function blockDifferences(before: GreyPicture, after: GreyPicture) {
  const columns = Math.floor(before.width / BLOCK);
  const rows = Math.floor(before.height / BLOCK);
  const values: number[] = [];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let y = row * BLOCK; y < (row + 1) * BLOCK; y += 1)
        for (let x = column * BLOCK; x < (column + 1) * BLOCK; x += 1)
          sum += Math.abs(before.values[y * before.width + x]! - after.values[y * before.width + x]!);
      values.push(sum / (BLOCK * BLOCK));
    }
  return { columns, rows, values };
}

/** Mean grey of a picture, 0 to 255. */
export const brightness = ({ values }: GreyPicture): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
