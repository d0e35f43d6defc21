import type { LayerWire } from "@wopr/contracts";

/** A layer as the editor holds it; the default layer has an empty key. */
export type LayerId = Pick<LayerWire, "kind" | "key">;

/** `device:pi-1`, `default`. */
export const nameOf = ({ kind, key }: LayerId): string => (kind === "default" ? "default" : `${kind}:${key}`);

/** The inverse of {@link nameOf}. */
export function idOf(name: string): LayerId {
  const at = name.indexOf(":");
  return at < 0
    ? { kind: "default", key: "" }
    : { kind: name.slice(0, at) as LayerId["kind"], key: name.slice(at + 1) };
}

/** Texts of layers by their names. */
export type Texts = ReadonlyMap<string, string>;

/** Layers of an export of one namespace, and its schema. */
export function textsFrom(files: readonly { readonly path: string; readonly text: string }[]): {
  readonly texts: Texts;
  readonly schema: string;
} {
  const texts = new Map<string, string>([["default", ""]]);
  let schema = "{}";
  for (const { path, text } of files) {
    const file = path.split("/").at(-1) ?? "";
    if (file === "schema.json") schema = text;
    const [, kind, key] = /^(?:(default)|((?:environment|site|tag|device)\..+))\.yaml$/.exec(file) ?? [];
    if (kind !== undefined) texts.set("default", text);
    else if (key !== undefined) texts.set(key.replace(".", ":"), text);
  }
  return { texts, schema };
}

/** What differs from what is published; a layer that was emptied is removed. */
export function changedLayers(published: Texts, now: Texts): readonly LayerWire[] {
  const out: LayerWire[] = [];
  for (const [name, text] of now) {
    const before = published.get(name) ?? "";
    if (before === text) continue;
    out.push({ ...idOf(name), text: text === "" && name !== "default" ? null : text });
  }
  return out;
}

const ORDER = ["default", "environment", "site", "tag", "device"];

/** Weakest first. */
export const inOrder = (names: readonly string[]): readonly string[] =>
  [...names].sort((a, b) => ORDER.indexOf(idOf(a).kind) - ORDER.indexOf(idOf(b).kind) || a.localeCompare(b));
