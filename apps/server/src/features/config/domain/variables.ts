import type { Context } from "./layers.ts";
import { isMap, type JsonMap } from "./merge.ts";

/** A variable that is not known. */
export interface UnknownVariable {
  readonly path: readonly (string | number)[];
  readonly name: string;
}

const PATTERN = /\{\{\{\{|\{\{\s*([^{}]*?)\s*\}\}/g;

/** Whether any text of a document has variables. */
export const usesVariables = (text: string): boolean => text.includes("{{");

/** Fills `{{device.name}}` and its like; `{{{{` is a literal `{{`. */
export function fillVariables(
  document: JsonMap,
  context: Context,
): { readonly document: JsonMap; readonly unknown: readonly UnknownVariable[] } {
  const unknown: UnknownVariable[] = [];
  const fill = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof value === "string")
      return value.includes("{{")
        ? value.replace(PATTERN, (whole, name: string | undefined) => {
            if (name === undefined) return "{{";
            const known = lookUp(name, context);
            if (known === undefined) unknown.push({ path, name });
            return known ?? whole;
          })
        : value;
    if (Array.isArray(value)) return value.map((item, i) => fill(item, [...path, i]));
    if (!isMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]));
  };
  return { document: fill(document, []) as JsonMap, unknown };
}

/** A context without a device or site fills their variables with nothing: the layer is checked for those who have one. */
function lookUp(name: string, context: Context): string | undefined {
  switch (name) {
    case "device.name":
    case "device.id":
      return context.device ?? "";
    case "site.slug":
      return context.site ?? "";
    case "site.timezone":
      return context.facts["timezone"] ?? "";
    case "environment":
      return context.environment ?? "";
    default: {
      const fact = /^device\.facts\.([A-Za-z0-9_-]+)$/.exec(name)?.[1];
      return fact === undefined ? undefined : (context.facts[fact] ?? "");
    }
  }
}
