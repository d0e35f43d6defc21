import { fromJson, type Op, plan } from "@wopr/config-files";
import { PolicyWire } from "@wopr/contracts";
import type { Db } from "../../../db/db.ts";
import type { Caller } from "../../../http/caller.ts";
import { type LayerId, layerName } from "../domain/layers.ts";
import { DEFAULT_POLICY, definedOnly, type Policy } from "../domain/policy.ts";
import { ConfigErrors } from "../errors.ts";
import { createNamespaceStore } from "../store/namespaces.ts";
import type { LayerText } from "../store/types.ts";
import { type Contents, documentOf, readText } from "./contents.ts";
import type { Drafts, OpenDraft } from "./drafts.ts";
import type { Namespaces } from "./namespaces.ts";
import type { PublishedBy } from "./publishing.ts";

/** A file of the tree `config/<namespace>/…`. */
export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

/** Namespaces as a tree of files, byte for byte. */
export interface AsCode {
  export(namespace: string | undefined): Promise<readonly CodeFile[]>;
  /**
   * Makes one draft per namespace that differs; publishes nothing.
   *
   * @throws {AppError} `config.bad_path`, `config.unknown_namespace`, `config.invalid_yaml`
   */
  import(
    files: readonly CodeFile[],
    create: boolean,
    caller: Caller,
    by: PublishedBy,
  ): Promise<{ readonly drafts: readonly OpenDraft[]; readonly unchanged: readonly string[] }>;
}

const decoder = new TextDecoder();

/** The only implementation. */
export function createAsCode({
  db,
  contents,
  drafts,
  namespaces,
}: {
  readonly db: Db;
  readonly contents: Contents;
  readonly drafts: Drafts;
  readonly namespaces: Namespaces;
}): AsCode {
  return {
    async export(only) {
      const files: CodeFile[] = [];
      for (const { name, headRevision, policy, archivedAt } of await createNamespaceStore(db).list()) {
        if (archivedAt || (only !== undefined && name !== only)) continue;
        const content = await contents.at(name, headRevision);
        files.push(
          { path: `config/${name}/policy.yaml`, text: yamlOf(policy) },
          { path: `config/${name}/schema.json`, text: content.schemaText },
        );
        for (const layer of content.texts) files.push({ path: `config/${name}/${fileOf(layer)}`, text: layer.text });
      }
      return files.sort((a, b) => (a.path < b.path ? -1 : 1));
    },

    async import(files, create, caller, by) {
      const trees = new Map<string, { layers: LayerText[]; schema: string | null; policy: Partial<Policy> }>();
      for (const { path, text } of files) {
        const [, name, file] = /^(?:\.\/)?(?:config\/)?([a-z][a-z0-9_-]{0,62})\/([^/]+)$/.exec(path) ?? [];
        if (name === undefined || file === undefined) throw ConfigErrors.bad_path({ path });
        const tree = trees.get(name) ?? { layers: [], schema: null, policy: {} };
        if (file === "schema.json") tree.schema = text;
        else if (file === "policy.yaml") tree.policy = policyOf(text, path);
        else tree.layers.push({ ...layerOfFile(file, path), text });
        trees.set(name, tree);
      }
      const made: OpenDraft[] = [];
      const unchanged: string[] = [];
      for (const [name, tree] of trees) {
        const known = await createNamespaceStore(db).find(name);
        if (!known && !create) throw ConfigErrors.unknown_namespace({ namespace: name });
        if (!known)
          await namespaces.create(
            { name, title: name, description: "", policy: tree.policy, schema: "{}", text: "" },
            by,
          );
        else if (
          Object.keys(tree.policy).length > 0 &&
          yamlOf({ ...known.policy, ...tree.policy }) !== yamlOf(known.policy)
        )
          await namespaces.change(name, { policy: tree.policy }, by);
        const now = (await createNamespaceStore(db).find(name)) ?? known;
        const head = now?.headRevision ?? 0;
        const content = await contents.at(name, head);
        const textOf = (id: LayerId) => content.texts.find((one) => layerName(one) === layerName(id))?.text;
        const put = tree.layers.filter((layer) => textOf(layer) !== layer.text);
        const gone = content.texts.filter((one) => !tree.layers.some((layer) => layerName(layer) === layerName(one)));
        const layers = [...put, ...gone.map(({ kind, key }): LayerText => ({ kind, key, text: null }))];
        const schema = tree.schema !== null && tree.schema !== content.schemaText ? tree.schema : null;
        if (layers.length === 0 && schema === null) unchanged.push(name);
        else made.push(await drafts.create(name, { baseRevision: head, layers, schema, message: "" }, caller));
      }
      return { drafts: made, unchanged };
    },
  };
}

const fileOf = ({ kind, key }: LayerId): string => (kind === "default" ? "default.yaml" : `${kind}.${key}.yaml`);

function layerOfFile(file: string, path: string): LayerId {
  if (file === "default.yaml") return { kind: "default", key: "" };
  const [, kind, key] = /^(environment|site|tag|device)\.([A-Za-z0-9][A-Za-z0-9._-]{0,99})\.yaml$/.exec(file) ?? [];
  if (kind === undefined || key === undefined) throw ConfigErrors.bad_path({ path });
  return { kind: kind as LayerId["kind"], key };
}

/** A policy as YAML, always in the same order. */
function yamlOf(policy: Policy): string {
  const empty = readText("");
  const names = Object.keys(DEFAULT_POLICY) as (keyof Policy)[];
  const ops = names.map((name): Op => ({ op: "add", path: [name], value: fromJson(policy[name]) }));
  const planned = empty.ok ? plan(empty.value, ops) : undefined;
  return planned?.ok ? decoder.decode(planned.value.after) : "";
}

function policyOf(text: string, path: string): Partial<Policy> {
  const read = readText(text);
  if (!read.ok)
    throw ConfigErrors.invalid_yaml({
      layer: path,
      line: read.problem.line,
      column: read.problem.column,
      problem: read.problem.text,
    });
  const parsed = PolicyWire.partial().safeParse(documentOf(read.value));
  if (parsed.success) return definedOnly(parsed.data);
  const [first] = parsed.error.issues;
  throw ConfigErrors.invalid_yaml({
    layer: path,
    line: 1,
    column: 1,
    problem: `${first?.path.join(".")}: ${first?.message}`,
  });
}
