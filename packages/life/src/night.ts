import type { LocalDate } from "./date.ts";

/** One sleep record of a ring. */
export interface SleepRecord {
  readonly id: string;
  readonly day: LocalDate;
  readonly type: string | null;
  /** ISO with offset. */
  readonly start: string;
  /** Null while it is in progress. */
  readonly end: string | null;
  /** Seconds. */
  readonly totalSleepS: number | null;
  readonly ringId?: string | null;
}

const SHORTEST_NIGHT_S = 3 * 3600;

/**
 * The main sleep of a day: the `long_sleep` with most sleep; else the longest `sleep` of three hours or more. Naps,
 * rests, deleted records and records without an end are never the night; of overlapping records of two rings the one
 * with more sleep counts, never the sum.
 */
export function mainSleep(records: readonly SleepRecord[], day: LocalDate): SleepRecord | null {
  const ended = records.filter((record) => record.day === day && record.end !== null);
  const sleepOf = (record: SleepRecord) => record.totalSleepS ?? 0;
  const longest = (candidates: readonly SleepRecord[]) =>
    [...candidates].sort((a, b) => sleepOf(b) - sleepOf(a) || (a.id < b.id ? -1 : 1))[0] ?? null;
  return (
    longest(ended.filter(({ type }) => type === "long_sleep")) ??
    longest(ended.filter((record) => record.type === "sleep" && sleepOf(record) >= SHORTEST_NIGHT_S))
  );
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** What the clock on the wall said, by the record's own offset; undefined for what is no instant with offset. */
export function wallOf(
  instant: string,
): { readonly date: LocalDate; readonly minutes: number; readonly offsetMinutes: number } | undefined {
  const match = INSTANT.exec(instant);
  if (!match) return undefined;
  const zone = match[5]!;
  const digits = zone.replace(":", "");
  const sign = digits.startsWith("-") ? -1 : 1;
  const offsetMinutes = zone === "Z" ? 0 : sign * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5)));
  return {
    date: match[1]!,
    minutes: Number(match[2]) * 60 + Number(match[3]) + Number(match[4] ?? 0) / 60,
    offsetMinutes,
  };
}

/** A time as minutes after noon, so that 23:30 and 01:10 are 100 minutes apart. */
export const minutesAfterNoon = (minutes: number): number => (minutes - 720 + 1440) % 1440;

/** The middle value; of an even number the mean of the two. `null` of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Value below which `share` (0 to 1) of the values lie, linear between them. `null` of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/** Standard deviation of a sample; `null` below two values. */
export function spread(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** Values that a personal threshold needs before it says anything. */
export const LEARNING = 14;

/** A threshold from the own last values, or how far learning is. */
export function personal(
  values: readonly number[],
  share: number,
):
  | { readonly known: true; readonly value: number }
  | { readonly known: false; readonly have: number; readonly need: number } {
  const value = values.length < LEARNING ? null : percentile(values, share);
  return value === null ? { known: false, have: values.length, need: LEARNING } : { known: true, value };
}
