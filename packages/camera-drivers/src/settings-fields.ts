import type { Size } from "./types.ts";

/** What is wrong, one sentence each. */
export type Problems = string[];

type Sent = Readonly<Record<string, unknown>>;

/** One sentence per key that is no setting of a driver. */
export const unknownKeys = (settings: Sent, known: readonly string[]): readonly string[] =>
  Object.keys(settings)
    .filter((key) => !known.includes(key))
    .map((key) => `${key} is no setting of this driver.`);

/** A whole number within a range; absent: the standard. */
export function inRange(
  settings: Sent,
  key: string,
  { from, to, standard }: { readonly from: number; readonly to: number; readonly standard: number },
  problems: Problems,
): number {
  const value = settings[key] ?? standard;
  if (typeof value === "number" && Number.isInteger(value) && value >= from && value <= to) return value;
  problems.push(`${key} is a whole number from ${from} to ${to}.`);
  return standard;
}

/** Frames a second, 1 to 60. */
export const rateOf = (settings: Sent, problems: Problems, standard: number): number =>
  inRange(settings, "fps", { from: 1, to: 60, standard }, problems);

/** One of a few values; absent: `undefined`. */
export function oneOf<T extends number>(
  settings: Sent,
  key: string,
  values: readonly T[],
  problems: Problems,
): T | undefined {
  const value = settings[key];
  if (value === undefined) return undefined;
  const found = values.find((one) => one === value);
  if (found === undefined) problems.push(`${key} is ${values.join(" or ")}.`);
  return found;
}

/** Width and height in pixels; both or neither. */
export function sizeOf(settings: Sent, problems: Problems): Size | undefined {
  if (settings["width"] === undefined && settings["height"] === undefined) return undefined;
  const range = { from: 160, to: 10_000, standard: 0 };
  const size = [inRange(settings, "width", range, problems), inRange(settings, "height", range, problems)] as const;
  return size;
}
