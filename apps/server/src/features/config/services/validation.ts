import { type Change, diffTree, open, showPath, toJson } from "@wopr/config-files";
import type { Clock } from "@wopr/kernel";
import { hashOfValue } from "@wopr/kernel/node";
import { type Effective, effectiveFor } from "../domain/effective.ts";
import { type ContextGroup, groupContexts } from "../domain/groups.ts";
import { contextText, type LayerId, layerName } from "../domain/layers.ts";
import { pathKey } from "../domain/merge.ts";
import { plainSecrets } from "../domain/plain-secrets.ts";
import { needsApproval, type Policy } from "../domain/policy.ts";
import { isCritical, rulesOf } from "../domain/schema.ts";
import { usesVariables } from "../domain/variables.ts";
import type { SchemaChecker } from "../schema-work/schema-checker.ts";
import type { ChangeSet, Consumer } from "../store/types.ts";
import { type ConfigProblem, type Contents, type Loaded, placeIn, problemOf } from "./contents.ts";
import type { SecretReader } from "./ports.ts";

/** A change of one leaf of one layer. */
export interface LeafChange extends Change {
  readonly layer: string;
  readonly critical: boolean;
}

/** What publishing would do. */
export interface Validation {
  readonly content: Loaded;
  readonly errors: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  readonly changes: readonly LeafChange[];
  readonly critical: boolean;
  readonly needsApproval: boolean;
  /** Ids of consumers whose document changes. */
  readonly affected: readonly Consumer[];
  readonly unchanged: readonly Consumer[];
  readonly wouldReject: readonly { readonly consumer: Consumer; readonly error: string }[];
  readonly contextsChecked: number;
  readonly tookMs: number;
}

/** Checks every effective document, not only the layers. */
export interface Validator {
  validate(
    namespace: { readonly name: string; readonly policy: Policy },
    base: Loaded,
    changes: ChangeSet,
    consumers: readonly Consumer[],
    isOnline: (id: string) => boolean,
  ): Promise<Validation>;
}

const OWN_LIMIT_MS = 5_000;
const CONSUMER_LIMIT_MS = 200;
const MOST_PROBLEMS = 200;

