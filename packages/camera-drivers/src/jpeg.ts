/** What the head of a JPEG says, or why the bytes are none. */
export type JpegHead =
  | { readonly ok: true; readonly width: number; readonly height: number }
  | { readonly ok: false; readonly why: string };

const START_OF_SCAN = 0xda;
const RESTART_FIRST = 0xd0;
const END_OF_IMAGE = 0xd9;
/** SOF0–SOF15 without the tables DHT, JPG and DAC that share the range. */
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Whether the bytes end with the marker EOI; up to 32 bytes of padding after it are allowed (some webcams add them). */
export function endsWithEoi(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  for (let i = last; i > 0 && i > last - 34; i -= 1) {
    if (bytes[i - 1] === 0xff && bytes[i] === END_OF_IMAGE) return true;
    if (bytes[i] !== 0 && bytes[i] !== 0xff) return false;
  }
  return false;
}

/**
 * Reads size and completeness of a JPEG from its markers, without decoding it.
 *
 * @see ITU-T T.81, annex B.
 */
export function readJpegHead(bytes: Uint8Array): JpegHead {
  if (bytes.length === 0) return { ok: false, why: "it is empty." };
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return { ok: false, why: "it is no JPEG." };
  if (!endsWithEoi(bytes)) return { ok: false, why: "it ends in the middle." };
  let at = 2;
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff) return { ok: false, why: "its markers are damaged." };
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === START_OF_SCAN || (marker >= RESTART_FIRST && marker <= END_OF_IMAGE)) break;
    if (isFrameHeader(marker) && at + 8 < bytes.length) {
      const height = (bytes[at + 5]! << 8) | bytes[at + 6]!;
      const width = (bytes[at + 7]! << 8) | bytes[at + 8]!;
      return width > 0 && height > 0 ? { ok: true, width, height } : { ok: false, why: "it has no size." };
    }
    at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return { ok: false, why: "it has no frame header." };
}
