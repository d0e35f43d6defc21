import { createCipheriv, createDecipheriv } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Length of master and data keys, bytes. */
export const KEY_BYTES = 32;

/**
 * Seals bytes with AES-256-GCM: nonce ‖ ciphertext ‖ tag. `bound` is not stored but must be the same when it is opened,
 * so that a sealed value cannot be moved to another name.
 */
export function seal(
  key: Uint8Array,
  plain: Uint8Array,
  bound: string,
  randomBytes: (n: number) => Uint8Array,
): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what {@link seal} sealed. @returns `undefined` when key, bytes or binding are not those. */
export function open(key: Uint8Array, sealed: Uint8Array, bound: string): Buffer | undefined {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(sealed.byteLength - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