/** The only implementation. */
export function createValidator(deps: {
  readonly contents: Contents;
  readonly checker: SchemaChecker;
  readonly secrets: SecretReader;
  readonly clock: Clock;
}): Validator {
  const { contents, checker, secrets, clock } = deps;

  return {
    async validate(namespace, base, changes, consumers, isOnline) {
      const startedMs = clock.monotonicMs();
      const { content, problems } = contents.withChanges(base, changes);
      const errors: ConfigProblem[] = [...problems];
      const before = groupedDocuments(base, consumers);
      const groups = groupedDocuments(content, consumers);
      if (problems.length === 0) {
        errors.push(...mergeProblems(groups, content));
        errors.push(...(await schemaProblems(groups, content)));
        errors.push(...secretProblems(content, changes));
        errors.push(...(await unavailableSecrets(namespace.name, groups, consumers)));
      }
      const changed = changesOf(base, content);
      const critical = changed.some((change) => change.critical);
      const hashes = (list: readonly Grouped[]) =>
        new Map(list.flatMap(({ group, hash }) => group.members.map((id) => [id, hash] as const)));
      const [was, is] = [hashes(before), hashes(groups)];
      const affected = consumers.filter(({ id }) => was.get(id) !== is.get(id));
      const unchanged = consumers.filter(({ id }) => was.get(id) === is.get(id));
      const wouldReject =
        errors.length > 0
          ? []
          : await refusals(
              groups,
              affected.filter(({ id }) => isOnline(id)),
            );
      return {
        content,
        errors: errors.slice(0, MOST_PROBLEMS),
        warnings: yaml11Warnings(changes),
        changes: changed,
        critical,
        needsApproval: needsApproval(namespace.policy, critical),
        affected,
        unchanged,
        wouldReject,
        contextsChecked: groups.length,
        tookMs: clock.monotonicMs() - startedMs,
      };
    },
  };

  async function schemaProblems(groups: readonly Grouped[], content: Loaded): Promise<readonly ConfigProblem[]> {
    const rules = rulesOf(content.schema);
    if (typeof rules === "string") return [problemOf("bad_schema", null, rules)];
    const distinct = [...new Map(groups.map((one) => [one.hash, one])).values()];
    const answer = await checker.check(
      content.schemaText,
      rules,
      distinct.map(({ effective }) => effective.document),
      OWN_LIMIT_MS,
    );
    if ("badSchema" in answer) return [problemOf("bad_schema", null, answer.badSchema)];
    const found = new Map<string, ConfigProblem>();
    for (const [i, list] of answer.problems.entries()) {
      const one = distinct[i];
      if (!one) continue;
      const where = groups.filter(({ hash }) => hash === one.hash).flatMap(contextNames);
      for (const { path, text } of list) {
        const layer = layerOf(one.effective, path);
        const id = `${layer} ${JSON.stringify(path)} ${text}`;
        const known = found.get(id);
        const contexts = [...(known?.contexts ?? []), ...where].slice(0, 5);
        found.set(id, { ...(known ?? placed("invalid_document", layer, path, text, content)), contexts });
      }
    }
    return [...found.values()];
  }

  /** Schemas of consumers are not trusted: they are compiled in the thread, with a short limit each. */
  async function refusals(groups: readonly Grouped[], online: readonly Consumer[]) {
    const out: { consumer: Consumer; error: string }[] = [];
    const byId = new Map(groups.flatMap((one) => one.group.members.map((id) => [id, one] as const)));
    const known = new Map<string, string | null>();
    for (const consumer of online) {
      const group = byId.get(consumer.id);
      if (consumer.schema === null || !group) continue;
      const key = `${hashOfValue(consumer.schema)} ${group.hash}`;
      let error = known.get(key);
      if (error === undefined) {
        const answer = await checker.check(consumer.schema, [], [group.effective.document], CONSUMER_LIMIT_MS);
        const first = "badSchema" in answer ? undefined : answer.problems[0]?.[0];
        error =
          "badSchema" in answer
            ? `its schema cannot be used: ${answer.badSchema}`
            : first
              ? `${showPath(first.path) || "the document"} ${first.text}`
              : null;
        known.set(key, error);
      }
      if (error !== null) out.push({ consumer, error });
    }
    return out;
  }

  async function unavailableSecrets(
    namespace: string,
    groups: readonly Grouped[],
    consumers: readonly Consumer[],
  ): Promise<readonly ConfigProblem[]> {
    const out: ConfigProblem[] = [];
    const byId = new Map(consumers.map((consumer) => [consumer.id, consumer]));
    for (const { group, effective } of groups) {
      for (const name of effective.secrets) {
        const readers = group.members.length > 0 ? group.members.map((id) => byId.get(id)) : [undefined];
        for (const reader of readers) {
          const context = reader?.context ?? group.context;
          if (await secrets.canRead(name, namespace, context)) continue;
          const who = reader ? reader.name : contextText(context);
          out.push(
            problemOf("secret_unavailable", null, `The secret "${name}" is missing, or ${who} may not read it.`, {
              contexts: [who],
            }),
          );
          break;
        }
      }
    }
    return [...new Map(out.map((problem) => [problem.text, problem])).values()];
  }
}

/** A group with what it gets. */
export interface Grouped {
  readonly group: ContextGroup;
  readonly effective: Effective;
  readonly hash: string;
}

/** Every document that some consumer or layer leads to, merged once each. */
export function groupedDocuments(
  content: Loaded,
  consumers: readonly Pick<Consumer, "id" | "context">[],
): readonly Grouped[] {
  const byVariables = content.texts.some(({ text }) => usesVariables(text));
  return groupContexts(content.layers, consumers, byVariables).map((group) => {
    const effective = effectiveFor(content, group.context);
    return { group, effective, hash: hashOfValue(effective.document) };
  });
}

const contextNames = ({ group }: Grouped): readonly string[] => [contextText(group.context)];

