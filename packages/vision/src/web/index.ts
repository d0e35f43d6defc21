import { differenceHash } from "../image/dhash.ts";
import type { Image } from "../types.ts";

/** Reads a photo in the browser: orientation applied, colours in sRGB, scaled down to a long side. */
export interface BrowserDecodeOptions {
  /** Long side of the result, pixels; smaller photos keep their size. Default 1600. */
  readonly longSidePx?: number;
}

/**
 * Decodes a photo or a frame of a live camera with the browser's own decoder.
 *
 * @returns Pixels as the core reads them. `sha256` is empty for live frames, which have no bytes.
 * @throws {DOMException} when the browser cannot read the picture.
 */
export async function decodeInBrowser(
  source: Blob | ImageBitmapSource,
  options: BrowserDecodeOptions = {},
): Promise<Image> {
  const { longSidePx = 1600 } = options;
  const bitmap = await createImageBitmap(source, { imageOrientation: "from-image", colorSpaceConversion: "default" });
  try {
    const scale = Math.max(1, Math.max(bitmap.width, bitmap.height) / longSidePx);
    const width = Math.max(1, Math.round(bitmap.width / scale));
    const height = Math.max(1, Math.round(bitmap.height / scale));
    const rgb = pixelsOf(bitmap, width, height);
    const sha256 = source instanceof Blob ? await sha256Hex(source) : "";
    return { width, height, rgb, scale, sha256, dhash: differenceHash({ width, height, rgb }) };
  } finally {
    bitmap.close();
  }
}

function pixelsOf(bitmap: ImageBitmap, width: number, height: number): Uint8Array {
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!context) throw new DOMException("This browser gives no 2D canvas.", "NotSupportedError");
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height, { colorSpace: "srgb" });
  const rgb = new Uint8Array(width * height * 3);
  for (let p = 0, q = 0; p < rgb.length; p += 3, q += 4) {
    rgb[p] = data[q]!;
    rgb[p + 1] = data[q + 1]!;
    rgb[p + 2] = data[q + 2]!;
  }
  return rgb;
}

async function sha256Hex(source: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await source.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
