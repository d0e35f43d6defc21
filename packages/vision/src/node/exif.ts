/**
 * Orientation from the EXIF block of a JPEG: 1 (upright) to 8.
 *
 * @returns 1 when there is none or it is damaged.
 * @see Exif 2.32, tag 0x0112; JPEG segments ITU-T T.81, annex B.
 */
export function jpegOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xda || marker === 0xd9) return 1;
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && at + 2 + length <= bytes.length) {
      const found = orientationOfExif(view, at + 4, at + 2 + length);
      if (found !== undefined) return found;
    }
    at += 2 + length;
  }
  return 1;
}

/** "Exif\0\0", then a TIFF header and its first directory. */
function orientationOfExif(view: DataView, from: number, end: number): number | undefined {
  if (end - from < 14 || view.getUint32(from) !== 0x45786966) return undefined;
  const tiff = from + 6;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > end) return undefined;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i += 1) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > end) return undefined;
    if (view.getUint16(entry, little) !== 0x0112) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
