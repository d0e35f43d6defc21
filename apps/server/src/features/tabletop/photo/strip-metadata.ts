import { jpegWithOrientation, stripJpeg } from "./jpeg.ts";
import type { Orientation } from "./orientation.ts";
import { pngWithOrientation, stripPng } from "./png.ts";

/** A photo without anything that tells where, when or with what it was taken; or why the bytes are none. */
export type PhotoBytes =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly mime: "image/jpeg" | "image/png";
      /** Pixels as stored; `orientation` is not applied. */
      readonly width: number;
      readonly height: number;
      readonly orientation: Orientation;
    }
  | { readonly ok: false; readonly why: string };

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const textAt = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

/** Drops metadata without re-encoding: pixels stay as they came. Everything but JPEG and PNG is refused by name. */
export function stripMetadata(bytes: Uint8Array): PhotoBytes {
  if (bytes.length === 0) return { ok: false, why: "it is empty." };
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return stripJpeg(bytes);
  if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) return stripPng(bytes);
  if (textAt(bytes, 4, 8) === "ftyp") {
    const brand = textAt(bytes, 8, 12);
    const name = brand === "avif" ? "an AVIF picture" : "a HEIC photo";
    return {
      ok: false,
      why: `it is ${name}. On an iPhone choose Settings › Camera › Formats › Most Compatible, or use WOPR's own camera button.`,
    };
  }
  if (textAt(bytes, 8, 12) === "WEBP") return { ok: false, why: "it is a WebP picture." };
  if (textAt(bytes, 0, 4) === "GIF8") return { ok: false, why: "it is a GIF picture." };
  return { ok: false, why: "the bytes are no picture." };
}

/** A stored photo as viewers need it: upright ones as they are, others with the one tag that turns them. */
export function viewable(bytes: Uint8Array, mime: string, orientation: Orientation): Uint8Array {
  if (orientation === 1) return bytes;
  return mime === "image/png" ? pngWithOrientation(bytes, orientation) : jpegWithOrientation(bytes, orientation);
}
