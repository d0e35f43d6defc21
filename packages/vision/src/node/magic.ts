/** Whether bytes begin like a JPEG file. */
export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

const HEIC_BRANDS = ["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"];

/** Whether bytes begin like a HEIC or HEIF file, as iPhones write them (ISO/IEC 23008-12, `ftyp` box). */
export function isHeic(bytes: Uint8Array): boolean {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  return text(4, 8) === "ftyp" && HEIC_BRANDS.includes(text(8, 12));
}
