/** After this a device makes a new key, milliseconds. */
export const ROTATE_AFTER_MS = 180 * 24 * 60 * 60 * 1000;
/** For so long the old key counts beside the new one, milliseconds. */
export const BOTH_VALID_MS = 7 * 24 * 60 * 60 * 1000;
/** A question to a device is answered within, milliseconds. */
export const NONCE_MS = 60_000;
/** A pairing code is used within, milliseconds. */
export const PAIRING_MS = 10 * 60_000;

/** What matters about the keys of a device. */
export interface KeyFacts {
  readonly status: "pending" | "active" | "rotating" | "revoked";
  readonly publicKey: string;
  readonly previousKey: string | null;
  readonly previousUntil: Date | null;
}

/** Keys whose signature counts at a moment, the newest first. */
export function validKeys(key: KeyFacts, now: Date): readonly string[] {
  if (key.status === "pending" || key.status === "revoked") return [];
  const previous = key.previousKey && key.previousUntil && key.previousUntil > now ? [key.previousKey] : [];
  return [key.publicKey, ...previous];
}

/** What putting a new key leads to. Putting the same one again changes nothing, so that a lost answer locks nobody out. */
export function rotated(
  key: KeyFacts,
  next: string,
  now: Date,
): (KeyFacts & { readonly nextRotationAt: Date }) | undefined {
  if (key.publicKey === next) return undefined;
  return {
    status: "rotating",
    publicKey: next,
    previousKey: key.publicKey,
    previousUntil: new Date(now.getTime() + BOTH_VALID_MS),
    nextRotationAt: new Date(now.getTime() + ROTATE_AFTER_MS),
  };
}

/** How long an access token lasts, seconds. */
export const tokenSeconds = (kind: "agent" | "camera" | "phone" | "service"): number =>
  kind === "agent" || kind === "camera" ? 3_600 : 900;

const CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

/** A pairing code: eight letters without vowels, so that it is easy to read out and no word. @param random 8 bytes. */
export const pairingCodeFrom = (random: Uint8Array): string =>
  Array.from(random, (byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join("");

/** As people type it. */
export const normalPairingCode = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z]/g, "");
