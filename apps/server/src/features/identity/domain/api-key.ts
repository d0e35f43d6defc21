/** The two parts of an API key `wopr_<prefix>_<secret>`. The prefix finds it and may be shown; the secret is hashed. */
export interface KeyParts {
  /** 8 characters of `a-z0-9`. */
  readonly prefix: string;
  /** 43 characters of base64url: 256 bits. */
  readonly secret: string;
}

const KEY = /^wopr_([a-z0-9]{8})_([A-Za-z0-9_-]{43})$/;
const PREFIX_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * A new key out of chance.
 *
 * @param random 37 bytes: 5 for the prefix, 32 for the secret.
 */
export function keyFrom(random: Uint8Array): KeyParts {
  const [prefix, secret] = [random.subarray(0, 5), random.subarray(5, 37)];
  return { prefix: base32(prefix), secret: Buffer.from(secret).toString("base64url") };
}

/** A key as its owner keeps it. */
export const formatKey = ({ prefix, secret }: KeyParts): string => `wopr_${prefix}_${secret}`;

/** The parts of a key, or `undefined` when the text is none. */
export function parseKey(text: string): KeyParts | undefined {
  const [, prefix, secret] = KEY.exec(text.trim()) ?? [];
  return prefix && secret ? { prefix, secret } : undefined;
}

/** Five bits a character; five bytes give eight characters. */
function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => PREFIX_ALPHABET[Number.parseInt(five, 2)]).join("");
}
