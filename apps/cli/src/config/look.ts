import {
  approveRevision,
  blameLayer,
  diffRevisions,
  listConsumers,
  listNamespaces,
  listRevisions,
  readEffective,
  readNamespace,
  streamEvents,
} from "@wopr/contracts";
import type { CommonOptions } from "../command.ts";
import { connect } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";
import { tableLines } from "../terminal.ts";
import { layerFrom, pathFrom, revisionFrom, shortValue } from "./paths.ts";

interface Place extends CommonOptions {
  readonly environment?: string;
  readonly site?: string;
  readonly tags?: string;
  readonly device?: string;
}
const contextOf = ({ environment, site, tags, device }: Place) => ({
  ...(environment === undefined ? {} : { environment }),
  ...(site === undefined ? {} : { site }),
  ...(tags === undefined ? {} : { tags }),
  ...(device === undefined ? {} : { device }),
});

/** `wopr config list` */
export async function list(outside: Outside, options: CommonOptions) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listNamespaces, {});
  const rows = items.map((item) => [
    item.name,
    String(item.head_revision),
    item.state ?? "-",
    String(item.consumers.fresh),
    String(item.consumers.rejected),
    item.last_change?.author ?? "-",
  ]);
  return {
    json: items,
    lines: tableLines([["namespace", "revision", "state", "consumers", "refused", "author"], ...rows]),
  };
}

/** `wopr config get` */
export async function get(outside: Outside, options: Place, ns: string, path?: string) {
  const { client } = await connect(options, outside);
  const { document } = await client.call(readEffective, { params: { ns }, query: contextOf(options) });
  const value = (path === undefined ? [] : pathFrom(path)).reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[String(key)] : undefined),
    document,
  );
  if (value === undefined)
    throw CliErrors.not_found({ what: "setting", wanted: path ?? ns, hint: `See "wopr config get ${ns}".` });
  return { json: value, lines: [typeof value === "string" ? value : JSON.stringify(value, null, 2)] };
}

/** `wopr config explain` */
export async function explain(outside: Outside, options: Place, ns: string, path: string) {
  const { client } = await connect(options, outside);
  const { provenance } = await client.call(readEffective, { params: { ns }, query: contextOf(options) });
  const keys = pathFrom(path);
  const found = provenance.filter((one) => keys.every((key, i) => one.path[i] === key));
  if (found.length === 0)
    throw CliErrors.not_found({ what: "setting", wanted: path, hint: `See "wopr config get ${ns}".` });
  const rows = found.map((one) => [
    one.path.join("."),
    one.layer,
    one.layer === "schema" ? "-" : `line ${one.line}`,
    one.revision === 0 ? "-" : String(one.revision),
  ]);
  return { json: found, lines: tableLines([["path", "from", "where", "revision"], ...rows]) };
}

/** `wopr config history` */
export async function history(outside: Outside, options: CommonOptions, ns: string) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listRevisions, { params: { ns }, query: {} });
  const rows = items.map((item) => [String(item.revision), item.state, item.author, item.created_at, item.message]);
  return { json: items, lines: tableLines([["revision", "state", "author", "at", "message"], ...rows]) };
}

/** `wopr config diff` */
export async function diff(outside: Outside, options: CommonOptions, ns: string, from: string, to?: string) {
  const { client } = await connect(options, outside);
  const b = to === undefined ? (await client.call(readNamespace, { params: { ns } })).head_revision : revisionFrom(to);
  const { changes } = await client.call(diffRevisions, { params: { ns, a: revisionFrom(from), b }, query: {} });
  const lines = changes.map(
    ({ layer, kind, path, before, after }) =>
      `${layer} ${path.join(".")}: ${shortValue(before)} -> ${shortValue(after)} (${kind})`,
  );
  return { json: changes, lines: lines.length > 0 ? lines : ["Nothing differs."] };
}

/** `wopr config blame` */
export async function blame(outside: Outside, options: CommonOptions & { readonly layer: string }, ns: string) {
  const { client } = await connect(options, outside);
  const { kind, key } = layerFrom(options.layer);
  const { lines } = await client.call(blameLayer, { params: { ns }, query: { kind, key: key === "" ? "-" : key } });
  return {
    json: lines,
    lines: lines.map(
      (line) => `${String(line.revision).padStart(4)} ${line.author.slice(0, 16).padEnd(16)} ${line.text.trimEnd()}`,
    ),
  };
}

const STATES = ["all", "not_on_head", "rejected", "offline"] as const;

/** `wopr config consumers` */
export async function consumers(outside: Outside, options: CommonOptions & { readonly state: string }, ns: string) {
  const state = STATES.find((one) => one === options.state);
  if (!state) throw CliErrors.usage({ problem: `--state is one of ${STATES.join(", ")}.` });
  const { client } = await connect(options, outside);
  const { items } = await client.call(listConsumers, { params: { ns }, query: { state } });
  const rows = items.map(({ name, version, online, states: [own] }) => [
    name,
    version,
    online ? "there" : "away",
    String(own?.applied ?? "-"),
    own?.outcome ?? "-",
    own?.error?.message ?? "",
  ]);
  return { json: items, lines: tableLines([["consumer", "version", "online", "runs", "said", "why"], ...rows]) };
}

/** `wopr config approve` */
export async function approve(outside: Outside, options: CommonOptions, ns: string, revision: string) {
  const { client } = await connect(options, outside);
  const answer = await client.call(approveRevision, { params: { ns, n: revisionFrom(revision) }, body: {} });
  return { json: answer, lines: [`Published as revision ${answer.revision}.`] };
}

/** `wopr config watch`: until Ctrl-C. */
export async function watch(outside: Outside, options: CommonOptions) {
  const { client } = await connect(options, outside);
  for await (const item of client.events(
    streamEvents,
    { query: { topics: "config" } },
    { signal: outside.interrupted },
  )) {
    if (item.type !== "event") continue;
    const { kind, data } = item.data;
    if (kind !== "config.progress" || data["outcome"] === "rejected")
      outside.terminal.out(
        options.json
          ? JSON.stringify(item.data)
          : `${kind} ${Object.entries(data)
              .map(([key, value]) => `${key}=${shortValue(value)}`)
              .join(" ")}`,
      );
  }
  return { json: undefined, lines: [] };
}
