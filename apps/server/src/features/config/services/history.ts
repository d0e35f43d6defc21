import { diffLines, linesOf } from "@wopr/config-files";
import type { Db } from "../../../db/db.ts";
import { effectiveFor } from "../domain/effective.ts";
import { type Context, type LayerId, layerName } from "../domain/layers.ts";
import { ConfigErrors } from "../errors.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import { createRevisionStore } from "../store/revisions.ts";
import type { ChangeSet, Revision } from "../store/types.ts";
import { type ConfigProblem, type Contents, type Loaded, placeIn, problemOf } from "./contents.ts";
import { changesOf, type LeafChange } from "./validation.ts";

/** A revision with the layers it changed. */
export interface RevisionView {
  readonly revision: Revision;
  readonly layers: readonly (LayerId & { readonly removed: boolean })[];
}

/** Where each leaf of an effective document comes from. */
export interface EffectiveView {
  readonly document: Readonly<Record<string, unknown>>;
  readonly provenance: readonly {
    readonly path: readonly string[];
    readonly layer: string;
    readonly revision: number;
    readonly line: number;
  }[];
  readonly conflicts: readonly ConfigProblem[];
}

/** What was published, and what it leads to. */
export interface History {
  list(namespace: string, limit: number, before: number | undefined): Promise<readonly RevisionView[]>;
  /** @throws {AppError} `config.unknown_revision` */
  read(namespace: string, revision: number): Promise<RevisionView>;
  /** @throws {AppError} `config.unknown_layer` */
  layer(namespace: string, revision: number, layer: LayerId): Promise<string>;
  diff(
    namespace: string,
    a: number,
    b: number,
  ): Promise<{
    readonly changes: readonly LeafChange[];
    readonly texts: readonly {
      readonly layer: string;
      readonly before: string | null;
      readonly after: string | null;
    }[];
  }>;
  blame(
    namespace: string,
    layer: LayerId,
  ): Promise<
    readonly {
      readonly line: number;
      readonly revision: number;
      readonly author: string;
      readonly at: Date;
      readonly text: string;
    }[]
  >;
  effective(
    namespace: string,
    revision: number | undefined,
    context: Context,
    changes?: ChangeSet,
  ): Promise<EffectiveView>;
}

/** The only implementation. */
export function createHistory({ db, contents }: { readonly db: Db; readonly contents: Contents }): History {
  const revisions = createRevisionStore(db);

  async function demandNamespace(name: string) {
    const found = await createNamespaceStore(db).find(name);
    if (!found) throw ConfigErrors.unknown_namespace({ namespace: name });
    return found;
  }
  async function demandContent(name: string, revision: number): Promise<Loaded> {
    await demandNamespace(name);
    if (revision !== 0 && !(await revisions.find(name, revision)))
      throw ConfigErrors.unknown_revision({ namespace: name, revision });
    return contents.at(name, revision);
  }
  async function views(name: string, list: readonly Revision[]): Promise<readonly RevisionView[]> {
    const changed = await revisions.changedIn(
      name,
      list.map(({ revision }) => revision),
    );
    return list.map((revision) => ({
      revision,
      layers: changed.filter((layer) => layer.revision === revision.revision),
    }));
  }

  return {
    async list(name, limit, before) {
      await demandNamespace(name);
      return views(name, await revisions.list(name, limit, before));
    },
    async read(name, number) {
      const found = await revisions.find(name, number);
      if (!found) throw ConfigErrors.unknown_revision({ namespace: name, revision: number });
      const [view] = await views(name, [found]);
      return view ?? { revision: found, layers: [] };
    },
    async layer(name, number, layer) {
      const content = await demandContent(name, number);
      const found = content.texts.find((one) => layerName(one) === layerName(layer));
      if (!found) throw ConfigErrors.unknown_layer({ layer: layerName(layer), revision: number });
      return found.text;
    },
    async diff(name, a, b) {
      const [from, to] = [await demandContent(name, a), await demandContent(name, b)];
      const names = [...new Set([...from.texts, ...to.texts].map(layerName))];
      const textIn = (content: Loaded, layer: string) =>
        content.texts.find((one) => layerName(one) === layer)?.text ?? null;
      const texts = names
        .map((layer) => ({ layer, before: textIn(from, layer), after: textIn(to, layer) }))
        .filter(({ before, after }) => before !== after);
      const schema =
        from.schemaText === to.schemaText ? [] : [{ layer: "schema", before: from.schemaText, after: to.schemaText }];
      return { changes: changesOf(from, to), texts: [...texts, ...schema] };
    },
    async blame(name, layer) {
      await demandNamespace(name);
      const versions = await revisions.versionsOf(name, layer);
      return blameLines(versions);
    },
    async effective(name, number, context, changes) {
      const { headRevision } = await demandNamespace(name);
      const base = await demandContent(name, number ?? headRevision);
      const { content, problems } = changes ? contents.withChanges(base, changes) : { content: base, problems: [] };
      const effective = effectiveFor(content, context);
      const byName = new Map(content.texts.map((layer) => [layerName(layer), layer]));
      const provenance = [...effective.sources].map(([key, layer]) => {
        const path = JSON.parse(key) as string[];
        const from = byName.get(layer);
        return { path, layer, revision: from?.revision ?? 0, line: from ? placeIn(from.text, path).line : 0 };
      });
      const conflicts = effective.conflicts.map(({ path, tags }) =>
        problemOf(
          "tag_conflict",
          `tag:${tags[0]}`,
          `The tags ${tags.join(" and ")} want different values at ${path.join(".")}.`,
          { path },
        ),
      );
      return { document: effective.document, provenance, conflicts: [...problems, ...conflicts] };
    },
  };
}

/** Walks from the newest version back; a line belongs to the oldest version it stands in unchanged. */
function blameLines(
  versions: readonly {
    readonly revision: number;
    readonly text: string | null;
    readonly author: string;
    readonly at: Date;
  }[],
) {
  const [newest] = versions;
  if (!newest || newest.text === null) return [];
  const lines = linesOf(newest.text);
  const owner = lines.map(() => newest);
  let place: (number | null)[] = lines.map((_, i) => i);
  let current = lines;
  for (const older of versions.slice(1)) {
    const before = linesOf(older.text ?? "");
    const kept = new Map<number, number>();
    let a = 0;
    let b = 0;
    for (const change of [
      ...diffLines(before, current),
      { aFrom: before.length, aTo: before.length, bFrom: current.length, bTo: current.length },
    ]) {
      while (a < change.aFrom && b < change.bFrom) {
        kept.set(b, a);
        a += 1;
        b += 1;
      }
      a = change.aTo;
      b = change.bTo;
    }
    place = place.map((at, i) => {
      const was = at === null ? undefined : kept.get(at);
      if (was !== undefined) owner[i] = older;
      return was ?? null;
    });
    current = before;
    if (older.text === null || place.every((at) => at === null)) break;
  }
  return lines.map((text, i) => ({
    line: i + 1,
    text,
    revision: owner[i]?.revision ?? 0,
    author: owner[i]?.author ?? "",
    at: owner[i]?.at ?? newest.at,
  }));
}
