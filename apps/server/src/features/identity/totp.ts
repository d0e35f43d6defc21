import { createHmac, timingSafeEqual } from "node:crypto";

const STEP_S = 30;
const DIGITS = 6;
/** Clocks of phones are a little off: the step before and the one after count too. */
const SLACK_STEPS = 1;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Length of the secret, bytes (RFC 4226 asks for 20). */
export const TOTP_SECRET_BYTES = 20;

/** The 30 s step of a moment. */
export const stepOf = (now: Date): number => Math.floor(now.getTime() / 1000 / STEP_S);

/** The code of one step (RFC 6238 with SHA-1, 6 digits, which is what apps understand). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  const number = (digest.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, "0");
}

/**
 * The step whose code this is.
 *
 * @param after Steps up to it are used up: no code counts twice.
 * @returns `undefined` when it is none.
 */
export function matchingStep(secret: Uint8Array, code: string, now: Date, after: number): number | undefined {
  const given = Buffer.from(code.replaceAll(/\s/g, ""));
  const current = stepOf(now);
  for (let step = current - SLACK_STEPS; step <= current + SLACK_STEPS; step += 1) {
    const expected = Buffer.from(codeAt(secret, step));
    if (step > after && given.length === expected.length && timingSafeEqual(given, expected)) return step;
  }
  return undefined;
}

/** Address that an app reads from a picture. */
export function otpAuthUrl(secret: Uint8Array, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}

/** RFC 4648 without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}
