import sharp from "sharp";
import type { Picture } from "../layers/picture.ts";

/** A picture as PNG bytes, without loss. */
export const encodePng = async (picture: Picture): Promise<Uint8Array> =>
  new Uint8Array(await raw(picture).png({ compressionLevel: 6 }).toBuffer());

/** A picture as JPEG bytes; transparency becomes black. @param quality 1 to 100. */
export const encodeJpeg = async (picture: Picture, quality = 85): Promise<Uint8Array> =>
  new Uint8Array(await raw(picture).flatten({ background: "#000000" }).jpeg({ quality }).toBuffer());

function raw({ width, height, channels, data }: Picture) {
  return sharp(data, { raw: { width, height, channels } });
}
