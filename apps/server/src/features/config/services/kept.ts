import { fromJson, type Op, plan } from "@wopr/config-files";
import { AppError } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import { joinKey, splitKey, valueType } from "../domain/dotted.ts";
import { effectiveFor } from "../domain/effective.ts";
import { type LayerId, layerName, NOWHERE } from "../domain/layers.ts";
import { isMap, isSection, type JsonMap, leavesOf } from "../domain/merge.ts";
import { schemaAt } from "../domain/schema.ts";
import { ConfigErrors } from "../errors.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import { createRevisionStore } from "../store/revisions.ts";
import { type Contents, documentOf, readText } from "./contents.ts";
import type { PublishedBy, Publishing } from "./publishing.ts";
import { valueAt } from "./revert.ts";

/** What the first configuration service did, on our revisions. Keys are dotted; `\.` is a dot within a segment. */
export interface KeptService {
  /** @throws {AppError} `config.unknown_key` */
  get(
    key: string,
    environment: string | null,
  ): Promise<{
    readonly value: unknown;
    readonly type: ReturnType<typeof valueType>;
    readonly description: string | null;
  }>;
  getMany(keys: readonly string[], environment: string | null): Promise<Readonly<Record<string, unknown>>>;
  /** @throws {AppError} `config.unknown_key` when nothing is there. */
  section(prefix: string, environment: string | null): Promise<JsonMap>;
  all(environment: string | null): Promise<JsonMap>;
  /** Publishes one key; the last write wins. @returns The revision. */
  set(
    key: string,
    environment: string | null,
    value: unknown,
    note: { readonly description: string | null; readonly updatedBy: string | null },
    by: PublishedBy,
  ): Promise<number>;
  /** @throws {AppError} `config.unknown_key` */
  remove(key: string, environment: string | null, by: PublishedBy): Promise<number>;
  history(
    key: string,
    environment: string | null,
  ): Promise<
    readonly {
      readonly old: unknown;
      readonly new: unknown;
      readonly author: string;
      readonly at: Date;
      readonly revision: number;
    }[]
  >;
  /** @returns How many values it set. */
  importYaml(text: string, environment: string | null, by: PublishedBy): Promise<number>;
  exportYaml(environment: string | null): Promise<string>;
}

const FALLBACK = "wopr";
const TRIES = 5;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const isConflict = (failure: unknown) => failure instanceof AppError && failure.code === "config.revision_conflict";

