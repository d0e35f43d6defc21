import { findJpeg } from "./jpeg-stream.ts";

/** More than any photo; beyond it what was held is noise. */
const MAX_BYTES = 32 * 1024 * 1024;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/** Cuts a stream of bytes into whole JPEGs, by their own markers. */
export interface JpegSplitter {
  /** Takes the next bytes. @returns The photos that became whole by them, oldest first. */
  push(part: Uint8Array): readonly Uint8Array[];
}

/**
 * The only implementation. What stands between photos (boundaries, headers, halves of cut frames) is passed over.
 *
 * The whole buffer is only looked at when an end marker came: a 4K frame arrives in a hundred parts.
 */
export function createJpegSplitter(): JpegSplitter {
  let held: Buffer = Buffer.alloc(0);
  let parts: Uint8Array[] = [];
  let size = 0;
  let lastByte = -1;

  const endsSomewhere = (part: Uint8Array): boolean =>
    (lastByte === 0xff && part[0] === 0xd9) ||
    Buffer.from(part.buffer, part.byteOffset, part.length).includes(END_OF_IMAGE);

  return {
    push(part) {
      if (part.length === 0) return [];
      parts.push(part);
      size += part.length;
      const worthLooking = endsSomewhere(part);
      lastByte = part[part.length - 1]!;
      if (!worthLooking && size <= MAX_BYTES) return [];
      held = Buffer.concat([held, ...parts]);
      parts = [];
      const photos: Uint8Array[] = [];
      for (let found = findJpeg(held); found; found = findJpeg(held)) {
        photos.push(Uint8Array.from(held.subarray(found.from, found.to)));
        held = held.subarray(found.to);
      }
      if (held.length > MAX_BYTES) held = Buffer.alloc(0);
      size = held.length;
      return photos;
    },
  };
}
