import { SETUP_WORDS } from "./words.ts";

/** How long a set-up code is good for, milliseconds. */
export const SETUP_CODE_TTL_MS = 30 * 60_000;
/** Wrong tries after which a set-up code is void. */
export const SETUP_CODE_TRIES = 5;

/**
 * Eight words of a list of 256, joined by hyphens: 64 bits.
 *
 * @param random 8 bytes.
 */
export const setupCodeFrom = (random: Uint8Array): string =>
  Array.from(random.subarray(0, 8), (byte) => SETUP_WORDS[byte]).join("-");

/** The code however it was typed: capitals, spaces, commas and a whole link do not matter. */
export function normaliseSetupCode(typed: string): string {
  const afterLink = typed.replace(/^.*#code=/s, "");
  return (afterLink.toLowerCase().match(/[a-z]+/g) ?? []).join("-");
}