/** The only implementation. */
export function createKeptService({
  db,
  contents,
  publishing,
}: {
  readonly db: Db;
  readonly contents: Contents;
  readonly publishing: Publishing;
}): KeptService {
  const layerFor = (environment: string | null): LayerId =>
    environment === null ? { kind: "default", key: "" } : { kind: "environment", key: environment };

  /** The first segment names a namespace if one exists, else the key belongs to `wopr`. */
  async function placeOf(key: string): Promise<{ readonly namespace: string; readonly path: readonly string[] }> {
    const path = splitKey(key);
    const [first = ""] = path;
    const isNamed = /^[a-z][a-z0-9_-]{0,62}$/.test(first) && (await createNamespaceStore(db).find(first)) !== undefined;
    return isNamed ? { namespace: first, path: path.slice(1) } : { namespace: FALLBACK, path };
  }

  async function documentAt(namespace: string, environment: string | null) {
    const found = await createNamespaceStore(db).find(namespace);
    if (!found || found.archivedAt) return undefined;
    const content = await contents.at(namespace, found.stableRevision);
    return { content, document: effectiveFor(content, { ...NOWHERE, environment }).document };
  }

  async function lookUp(key: string, environment: string | null) {
    const { namespace, path } = await placeOf(key);
    const found = await documentAt(namespace, environment);
    if (!found) return undefined;
    const value = path.reduce<unknown>(
      (at, step) => (isMap(at) && Object.hasOwn(at, step) ? at[step] : undefined),
      found.document,
    );
    if (value === undefined) return undefined;
    const text = schemaAt(found.content.schema, path)?.["description"];
    return { value, description: typeof text === "string" ? text : null };
  }

  async function edit(
    key: string,
    environment: string | null,
    ops: (path: readonly string[]) => readonly Op[],
    message: string,
    note: string | null,
    by: PublishedBy,
  ): Promise<number> {
    const { namespace, path } = await placeOf(key);
    for (let tries = 1; ; tries += 1) {
      const found = await createNamespaceStore(db).find(namespace);
      if (!found) throw ConfigErrors.unknown_namespace({ namespace });
      const layer = layerFor(environment);
      const content = await contents.at(namespace, found.headRevision);
      const text = content.texts.find((one) => layerName(one) === layerName(layer))?.text ?? "";
      const read = readText(text);
      if (!read.ok) throw ConfigErrors.cannot_edit({ problem: read.problem.text });
      const planned = plan(read.value, ops(path));
      if (!planned.ok && planned.problem.code === "path_missing") throw ConfigErrors.unknown_key({ key });
      if (!planned.ok) throw ConfigErrors.cannot_edit({ problem: planned.problem.text });
      if (planned.value.splices.length === 0) return found.headRevision;
      try {
        const layers = [{ ...layer, text: decoder.decode(planned.value.after) }];
        const published = await publishing.publish(
          namespace,
          { layers, schema: null },
          { base: found.headRevision, message, note },
          by,
        );
        return published.revision;
      } catch (failure) {
        if (!isConflict(failure) || tries >= TRIES) throw failure;
      }
    }
  }

  async function everything(environment: string | null): Promise<JsonMap> {
    const out: Record<string, unknown> = {};
    for (const { name, archivedAt } of await createNamespaceStore(db).list()) {
      if (archivedAt) continue;
      const found = await documentAt(name, environment);
      if (!found || Object.keys(found.document).length === 0) continue;
      if (name === FALLBACK) Object.assign(out, { ...found.document, ...out });
      else out[name] = found.document;
    }
    return out;
  }

  return {
    async get(key, environment) {
      const found = await lookUp(key, environment);
      if (!found) throw ConfigErrors.unknown_key({ key });
      return { ...found, type: valueType(found.value) };
    },
    async getMany(keys, environment) {
      const out: Record<string, unknown> = {};
      for (const key of keys) {
        const found = await lookUp(key, environment);
        if (found) out[key] = found.value;
      }
      return out;
    },
    async section(prefix, environment) {
      const found = await lookUp(prefix, environment);
      if (!found || !isSection(found.value) || Object.keys(found.value).length === 0)
        throw ConfigErrors.unknown_key({ key: prefix });
      return found.value;
    },
    all: everything,

    set: (key, environment, value, { description, updatedBy }, by) =>
      edit(
        key,
        environment,
        (path) => [{ op: "set", path, value: fromJson(value), create: true }],
        description && description.length >= 3 ? description : `via PUT ${key}`,
        updatedBy,
        by,
      ),
    remove: (key, environment, by) =>
      edit(key, environment, (path) => [{ op: "remove", path }], `via DELETE ${key}`, null, by),

    async history(key, environment) {
      const { namespace, path } = await placeOf(key);
      const versions = await createRevisionStore(db).versionsOf(namespace, layerFor(environment));
      const values = versions.map(({ text, ...version }) => ({
        ...version,
        value: text === null ? undefined : valueAt(text, path),
      }));
      return values.flatMap((version, i) => {
        const before = values[i + 1]?.value;
        if (JSON.stringify(before) === JSON.stringify(version.value)) return [];
        return [
          {
            old: before ?? null,
            new: version.value ?? null,
            author: version.author,
            at: version.at,
            revision: version.revision,
          },
        ];
      });
    },

    async importYaml(text, environment, by) {
      const read = readText(text);
      if (!read.ok)
        throw ConfigErrors.invalid_yaml({
          layer: "the file",
          line: read.problem.line,
          column: read.problem.column,
          problem: read.problem.text,
        });
      const document = documentOf(read.value);
      const known = new Set((await createNamespaceStore(db).list()).map(({ name }) => name));
      const parts = new Map<string, [string, unknown][]>();
      for (const [key, value] of Object.entries(document)) {
        const own = known.has(key) && isSection(value);
        const namespace = own ? key : FALLBACK;
        const values: [string, unknown][] = own
          ? Object.entries(value).map(([inner, item]) => [inner, item])
          : [[key, value]];
        parts.set(namespace, [...(parts.get(namespace) ?? []), ...values]);
      }
      let count = 0;
      for (const [namespace, values] of parts) {
        count += values.reduce((sum, [, value]) => sum + Math.max(leavesOf(value, ["x"]).length, 1), 0);
        const ops = values.map(
          ([key, value]): Op => ({ op: "set", path: [key], value: fromJson(value), create: true }),
        );
        await edit(
          joinKey([namespace]),
          environment,
          (path) =>
            ops.map((op) => ({ ...op, path: [...path, ...(op as { path: readonly string[] }).path] })) as readonly Op[],
          "Imported a YAML file",
          null,
          by,
        );
      }
      return count;
    },

    async exportYaml(environment) {
      const document = await everything(environment);
      const empty = readText("");
      const planned = empty.ok
        ? plan(
            empty.value,
            Object.entries(document).map(([key, value]): Op => ({ op: "add", path: [key], value: fromJson(value) })),
          )
        : undefined;
      return planned?.ok ? decoder.decode(planned.value.after) : "";
    },
  };
}
