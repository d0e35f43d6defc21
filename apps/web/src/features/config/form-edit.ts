import { fromJson, locate, open, type Path, plan, toJson } from "@wopr/config-files";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const read = (text: string) => open(encoder.encode(text), "layer.yaml", { dialect: "core12", policy: "strict" });

/** The value a layer itself sets at a path; `undefined` where it sets none or cannot be read. */
export function ownValue(text: string, path: Path): unknown {
  const doc = read(text);
  const found = doc.ok ? locate(doc.value, path) : undefined;
  return found?.ok ? toJson(found.value.value) : undefined;
}

/** The text after a form edit: the bytes of that value and no others. A sentence where it is refused. */
export function setInText(
  text: string,
  path: Path,
  value: unknown,
): { readonly text: string } | { readonly why: string } {
  const doc = read(text);
  if (!doc.ok) return { why: `Line ${doc.problem.line}: ${doc.problem.text}` };
  const op =
    value === undefined
      ? ({ op: "remove", path } as const)
      : ({ op: "set", path, value: fromJson(value), create: true } as const);
  const planned = plan(doc.value, [op]);
  return planned.ok ? { text: decoder.decode(planned.value.after) } : { why: planned.problem.text };
}

/** Where a path stands in a text, as offsets; `undefined` where it does not. */
export function rangeOf(text: string, path: Path): { readonly from: number; readonly to: number } | undefined {
  const doc = read(text);
  const found = doc.ok ? locate(doc.value, path) : undefined;
  return found?.ok
    ? { from: Math.max(found.value.textRange.start, 0), to: Math.max(found.value.textRange.end, 0) }
    : undefined;
}
