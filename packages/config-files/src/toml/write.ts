import type { ScalarNode, Value } from "../types.ts";
import { isList, isMap, isTimestamp } from "../values.ts";
import { isControl } from "./scan.ts";

/** A key as it is written: bare where TOML allows it. */
export const keyText = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : basic(key));

const SHORT: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

/** A text in double quotes. */
export function basic(text: string): string {
  let out = "";
  for (const char of text)
    out += SHORT[char] ?? (isControl(char) ? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}` : char);
  return `"${out}"`;
}

/** Whether a text needs escapes; line ends and tabs are told by `besides`. */
const needsEscapes = (text: string, besides: string): boolean =>
  [...text].some((char) => isControl(char) && !besides.includes(char));

/** A value on one line; `undefined` for what TOML cannot say: null, and halves of characters. */
export function inlineText(value: Value): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "string") return value.isWellFormed() ? basic(value) : undefined;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return numberText(value);
  if (isTimestamp(value)) return value.$timestamp;
  const parts: string[] = [];
  const members: readonly (readonly [string, Value])[] = isMap(value)
    ? [...value].map(([key, one]) => [`${keyText(key)} = `, one])
    : isList(value)
      ? value.map((one) => ["", one])
      : [];
  for (const [before, one] of members) {
    const text = inlineText(one);
    if (text === undefined) return undefined;
    parts.push(before + text);
  }
  if (!isMap(value)) return `[${parts.join(", ")}]`;
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) >= 1e21 ? value.toExponential() : String(value);
}

/** A scalar in place of another one: floats stay floats, quotes stay what they are where the text fits them. */
export function tokenInPlace(value: Value, old: ScalarNode, eol: string): string | undefined {
  if (
    old.type === "float" &&
    typeof value === "number" &&
    Number.isInteger(value) &&
    !Object.is(value, -0) &&
    Math.abs(value) < 1e21
  )
    return `${value}.0`;
  if (typeof value !== "string" || !value.isWellFormed()) return inlineText(value);
  if (old.style === "single" && !value.includes("'") && !needsEscapes(value, "")) return `'${value}'`;
  if (old.style === "literal" && !/'''|'$/.test(value) && !needsEscapes(value, "\n"))
    return `'''${eol}${value.replaceAll("\n", eol)}'''`;
  if ((old.style === "folded" || old.style === "literal") && value.includes("\n")) {
    const lines = value.split("\n").map((line) =>
      basic(line)
        .slice(1, -1)
        .replaceAll('\\"', '"')
        .replace(/"(?="")|"$/g, '\\"'),
    );
    return `"""${eol}${lines.join(eol)}"""`;
  }
  return basic(value);
}
