const isStandalone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/**
 * Finds the first complete JPEG in a growing buffer, by its own markers: lengths and boundaries around it may lie.
 * A thumbnail inside a header is part of the picture it belongs to.
 *
 * @returns Where it begins and ends (exclusive), or `undefined` while it is not complete.
 */
export function findJpeg(bytes: Uint8Array): { readonly from: number; readonly to: number } | undefined {
  for (let from = 0; from + 2 < bytes.length; from += 1) {
    if (bytes[from] !== 0xff || bytes[from + 1] !== 0xd8 || bytes[from + 2] !== 0xff) continue;
    const to = endOfJpeg(bytes, from);
    if (to === "damaged") continue;
    return to === undefined ? undefined : { from, to };
  }
  return undefined;
}

function endOfJpeg(bytes: Uint8Array, from: number): number | "damaged" | undefined {
  let at = from + 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return "damaged";
    const marker = bytes[at + 1]!;
    if (marker === 0xd9) return at + 2;
    // A second beginning before an end: the first frame was cut off.
    if (marker === 0xd8) return "damaged";
    if (marker === 0xff) at += 1;
    else if (isStandalone(marker)) at += 2;
    else {
      if (at + 3 >= bytes.length) return undefined;
      at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
      if (marker === 0xda) at = endOfScan(bytes, at);
    }
  }
  return undefined;
}

/** Skips entropy-coded data: a marker is 0xff followed by neither 0 (stuffing) nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const next = bytes[at + 1]!;
    if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += 1;
  }
  return bytes.length;
}
