import { type Document, locate, open, toJson, valueOfDocument } from "@wopr/config-files";
import { sha256Hex } from "@wopr/kernel/node";
import type { Db } from "../../../db/db.ts";
import type { Content } from "../domain/effective.ts";
import { type LayerId, layerName } from "../domain/layers.ts";
import type { JsonMap, ReadLayer } from "../domain/merge.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import { createRevisionStore } from "../store/revisions.ts";
import type { ChangeSet, LayerText, StoredLayer } from "../store/types.ts";

/** What a revision says, with its bytes. */
export interface Loaded extends Content {
  readonly revision: number;
  readonly schemaText: string;
  readonly schemaSha256: string;
  readonly texts: readonly StoredLayer[];
  /** Hash over schema and layers. */
  readonly sha256: string;
}

/** Something wrong with a settings document. */
export interface ConfigProblem {
  readonly code: string;
  readonly layer: string | null;
  readonly path: readonly (string | number)[];
  readonly line: number;
  readonly column: number;
  readonly otherLine: number | null;
  readonly text: string;
  readonly fix: string | null;
  readonly contexts: readonly string[];
}

/** A problem without a place. */
export const problemOf = (
  code: string,
  layer: string | null,
  text: string,
  more: Partial<ConfigProblem> = {},
): ConfigProblem => ({
  code,
  layer,
  path: [],
  line: 0,
  column: 0,
  otherLine: null,
  text,
  fix: null,
  contexts: [],
  ...more,
});

const encoder = new TextEncoder();

/** Reads the text of a layer by the strict rules of the service. */
export function readText(text: string): ReturnType<typeof open> {
  return open(encoder.encode(text), "layer.yaml", { dialect: "core12", policy: "strict" });
}

/** The document a layer says; an empty one for an empty text. */
export const documentOf = (doc: Document): JsonMap => (toJson(valueOfDocument(doc)) ?? {}) as JsonMap;

/** Where a path stands in the text of a layer; the nearest thing above it when it is not there itself. */
export function placeIn(
  text: string,
  path: readonly (string | number)[],
): { readonly line: number; readonly column: number } {
  const read = readText(text);
  if (!read.ok) return { line: 0, column: 0 };
  for (let length = path.length; length > 0; length -= 1) {
    const found = locate(read.value, path.slice(0, length));
    if (found.ok) return { line: found.value.line, column: found.value.column };
  }
  return { line: 1, column: 1 };
}

/** Hash over schema and layers: equal content has equal hashes, whatever its number. */
export const contentHash = (schemaSha256: string, layers: readonly (LayerId & { readonly sha256: string })[]): string =>
  sha256Hex(
    JSON.stringify([
      schemaSha256,
      ...layers.map((layer) => [layerName(layer), layer.sha256]).sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1)),
    ]),
  );

/** What published revisions say, kept for those that are asked again. */
export interface Contents {
  /** @param revision 0 is empty. */
  at(namespace: string, revision: number, db?: Db): Promise<Loaded>;
  /** Puts changes over a revision. Layers that cannot be read are problems, and are left out of the content. */
  withChanges(
    base: Loaded,
    changes: ChangeSet,
  ): { readonly content: Loaded; readonly problems: readonly ConfigProblem[] };
  /** Tags may have other priorities now. */
  forgetTags(): void;
}

const MOST_KEPT = 200;
const EMPTY_SCHEMA = "{}";

/** Reads contents through a small cache. */
export function createContents(db: Db): Contents {
  const kept = new Map<string, Loaded>();
  const documents = new Map<string, JsonMap>();

  function parsed(layer: StoredLayer): JsonMap {
    const before = documents.get(layer.sha256);
    if (before) return before;
    const read = readText(layer.text);
    const document = read.ok ? documentOf(read.value) : {};
    if (documents.size >= MOST_KEPT * 5) documents.clear();
    documents.set(layer.sha256, document);
    return document;
  }

  async function priorities(from: Db) {
    const tags = new Map((await createNamespaceStore(from).tags()).map(({ name, priority }) => [name, priority]));
    return (tag: string) => tags.get(tag) ?? 100;
  }

  return {
    async at(namespace, revision, from = db) {
      const key = `${namespace} ${revision}`;
      const before = kept.get(key);
      if (before) return before;
      const store = createRevisionStore(from);
      const priority = await priorities(from);
      const row = revision === 0 ? undefined : await store.find(namespace, revision);
      const texts = revision === 0 ? [] : await store.layersAt(namespace, revision);
      const schemaText = (row && (await store.blob(row.schemaSha256))) ?? EMPTY_SCHEMA;
      const schemaSha256 = sha256Hex(schemaText);
      const loaded: Loaded = {
        revision,
        schemaText,
        schemaSha256,
        schema: schemaOf(schemaText) ?? {},
        texts,
        layers: texts.map((layer): ReadLayer => ({ kind: layer.kind, key: layer.key, document: parsed(layer) })),
        priority,
        sha256: contentHash(schemaSha256, texts),
      };
      if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? "");
      if (row || revision === 0) kept.set(key, loaded);
      return loaded;
    },

    withChanges(base, changes) {
      const problems: ConfigProblem[] = [];
      const changed = new Map(changes.layers.map((layer) => [layerName(layer), layer]));
      const texts: StoredLayer[] = base.texts.filter((layer) => !changed.has(layerName(layer)));
      for (const layer of changed.values()) {
        if (layer.text === null) continue;
        const problem = problemIn(layer);
        if (problem) problems.push(problem);
        else
          texts.push({
            kind: layer.kind,
            key: layer.key,
            sha256: sha256Hex(layer.text),
            text: layer.text,
            revision: base.revision,
          });
      }
      const schemaText = changes.schema ?? base.schemaText;
      const schema = schemaOf(schemaText);
      if (!schema) problems.push(problemOf("bad_schema", null, "The schema is no JSON object."));
      const schemaSha256 = sha256Hex(schemaText);
      const content: Loaded = {
        ...base,
        schemaText,
        schemaSha256,
        schema: schema ?? base.schema,
        texts,
        layers: texts.map((layer) => ({ kind: layer.kind, key: layer.key, document: parsed(layer) })),
        sha256: contentHash(schemaSha256, texts),
      };
      return { content, problems };
    },

    forgetTags: () => kept.clear(),
  };
}

/** A schema as an object; `undefined` for what is none. */
function schemaOf(text: string): JsonMap | undefined {
  try {
    const schema: unknown = JSON.parse(text);
    return typeof schema === "object" && schema !== null && !Array.isArray(schema) ? (schema as JsonMap) : undefined;
  } catch {
    return undefined;
  }
}

function problemIn(layer: LayerText): ConfigProblem | undefined {
  const read = readText(layer.text ?? "");
  if (read.ok) return undefined;
  const { line, column, other, text, hint, code } = read.problem;
  return problemOf(code === "too_large" ? "too_large" : "invalid_yaml", layerName(layer), text, {
    line,
    column,
    otherLine: other?.line ?? null,
    fix: hint ?? null,
  });
}
