/** Pictures as files. */
import sharp from "sharp";
import type { Picture } from "./film.ts";

/** A picture as JPEG with 4:2:0 colour, as cameras write it. */
export async function encodeJpeg(picture: Picture, quality: number): Promise<Uint8Array> {
  const { width, height, rgb } = picture;
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: "4:2:0", mozjpeg: true })
    .toBuffer();
}

/** A JPEG as a picture. */
export async function decodeJpeg(bytes: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}

/** Peak signal-to-noise ratio of two pictures of one size, in dB; Infinity when they are equal. */
export function psnr(a: Picture, b: Picture): number {
  if (a.rgb.length !== b.rgb.length) return 0;
  let sum = 0;
  for (let at = 0; at < a.rgb.length; at++) sum += ((a.rgb[at] ?? 0) - (b.rgb[at] ?? 0)) ** 2;
  return sum === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10((255 * 255 * a.rgb.length) / sum);
}
