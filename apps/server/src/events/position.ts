/**
 * A place in the order of all events: by transaction, then by number. Both are 64-bit and therefore text-safe
 * bigints, never JavaScript numbers.
 */
export interface Position {
  readonly xid: bigint;
  readonly id: bigint;
}

/** Before everything. */
export const ORIGIN: Position = { xid: 0n, id: 0n };

/** Whether `a` comes after `b`. */
export const isAfter = (a: Position, b: Position): boolean => a.xid > b.xid || (a.xid === b.xid && a.id > b.id);

/**
 * The id a client is given for a place. Opaque to it. The epoch is in it because a restored database begins its
 * transaction numbers anew.
 */
export const formatEventId = (epoch: number, { xid, id }: Position): string => `${epoch}.${xid}.${id}`;

/** Reads an id back. @returns `undefined` for anything that {@link formatEventId} did not make in this epoch. */
export function parseEventId(epoch: number, text: string): Position | undefined {
  const match = /^(\d{1,9})\.(\d{1,19})\.(\d{1,19})$/.exec(text);
  if (!match || Number(match[1]) !== epoch) return undefined;
  return { xid: BigInt(match[2] ?? 0), id: BigInt(match[3] ?? 0) };
}
