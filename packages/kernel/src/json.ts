/** Anything JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON with object keys sorted by UTF-16 code unit and no white space, so that equal values give equal bytes.
 *
 * Members that are `undefined` are left out, as in `JSON.stringify`.
 *
 * @throws {RangeError} for NaN and the infinities, where `JSON.stringify` would silently say `null`.
 * @see RFC 8785 (JSON Canonicalization Scheme); number formatting is ECMAScript's, as the RFC asks.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`${value} cannot be said in JSON.`);
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return canonicalJson((value as { toJSON(): unknown }).toJSON());
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
