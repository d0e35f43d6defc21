import type { ScalarNode, Value } from "../types.ts";
import { isList, isMap, isTimestamp } from "../values.ts";
import { plainValue } from "./scan.ts";

/** A part of a key: bare where it cannot be taken for something else. */
export const keyText = (key: string): string =>
  /^[A-Za-z_][\w-]*$/.test(key) && key !== "include" ? key : JSON.stringify(key);

const isPlain = (text: string): boolean =>
  /^[A-Za-z_][\w-]*(?:[ .:/-]?[\w-]+)*$/.test(text) &&
  !text.includes("//") &&
  !text.includes(":") &&
  plainValue(text).type === "string";

/** A value on one line; `undefined` for what HOCON cannot say. */
export function inlineText(value: Value): string | undefined {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? String(value) : undefined;
  if (isTimestamp(value)) return JSON.stringify(value.$timestamp);
  const members: readonly (readonly [string, Value])[] = isMap(value)
    ? [...value].map(([key, one]) => [`${keyText(key)} = `, one])
    : isList(value)
      ? value.map((one) => ["", one])
      : [];
  const parts: string[] = [];
  for (const [before, one] of members) {
    const text = inlineText(one);
    if (text === undefined) return undefined;
    parts.push(before + text);
  }
  return isMap(value) ? (parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`) : `[${parts.join(", ")}]`;
}

/** A scalar in place of another one: floats stay floats, quotes stay what they are. */
export function tokenInPlace(value: Value, old: ScalarNode): string | undefined {
  if (
    old.type === "float" &&
    typeof value === "number" &&
    Number.isInteger(value) &&
    !Object.is(value, -0) &&
    Math.abs(value) < 1e21
  )
    return `${value}.0`;
  if (typeof value !== "string") return inlineText(value);
  if (old.style === "literal" && !value.includes('"""') && !value.endsWith('"') && !value.includes("\r"))
    return `"""${value}"""`;
  return old.style === "plain" && old.type === "string" && isPlain(value) ? value : JSON.stringify(value);
}
