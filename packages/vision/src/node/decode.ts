import { sha256Hex } from "@wopr/kernel/node";
import sharp from "sharp";
import { VISION_DEFAULTS } from "../defaults.ts";
import { differenceHash } from "../image/dhash.ts";
import type { Image } from "../types.ts";
import { decodePlainJpeg } from "./decode-plain.ts";
import { MediaErrors } from "./errors.ts";
import { isHeic, isJpeg } from "./magic.ts";

/** Most bytes of a photo. */
export const MAX_BYTES = 32 * 1024 * 1024;
/** Most pixels of a photo. */
export const MAX_PIXELS = 60_000_000;

/** How {@link decodeImage} works. */
export interface DecodeOptions {
  /** Long side of the result, pixels; smaller photos keep their size. Default 1600. */
  readonly longSidePx?: number;
  /** `plain`: the decoder that needs no native library, for JPEG only. Default `sharp`. */
  readonly decoder?: "sharp" | "plain";
}

/**
 * Reads a photo: EXIF orientation applied, colours converted to sRGB, scaled down by area averaging.
 *
 * @throws {AppError} `media.not_an_image` (422), `media.heic` (415) or `media.too_large` (413).
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Image> {
  const longSidePx = options.longSidePx ?? VISION_DEFAULTS.longSidePx;
  if (bytes.length > MAX_BYTES) {
    throw MediaErrors.too_large({ limit: "32 MB", actual: `${(bytes.length / 1024 / 1024).toFixed(1)} MB` });
  }
  if (bytes.length === 0) throw MediaErrors.not_an_image({ reason: "the file is empty" });
  if (isHeic(bytes)) throw MediaErrors.heic({});
  const pixels =
    options.decoder === "plain"
      ? decodePlainJpeg(bytes, longSidePx, MAX_PIXELS / 1e6)
      : await decodeWithSharp(bytes, longSidePx);
  return { ...pixels, sha256: sha256Hex(bytes), dhash: differenceHash(pixels) };
}

/** What a decoder gives; hashes are added to it. */
export type Pixels = Pick<Image, "width" | "height" | "rgb" | "scale">;

async function decodeWithSharp(bytes: Uint8Array, longSidePx: number): Promise<Pixels> {
  const { width, height } = await uprightSize(bytes);
  try {
    const { data, info } = await sharp(bytes, { failOn: "error", limitInputPixels: MAX_PIXELS })
      .rotate()
      .resize({ width: longSidePx, height: longSidePx, fit: "inside", withoutEnlargement: true, kernel: "linear" })
      .toColourspace("srgb")
      .flatten({ background: "#000000" })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rgb = new Uint8Array(data.buffer, data.byteOffset, data.length);
    const scale = Math.max(width, height) / Math.max(info.width, info.height);
    return {
      width: info.width,
      height: info.height,
      rgb: info.channels === 3 ? rgb : asRgb(rgb, info.channels),
      scale,
    };
  } catch (cause) {
    throw MediaErrors.not_an_image({ reason: "it is damaged or cut off" }, { cause });
  }
}

async function uprightSize(bytes: Uint8Array): Promise<{ readonly width: number; readonly height: number }> {
  const meta = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      if (isJpeg(bytes)) throw MediaErrors.not_an_image({ reason: "it is damaged or cut off" }, { cause });
      throw MediaErrors.not_an_image({ reason: "the file holds no picture" }, { cause });
    });
  const { width, height, orientation = 1 } = meta;
  if (width * height > MAX_PIXELS) {
    throw MediaErrors.too_large({ limit: "60 megapixels", actual: `${Math.round((width * height) / 1e6)} megapixels` });
  }
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** One or two channels (grey, grey with alpha) spread over three. */
function asRgb(data: Uint8Array, channels: number): Uint8Array {
  const n = data.length / channels;
  const rgb = new Uint8Array(n * 3);
  for (let i = 0; i < n; i += 1) {
    const p = i * channels;
    rgb[i * 3] = data[p]!;
    rgb[i * 3 + 1] = channels >= 3 ? data[p + 1]! : data[p]!;
    rgb[i * 3 + 2] = channels >= 3 ? data[p + 2]! : data[p]!;
  }
  return rgb;
}
