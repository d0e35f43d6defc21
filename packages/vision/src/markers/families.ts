import { MARKER_CODES } from "./codes.ts";

/** A kind of printed marker: a dictionary of square codes inside a black border one cell wide. */
export type MarkerFamily = "apriltag36h11" | "aruco4x4" | "aruco5x5" | "aruco6x6";

/** Cells of the code along a side, without the border, and how many ids there are. */
export const MARKER_FAMILIES: Readonly<Record<MarkerFamily, { readonly side: number; readonly ids: number }>> = {
  apriltag36h11: { side: 6, ids: 587 },
  aruco4x4: { side: 4, ids: 1000 },
  aruco5x5: { side: 5, ids: 250 },
  aruco6x6: { side: 6, ids: 250 },
};

/** Names of all families, for messages and option lists. */
export const MARKER_FAMILY_NAMES = Object.keys(MARKER_FAMILIES) as readonly MarkerFamily[];

/**
 * Cells of one code row by row, 1 = white.
 *
 * @throws {RangeError} for an id the family does not have.
 */
export function markerBits(family: MarkerFamily, id: number): Uint8Array {
  const { side, ids } = MARKER_FAMILIES[family];
  if (!Number.isInteger(id) || id < 0 || id >= ids)
    throw new RangeError(`The family ${family} has the ids 0 to ${ids - 1}, not ${id}.`);
  const count = side * side;
  const bits = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) bits[i] = bitAt(MARKER_CODES[family], id * count + i);
  return bits;
}

function bitAt(base64: string, index: number): number {
  return (sixBits(base64.charCodeAt(Math.floor(index / 6))) >> (5 - (index % 6))) & 1;
}

/** Value of one character of base64 (RFC 4648, section 4). */
function sixBits(code: number): number {
  if (code >= 97) return code - 71;
  if (code >= 65) return code - 65;
  if (code >= 48) return code + 4;
  return code === 43 ? 62 : 63;
}

/** The same cells after a quarter turn clockwise. */
export function turnedClockwise(bits: Uint8Array, side: number): Uint8Array {
  const out = new Uint8Array(bits.length);
  for (let row = 0; row < side; row += 1) {
    for (let col = 0; col < side; col += 1) out[row * side + col] = bits[(side - 1 - col) * side + row]!;
  }
  return out;
}
