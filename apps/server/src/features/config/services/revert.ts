import { locate, type Op, plan, toJson } from "@wopr/config-files";
import type { Db } from "../../../db/db.ts";
import { layerName, parseLayerName } from "../domain/layers.ts";
import { ConfigErrors } from "../errors.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import type { LayerText } from "../store/types.ts";
import { type Contents, readText } from "./contents.ts";
import { changedLayers, type Published, type PublishedBy, type Publishing } from "./publishing.ts";

/** Goes back to an older revision as a new one. */
export interface Reverting {
  /**
   * @param paths Leaves to restore; absent: everything.
   * @throws {AppError} `config.unknown_revision`, `config.nothing_to_publish`, `config.bad_revision`
   */
  revert(
    namespace: string,
    to: number,
    how: {
      readonly paths: readonly { readonly layer: string; readonly path: readonly (string | number)[] }[] | undefined;
      readonly reason: string;
      readonly harmful: boolean;
      readonly force: boolean;
    },
    by: PublishedBy,
  ): Promise<Published>;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The only implementation. */
export function createReverting({
  db,
  contents,
  publishing,
}: {
  readonly db: Db;
  readonly contents: Contents;
  readonly publishing: Publishing;
}): Reverting {
  return {
    async revert(name, to, { paths, reason, harmful, force }, by) {
      const namespace = await createNamespaceStore(db).find(name);
      if (!namespace) throw ConfigErrors.unknown_namespace({ namespace: name });
      const { headRevision } = namespace;
      if (harmful) {
        const gone = await publishing.goBack(
          name,
          headRevision,
          { sign: "person", text: `${by.name}: ${reason}`, consumer: null, evidence: null },
          by,
        );
        if (!gone) throw ConfigErrors.nothing_to_go_back_to({ namespace: name });
        return gone;
      }
      if (to > headRevision) throw ConfigErrors.unknown_revision({ namespace: name, revision: to });
      const [now, old] = [await contents.at(name, headRevision), await contents.at(name, to)];
      const how = { base: headRevision, message: reason, force, reverts: headRevision };
      if (!paths) {
        const schema = old.schemaText === now.schemaText || to === 0 ? null : old.schemaText;
        return publishing.publish(name, { layers: changedLayers(now, old), schema }, how, by);
      }
      const layers: LayerText[] = [];
      for (const layerId of new Set(paths.map(({ layer }) => layer))) {
        const id = parseLayerName(layerId);
        if (!id) throw ConfigErrors.unknown_layer({ layer: layerId, revision: to });
        const textAt = (from: typeof now) => from.texts.find((one) => layerName(one) === layerId)?.text ?? "";
        const [target, source] = [readText(textAt(now)), readText(textAt(old))];
        if (!target.ok || !source.ok) throw ConfigErrors.unknown_layer({ layer: layerId, revision: to });
        const ops = paths
          .filter(({ layer }) => layer === layerId)
          .map(({ path }): Op => {
            const found = locate(source.value, path);
            return found.ok ? { op: "set", path, value: found.value.value, create: true } : { op: "remove", path };
          });
        const planned = plan(target.value, ops);
        if (!planned.ok) throw ConfigErrors.cannot_edit({ problem: planned.problem.text });
        layers.push({ ...id, text: decoder.decode(planned.value.after) });
      }
      return publishing.publish(name, { layers, schema: null }, how, by);
    },
  };
}

/** A value of a text at a path, as JSON; `undefined` where there is none. */
export function valueAt(text: string, path: readonly (string | number)[]): unknown {
  const read = readText(text);
  const found = read.ok ? locate(read.value, path) : undefined;
  return found?.ok ? toJson(found.value.value) : undefined;
}
