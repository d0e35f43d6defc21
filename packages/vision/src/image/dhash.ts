import { lumaAtLongSide } from "./luma.ts";

/**
 * 64-bit difference hash: bit k says whether luma rises between two neighbours of a 9 × 8 picture; near-equal photos
 * differ in few bits.
 *
 * @returns 16 hex digits.
 */
export function differenceHash(picture: {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}): string {
  const small = lumaAtLongSide(picture, 72);
  const at = (i: number, j: number): number => {
    const x = Math.min(small.width - 1, Math.floor(((i + 0.5) * small.width) / 9));
    const y = Math.min(small.height - 1, Math.floor(((j + 0.5) * small.height) / 8));
    return small.data[y * small.width + x]!;
  };
  let text = "";
  for (let j = 0; j < 8; j += 1) {
    let byte = 0;
    for (let i = 0; i < 8; i += 1) byte = byte * 2 + (at(i + 1, j) > at(i, j) ? 1 : 0);
    text += byte.toString(16).padStart(2, "0");
  }
  return text;
}
