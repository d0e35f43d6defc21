/** Segments of a dotted key of the first service; `\.` is a dot within a segment. */
export const splitKey = (key: string): readonly string[] =>
  key.split(/(?<!\\)\./).map((segment) => segment.replaceAll("\\.", "."));

/** The inverse of {@link splitKey}. */
export const joinKey = (path: readonly (string | number)[]): string =>
  path.map((segment) => String(segment).replaceAll(".", "\\.")).join(".");

/** Type word of the first service. */
export function valueType(value: unknown): "string" | "integer" | "float" | "boolean" | "list" | "dict" {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "float";
  if (Array.isArray(value)) return "list";
  return typeof value === "object" && value !== null ? "dict" : "string";
}
