import type { Timestamp, Value, ValueMap } from "./types.ts";

/** Whether a value is a map. */
export const isMap = (value: Value | undefined): value is ValueMap => value instanceof Map;

/** Whether a value is a list. */
export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** Whether a value is a timestamp. */
export const isTimestamp = (value: Value | undefined): value is Timestamp =>
  typeof value === "object" && value !== null && "$timestamp" in value;

/** Whether two values are the same: type and value count, key order does not, 5 equals 5.0. */
export function equal(a: Value, b: Value): boolean {
  if (isMap(a) && isMap(b)) {
    if (a.size !== b.size) return false;
    for (const [key, value] of a) {
      const other = b.get(key);
      if (other === undefined || !equal(value, other)) return false;
    }
    return true;
  }
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i] as Value));
  if (isTimestamp(a) && isTimestamp(b)) return a.$timestamp === b.$timestamp;
  if (typeof a === "number" && typeof b === "number") return Object.is(a, b) || a === b;
  if (typeof a === "bigint" && typeof b === "number") return Number.isInteger(b) && BigInt(b) === a;
  if (typeof a === "number" && typeof b === "bigint") return equal(b, a);
  return a === b;
}

/** A plain JSON value; integers beyond ±2^53, dates and what JSON cannot say become tagged objects. */
export function toJson(value: Value): unknown {
  if (isMap(value)) {
    const out: Record<string, unknown> = {};
    for (const [key, item] of value)
      Object.defineProperty(out, key, { value: toJson(item), enumerable: true, configurable: true, writable: true });
    return out;
  }
  if (isList(value)) return value.map(toJson);
  if (typeof value === "bigint") return { $int: String(value) };
  if (typeof value === "number" && !Number.isFinite(value))
    return { $float: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
  return value;
}

/** The inverse of {@link toJson}; a JSON object with just `$timestamp`, `$int` or `$float` is what it says. */
export function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === "object" && json !== null) {
    const entries = Object.entries(json);
    const only = entries.length === 1 ? entries[0] : undefined;
    if (only?.[0] === "$timestamp" && typeof only[1] === "string") return { $timestamp: only[1] };
    if (only?.[0] === "$int" && typeof only[1] === "string" && /^-?\d+$/.test(only[1])) return BigInt(only[1]);
    if (only?.[0] === "$float") return only[1] === "nan" ? Number.NaN : only[1] === "inf" ? Infinity : -Infinity;
    return new Map(entries.map(([key, item]) => [key, fromJson(item)]));
  }
  return json === undefined ? null : (json as null | boolean | number | string);
}
