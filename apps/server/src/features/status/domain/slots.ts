/** FNV-1a, 32 bit: spreads names evenly, the same on every server. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** Where in its interval a check is due, so that not all are due at once. */
export const offsetOf = (name: string, intervalMs: number): number => hashOf(name) % intervalMs;

/** The newest slot at or before a moment, milliseconds since 1970. Slots are `k · interval + offset`. */
export function slotAt(name: string, intervalMs: number, nowMs: number): number {
  const offset = offsetOf(name, intervalMs);
  return Math.floor((nowMs - offset) / intervalMs) * intervalMs + offset;
}

/** The first slot after a moment. */
export const slotAfter = (name: string, intervalMs: number, nowMs: number): number =>
  slotAt(name, intervalMs, nowMs) + intervalMs;

/**
 * Which slot to run now, if any: the newest due one that has not been run. After a pause of many intervals that is one run,
 * not a burst.
 *
 * @param lastSlotMs The slot that was run last; undefined when none was.
 */
export function dueSlot(
  name: string,
  intervalMs: number,
  nowMs: number,
  lastSlotMs: number | undefined,
): number | undefined {
  const slot = slotAt(name, intervalMs, nowMs);
  return lastSlotMs === undefined || slot > lastSlotMs ? slot : undefined;
}