/** Name of the layer that supplied a path, or the nearest one above it. */
function layerOf(effective: Effective, path: readonly (string | number)[]): string | null {
  const keys = path.map(String);
  for (let length = keys.length; length > 0; length -= 1) {
    const exact = effective.sources.get(pathKey(keys.slice(0, length)));
    if (exact !== undefined) return exact === "schema" ? null : exact;
    const below = `${pathKey(keys.slice(0, length)).slice(0, -1)},`;
    for (const [key, source] of [...effective.sources].reverse())
      if (key.startsWith(below) && source !== "schema") return source;
  }
  return null;
}

function placed(
  code: string,
  layer: string | null,
  path: readonly (string | number)[],
  text: string,
  content: Loaded,
): ConfigProblem {
  const source = content.texts.find((one) => layerName(one) === layer);
  const place = source ? placeIn(source.text, path) : { line: 0, column: 0 };
  return problemOf(code, layer, `${showPath(path) || "The document"}: ${text}`, { path, ...place });
}

function mergeProblems(groups: readonly Grouped[], content: Loaded): readonly ConfigProblem[] {
  const out = new Map<string, ConfigProblem>();
  for (const one of groups) {
    for (const { path, tags } of one.effective.conflicts) {
      const text = `The tags ${tags.join(" and ")} have equal priority and different values at ${showPath(path)}.`;
      const fix = `Give ${tags[0]} or ${tags[1]} a higher priority.`;
      out.set(text, {
        ...placed("tag_conflict", `tag:${tags[0]}`, path, "", content),
        text,
        fix,
        contexts: contextNames(one),
      });
    }
    for (const { path, name } of one.effective.unknown) {
      const layer = layerOf(one.effective, path);
      const text = `${showPath(path)}: there is no variable {{${name}}}.`;
      out.set(`${layer} ${text}`, {
        ...placed("unknown_variable", layer, path, "", content),
        text,
        fix: "Write {{{{ for two braces.",
        contexts: contextNames(one),
      });
    }
  }
  return [...out.values()];
}

function secretProblems(content: Loaded, changes: ChangeSet): readonly ConfigProblem[] {
  const changed = new Set(changes.layers.map(layerName));
  return content.layers
    .filter((layer) => changed.has(layerName(layer)) || changes.schema !== null)
    .flatMap((layer) =>
      plainSecrets(layer.document, content.schema).map((path) => ({
        ...placed("plain_secret", layerName(layer), path, "looks like a secret in plain text.", content),
        fix: 'Store it under Secrets and write {"$secret": "area/name"}; or mark it "x-secret": false in the schema.',
      })),
    );
}

function yaml11Warnings(changes: ChangeSet): readonly ConfigProblem[] {
  return changes.layers.flatMap((layer) => {
    const read =
      layer.text === null ? undefined : open(new TextEncoder().encode(layer.text), "layer.yaml", { dialect: "core12" });
    if (!read?.ok) return [];
    return read.value.warnings
      .filter(({ kind }) => kind === "yaml11_boolean")
      .map(({ line, path, text }) =>
        problemOf("yaml11_boolean", layerName(layer), text, { line, path: path as readonly (string | number)[] }),
      );
  });
}

/** Leaf changes of every layer that differs. */
export function changesOf(before: Loaded, after: Loaded): readonly LeafChange[] {
  const names = new Map<string, LayerId>([...before.texts, ...after.texts].map((layer) => [layerName(layer), layer]));
  return [...names.keys()].flatMap((name) => {
    const [a, b] = [before, after].map((content) => content.texts.find((layer) => layerName(layer) === name));
    if (a?.sha256 === b?.sha256) return [];
    const [from, to] = [a, b].map((layer) =>
      open(new TextEncoder().encode(layer?.text ?? ""), "layer.yaml", { dialect: "core12" }),
    );
    if (!from?.ok || !to?.ok) return [];
    return diffTree(from.value, to.value).map((change): LeafChange => {
      const keys = change.path.map(String);
      const critical = isCritical(after.schema, keys) || isCritical(before.schema, keys);
      return { ...change, layer: name, critical };
    });
  });
}

/** A change with JSON values, for the wire. */
export const jsonChange = (change: LeafChange) => ({
  layer: change.layer,
  kind: change.kind,
  path: change.path as (string | number)[],
  before: change.before === undefined ? undefined : toJson(change.before),
  after: change.after === undefined ? undefined : toJson(change.after),
  critical: change.critical,
});
