import { decode } from "jpeg-js";
import { averageDown, turnUpright } from "../image/resize.ts";
import type { Pixels } from "./decode.ts";
import { MediaErrors } from "./errors.ts";
import { jpegOrientation } from "./exif.ts";
import { isJpeg } from "./magic.ts";

/**
 * Reads a JPEG without a native library: about ten times slower than `sharp`, colours of an embedded profile are taken
 * as sRGB.
 *
 * @throws {AppError} `media.not_an_image`
 */
export function decodePlainJpeg(bytes: Uint8Array, longSidePx: number, maxMegapixels: number): Pixels {
  if (!isJpeg(bytes)) throw MediaErrors.not_an_image({ reason: "without sharp only JPEG photos are read" });
  const stored = decodeStored(bytes, maxMegapixels);
  const picture = turnUpright(stored, jpegOrientation(bytes));
  const scale = Math.max(picture.width, picture.height) / longSidePx;
  if (scale <= 1) return { ...picture, scale: 1 };
  const width = Math.max(1, Math.round(picture.width / scale));
  const height = Math.max(1, Math.round(picture.height / scale));
  return { ...averageDown(picture, width, height), scale: picture.width / width };
}

function decodeStored(bytes: Uint8Array, maxMegapixels: number) {
  try {
    const { width, height, data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: maxMegapixels,
      maxMemoryUsageInMB: 1024,
    });
    return { width, height, rgb: data };
  } catch (cause) {
    if (/maxResolutionInMP/.test(String(cause))) {
      throw MediaErrors.too_large({ limit: `${maxMegapixels} megapixels`, actual: "more than that" }, { cause });
    }
    throw MediaErrors.not_an_image({ reason: "it is damaged or cut off" }, { cause });
  }
}
