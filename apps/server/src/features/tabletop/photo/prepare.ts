import { sha256Hex } from "@wopr/kernel/node";
import sharp, { type Sharp } from "sharp";
import { PhotoErrors } from "../errors.ts";
import { isSideways, mountedOrientation, type Orientation } from "./orientation.ts";
import { stripMetadata } from "./strip-metadata.ts";

/** Largest photo that is taken: 32 MB and 60 megapixels (vision.md 6.1). */
export const MAX_PHOTO_BYTES = 32 * 1024 * 1024;
const MAX_PHOTO_PIXELS = 60_000_000;
const THUMBNAIL_WIDTH = 480;
const THUMBNAIL_QUALITY = 80;

/** A photo ready to be stored; its bytes hold nothing but the picture. */
export interface PreparedPhoto {
  readonly bytes: Uint8Array;
  readonly mime: "image/jpeg" | "image/png";
  readonly extension: "jpg" | "png";
  /** Upright, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  /** Of the bytes as they are stored. */
  readonly sha256: string;
  /** Of the bytes as they came. */
  readonly originalSha256: string;
}

/**
 * Checks bytes that claim to be a photo and takes its metadata out. Pixels are not decoded: somebody waits for the
 * answer, and what decoding finds beyond damaged markers the analysis finds too.
 *
 * @throws {AppError} `media.too_large`, `media.not_an_image`
 */
export async function preparePhoto(
  received: Uint8Array,
  mounting: { readonly rotate: 0 | 90 | 180 | 270; readonly flip: boolean } = { rotate: 0, flip: false },
): Promise<PreparedPhoto> {
  if (received.length > MAX_PHOTO_BYTES)
    throw PhotoErrors.too_large({ limit: "32 MB", was: `${(received.length / 1024 / 1024).toFixed(1)} MB` });
  const stripped = stripMetadata(received);
  if (!stripped.ok) throw PhotoErrors.not_an_image({ why: stripped.why });
  if (stripped.width * stripped.height > MAX_PHOTO_PIXELS) {
    const megapixels = (stripped.width * stripped.height) / 1e6;
    throw PhotoErrors.too_large({ limit: "60 megapixels", was: `${megapixels.toFixed(0)} megapixels` });
  }
  await requireReadable(stripped.bytes, stripped.mime);
  const orientation = mountedOrientation(stripped.orientation, mounting);
  const [width, height] = isSideways(orientation)
    ? [stripped.height, stripped.width]
    : [stripped.width, stripped.height];
  return {
    bytes: stripped.bytes,
    mime: stripped.mime,
    extension: stripped.mime === "image/png" ? "png" : "jpg",
    width,
    height,
    orientation,
    ...hashesOf(received, stripped.bytes),
  };
}

/** Nothing is taken out of most photos: then both hashes are one. */
function hashesOf(received: Uint8Array, kept: Uint8Array) {
  const originalSha256 = sha256Hex(received);
  const same = received.length === kept.length;
  return { sha256: same ? originalSha256 : sha256Hex(kept), originalSha256 };
}

/** Looks at the head of a JPEG. A PNG is decoded, because its parts say nothing about whether they fit together. */
async function requireReadable(bytes: Uint8Array, mime: string): Promise<void> {
  const picture = sharp(bytes, { failOn: "error", limitInputPixels: MAX_PHOTO_PIXELS });
  const looked = mime === "image/png" ? picture.stats() : picture.metadata();
  await looked.catch((cause: unknown) => {
    throw PhotoErrors.not_an_image({ why: "it cannot be decoded." }, { cause });
  });
}

/** JPEG, 480 px wide, upright. @throws {AppError} `media.not_an_image` when the picture cannot be decoded to its end. */
export async function makeThumbnail(bytes: Uint8Array, orientation: Orientation): Promise<Uint8Array> {
  try {
    // Decoded whole once and told its orientation by hand: the stored bytes do not carry it.
    return await upright(sharp(bytes, { failOn: "error", limitInputPixels: MAX_PHOTO_PIXELS }), orientation)
      .resize({ width: THUMBNAIL_WIDTH })
      .toColourspace("srgb")
      .jpeg({ quality: THUMBNAIL_QUALITY })
      .toBuffer();
  } catch (cause) {
    throw PhotoErrors.not_an_image({ why: "it cannot be decoded to its end." }, { cause });
  }
}

/** Turns a decoded picture upright. Sharp mirrors before it turns. */
export function upright(picture: Sharp, orientation: Orientation): Sharp {
  switch (orientation) {
    case 1:
      return picture;
    case 2:
      return picture.flop();
    case 3:
      return picture.rotate(180);
    case 4:
      return picture.flip();
    case 5:
      return picture.flop().rotate(270);
    case 6:
      return picture.rotate(90);
    case 7:
      return picture.flop().rotate(90);
    case 8:
      return picture.rotate(270);
  }
}
