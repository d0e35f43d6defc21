import { crc32 } from "node:zlib";
import { readTiffOrientation, tiffWithOrientation } from "./exif.ts";
import type { Orientation } from "./orientation.ts";
import type { PhotoBytes } from "./strip-metadata.ts";

const SIGNATURE_BYTES = 8;
/** What a decoder needs. Texts, times, EXIF and chunks nobody knows are left out. */
const KEPT: ReadonlySet<string> = new Set([
  "IHDR",
  "PLTE",
  "IDAT",
  "IEND",
  "tRNS",
  "gAMA",
  "cHRM",
  "sRGB",
  "iCCP",
  "sBIT",
  "pHYs",
  "bKGD",
]);

/**
 * Takes texts, times and EXIF out of a PNG, and whatever follows its end. The picture itself is copied byte for byte.
 *
 * @see W3C PNG Specification (Third Edition), section 11.
 */
export function stripPng(bytes: Uint8Array): PhotoBytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE_BYTES)];
  let orientation: Orientation = 1;
  let at = SIGNATURE_BYTES;
  for (;;) {
    if (at + 12 > bytes.length) return { ok: false, why: "it ends in the middle." };
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return { ok: false, why: "it ends in the middle." };
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "eXIf") orientation = readTiffOrientation(bytes.subarray(at + 8, end - 4));
    if (KEPT.has(type)) kept.push(bytes.subarray(at, end));
    at = end;
    if (type === "IEND") break;
  }
  const [width, height] = [view.getUint32(SIGNATURE_BYTES + 8), view.getUint32(SIGNATURE_BYTES + 12)];
  if (width === 0 || height === 0) return { ok: false, why: "it has no size." };
  return { ok: true, bytes: Buffer.concat(kept), mime: "image/png", width, height, orientation };
}

/** A stored PNG with an EXIF chunk that says how to turn it and nothing else, for viewers. */
export function pngWithOrientation(bytes: Uint8Array, orientation: Orientation): Uint8Array {
  const tiff = tiffWithOrientation(orientation);
  const chunk = Buffer.alloc(12 + tiff.length);
  chunk.writeUInt32BE(tiff.length, 0);
  chunk.write("eXIf", 4, "latin1");
  chunk.set(tiff, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + tiff.length)), 8 + tiff.length);
  const afterHeader = SIGNATURE_BYTES + 25;
  return Buffer.concat([bytes.subarray(0, afterHeader), chunk, bytes.subarray(afterHeader)]);
}
