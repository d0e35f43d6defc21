import { merge3, toJson } from "@wopr/config-files";
import { layerName } from "../domain/layers.ts";
import type { ChangeSet, LayerText } from "../store/types.ts";
import { type Contents, type Loaded, readText } from "./contents.ts";

/** Changes joined with what was published since their base. */
export interface Joined {
  readonly layers: readonly LayerText[];
  readonly conflicts: readonly {
    readonly layer: string;
    readonly path: readonly (string | number)[];
    readonly base: unknown;
    readonly ours: unknown;
    readonly theirs: unknown;
  }[];
}

/** Three-way merge by leaf, layer by layer. Where both changed a value, theirs stands and the conflict is told. */
export async function joinWith(
  contents: Contents,
  name: string,
  base: number,
  head: number,
  changes: ChangeSet,
): Promise<Joined> {
  const [from, now] = [await contents.at(name, base), await contents.at(name, head)];
  const textOf = (content: Loaded, layer: LayerText) =>
    content.texts.find((one) => layerName(one) === layerName(layer))?.text ?? "";
  const layers: LayerText[] = [];
  const conflicts: Joined["conflicts"][number][] = [];
  for (const layer of changes.layers) {
    const [was, is] = [textOf(from, layer), textOf(now, layer)];
    if (was === is || layer.text === null) {
      layers.push(layer);
      continue;
    }
    const [b, o, t] = [was, layer.text, is].map(readText);
    const merged = b?.ok && o?.ok && t?.ok ? merge3(b.value, o.value, t.value) : undefined;
    if (!merged?.ok) {
      conflicts.push({ layer: layerName(layer), path: [], base: was, ours: layer.text, theirs: is });
      layers.push(layer);
      continue;
    }
    layers.push({ ...layer, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(merged.value.bytes) });
    for (const { path, base: old, ours, theirs } of merged.value.conflicts) {
      const json = (value: typeof old) => (value === undefined ? null : toJson(value));
      conflicts.push({
        layer: layerName(layer),
        path: path as (string | number)[],
        base: json(old),
        ours: json(ours),
        theirs: json(theirs),
      });
    }
  }
  return { layers, conflicts };
}
