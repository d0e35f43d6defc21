import { readTiffOrientation, tiffWithOrientation } from "./exif.ts";
import type { Orientation } from "./orientation.ts";
import type { PhotoBytes } from "./strip-metadata.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;

const startsWith = (bytes: Uint8Array, at: number, text: string) =>
  [...text].every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

/** SOF0–SOF15 without the tables DHT, JPG and DAC that share the range. */
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** What a decoder needs. Everything else may say where, when and by whom a photo was taken. */
function isKept(marker: number, bytes: Uint8Array, payload: number): boolean {
  if (marker === COM) return false;
  if (marker < APP0 || marker > APP15) return true;
  if (marker === APP0) return startsWith(bytes, payload, "JFIF\0");
  // MPF, which is APP2 too, points at further pictures behind the end of this one, each with EXIF of its own.
  if (marker === APP2) return startsWith(bytes, payload, "ICC_PROFILE\0");
  return marker === APP14;
}

/**
 * Takes EXIF, XMP, IPTC, comments and whatever follows the end out of a JPEG. The picture itself is copied byte for
 * byte.
 *
 * @see ITU-T T.81, annex B; CIPA DC-008 (Exif), CIPA DC-007 (MPF).
 */
export function stripJpeg(bytes: Uint8Array): PhotoBytes {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let orientation: Orientation = 1;
  let size: readonly [number, number] | undefined;
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || marker === SOI) return damaged("its markers are damaged.");
    if (marker === EOI) {
      kept.push(bytes.subarray(at, at + 2));
      break;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return damaged("it ends in the middle.");
    const payload = at + 4;
    if (isFrameHeader(marker)) {
      size = [
        ((bytes[payload + 3] ?? 0) << 8) | (bytes[payload + 4] ?? 0),
        ((bytes[payload + 1] ?? 0) << 8) | (bytes[payload + 2] ?? 0),
      ];
    }
    if (marker === APP1 && startsWith(bytes, payload, "Exif\0\0")) {
      orientation = readTiffOrientation(bytes.subarray(payload + 6, end));
    }
    const next = marker === SOS ? endOfScan(bytes, end) : end;
    if (next === undefined) return damaged("it ends in the middle.");
    if (isKept(marker, bytes, payload)) kept.push(bytes.subarray(at, next));
    at = next;
  }
  if (!size || size[0] === 0 || size[1] === 0) return damaged("it has no size.");
  return { ok: true, bytes: concat(kept), mime: "image/jpeg", width: size[0], height: size[1], orientation };
}

const damaged = (why: string): PhotoBytes => ({ ok: false, why });

/** Where the next marker after entropy-coded data is; restart markers and stuffed bytes belong to the data. */
function endOfScan(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return undefined;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A stored JPEG with an EXIF block that says how to turn it and nothing else, for viewers. */
export function jpegWithOrientation(bytes: Uint8Array, orientation: Orientation): Uint8Array {
  const tiff = tiffWithOrientation(orientation);
  const segment = new Uint8Array(10 + tiff.length);
  segment.set([0xff, APP1, 0, 8 + tiff.length, 0x45, 0x78, 0x69, 0x66, 0, 0]);
  segment.set(tiff, 10);
  const hasJfif = bytes[3] === APP0;
  const at = hasJfif ? 4 + (((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0)) : 2;
  return concat([bytes.subarray(0, at), segment, bytes.subarray(at)]);
}
