import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { describe, partAt, type SchemaPart } from "./schema-help.ts";

/** Keys above a line by their indentation; the line's own key last. Reads also what is not finished yet. */
export function pathAtLine(text: string, line: number): readonly string[] {
  const lines = text.split("\n").slice(0, line);
  const own = lines.at(-1) ?? "";
  return [...keysAbove(lines.slice(0, -1), indentOf(own)), ...keyOf(own)];
}

/** Keys that a line with this indentation lies in. */
export function keysAbove(lines: readonly string[], indent: number): readonly string[] {
  const path: string[] = [];
  let limit = indent;
  for (let i = lines.length - 1; i >= 0 && limit > 0; i -= 1) {
    const line = lines[i] ?? "";
    const [key] = keyOf(line);
    const depth = indentOf(line);
    if (key === undefined || depth >= limit) continue;
    path.unshift(key);
    limit = depth;
  }
  return path;
}

const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

function keyOf(line: string): readonly string[] {
  const found = /^\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#'"{[-][^:#]*?))\s*:(?:\s|$)/.exec(line);
  const key = found?.[1] ?? found?.[2] ?? found?.[3];
  return key === undefined ? [] : [key];
}

/** Keys and values the schema knows, where the cursor is. */
export function completionsAt(context: CompletionContext, schema: SchemaPart): CompletionResult | null {
  const { state, pos, explicit } = context;
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const above = state.doc.sliceString(0, line.from).split("\n").slice(0, -1);
  const value = /^(\s*)([^\s:#]+):\s+(\S*)$/.exec(before);
  if (value) {
    const part = partAt(schema, [...keysAbove(above, value[1]?.length ?? 0), value[2] ?? ""]);
    const options = part?.enum?.map(String) ?? (part?.type === "boolean" ? ["true", "false"] : []);
    return options.length === 0
      ? null
      : { from: pos - (value[3]?.length ?? 0), options: options.map((label) => ({ label, type: "enum" })) };
  }
  const key = /^(\s*)([A-Za-z0-9_-]*)$/.exec(before);
  if (!key || (key[2] === "" && !explicit)) return null;
  const properties = partAt(schema, keysAbove(above, key[1]?.length ?? 0))?.properties ?? {};
  const options = Object.entries(properties).map(([label, part]) => ({
    label,
    type: "property",
    apply: part.properties || part.type === "object" ? `${label}:\n${key[1]}  ` : `${label}: `,
    info: describe(part),
  }));
  return options.length === 0 ? null : { from: pos - (key[2]?.length ?? 0), options };
}
