/** Makes a new identifier. Handed in, so that tests own identity. */
export type NewId = () => string;

const hex = (byte: number) => byte.toString(16).padStart(2, "0");

/**
 * Builds a UUID version 7 from a time and 10 random bytes.
 *
 * @param unixMs Milliseconds since 1970, 0 to 2^48 − 1.
 * @see RFC 9562, section 5.7.
 */
export function uuidv7(unixMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  let rest = unixMs;
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const text = Array.from(bytes, hex).join("");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** Counters begin in the lower half, so that a busy millisecond has room for 2,048 more. */
const FIRST_COUNTER_BITS = 0x7ff;
const LAST_COUNTER = 0xfff;

/**
 * Identifiers that ascend in the order in which they are made, also within a millisecond and when the clock goes back:
 * the 12 bits behind the time count (RFC 9562, section 6.2, method 1).
 *
 * @param random As many random bytes as it is asked for.
 */
export function ascendingIds(nowMs: () => number, random: (count: number) => Uint8Array): NewId {
  let lastMs = -1;
  let counter = 0;
  return () => {
    const bytes = Uint8Array.from(random(10));
    const now = nowMs();
    if (now > lastMs) {
      lastMs = now;
      counter = ((bytes[0]! << 8) | bytes[1]!) & FIRST_COUNTER_BITS;
    } else if (counter < LAST_COUNTER) counter += 1;
    else {
      lastMs += 1;
      counter = 0;
    }
    bytes[0] = counter >> 8;
    bytes[1] = counter & 0xff;
    return uuidv7(lastMs, bytes);
  };
}
