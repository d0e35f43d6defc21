import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@wopr/client";
import { fromJson, open, plan } from "@wopr/config-files";
import {
  type LayerWire,
  publishConfig,
  readConfigLayer,
  readNamespace,
  revertConfig,
  type ValidationWire,
  validateConfig,
} from "@wopr/contracts";
import type { CommonOptions } from "../command.ts";
import { connect } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { layerFrom, pathFrom, readText, revisionFrom, valueFrom } from "./paths.ts";

interface Layered extends CommonOptions {
  readonly layer: string;
  readonly message?: string;
}
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of a layer now; empty for one that is not there. */
async function textOf(client: Client, ns: string, layer: Pick<LayerWire, "kind" | "key">) {
  const { head_revision, layers } = await client.call(readNamespace, { params: { ns } });
  const isThere = layers.some(({ kind, key }) => kind === layer.kind && key === layer.key);
  if (!isThere) return { head: head_revision, text: "" };
  const answer = await client.raw(readConfigLayer, {
    params: { ns, n: head_revision, kind: layer.kind, key: layer.key === "" ? "-" : layer.key },
  });
  return { head: head_revision, text: decoder.decode(await answer.arrayBuffer()) };
}

async function put(client: Client, ns: string, layer: LayerWire, base: number, message: string, more: object = {}) {
  const answer = await client.call(publishConfig, {
    params: { ns },
    body: { layers: [layer], base_revision: base, message, ...more },
  });
  const said =
    answer.state === "pending_approval"
      ? `Revision ${answer.revision} waits for somebody's approval.`
      : `Published as revision ${answer.revision}.`;
  return { json: answer, lines: [said] };
}

/** `wopr config set`: the bytes of one value. */
export async function set(outside: Outside, options: Layered, ns: string, path: string, value: string) {
  const { client } = await connect(options, outside);
  const layer = layerFrom(options.layer);
  const { head, text } = await textOf(client, ns, layer);
  const doc = open(new TextEncoder().encode(text), "layer.yaml", { dialect: "core12" });
  if (!doc.ok) throw CliErrors.failed({ why: doc.problem.text });
  const planned = plan(doc.value, [
    { op: "set", path: pathFrom(path), value: fromJson(valueFrom(value)), create: true },
  ]);
  if (!planned.ok) throw CliErrors.failed({ why: planned.problem.text });
  return put(client, ns, { ...layer, text: decoder.decode(planned.value.after) }, head, options.message ?? "");
}

/** `wopr config publish` */
export async function publish(
  outside: Outside,
  options: Layered & { readonly strategy?: string; readonly force?: boolean },
  ns: string,
  file: string,
) {
  const { client } = await connect(options, outside);
  const layer = layerFrom(options.layer);
  const { head_revision } = await client.call(readNamespace, { params: { ns } });
  const more = {
    ...(options.strategy === undefined ? {} : { strategy: options.strategy }),
    force: options.force ?? false,
  };
  return put(client, ns, { ...layer, text: await readText(outside, file) }, head_revision, options.message ?? "", more);
}

/** `wopr config validate` */
export async function validate(outside: Outside, options: Layered, ns: string, file: string) {
  const { client } = await connect(options, outside);
  const found = await client.call(validateConfig, {
    params: { ns },
    body: { layers: [{ ...layerFrom(options.layer), text: await readText(outside, file) }] },
  });
  return {
    json: found,
    lines: validationLines(found),
    exitCode: found.errors.length + found.would_reject.length > 0 ? EXIT.failed : EXIT.ok,
  };
}

/** What a check found, as lines. */
export function validationLines(found: ValidationWire): readonly string[] {
  return [
    ...found.errors.map(
      ({ layer, line, column, text, fix }) => `${layer ?? "schema"}:${line}:${column}: ${text}${fix ? ` ${fix}` : ""}`,
    ),
    ...found.would_reject.map(({ consumer, error }) => `${consumer} would refuse: ${error}`),
    `${found.changes.length} values change for ${found.affected.consumers} consumers (${found.affected.offline} offline, ${found.affected.unchanged} unchanged)${found.needs_approval ? "; somebody else must approve" : ""}.`,
  ];
}

/** `wopr config edit`: the user's own editor, again and again until it is valid or given up. */
export async function edit(outside: Outside, options: Layered, ns: string) {
  const { client } = await connect(options, outside);
  const { terminal, env } = outside;
  const layer = layerFrom(options.layer);
  const { head, text } = await textOf(client, ns, layer);
  const folder = await mkdtemp(join(tmpdir(), "wopr-config-"));
  const file = join(folder, `${ns}.yaml`);
  try {
    await writeFile(file, text);
    while (true) {
      const code = await openEditor(env["VISUAL"] ?? env["EDITOR"] ?? "vi", file);
      if (code !== 0) throw CliErrors.failed({ why: `The editor ended with ${code}; nothing was published.` });
      const after = await readFile(file, "utf8");
      if (after === text) return { json: null, lines: ["Nothing changed."] };
      const found = await client.call(validateConfig, {
        params: { ns },
        body: { layers: [{ ...layer, text: after }] },
      });
      for (const line of validationLines(found)) terminal.err(line);
      if (found.errors.length === 0) {
        const message = options.message ?? (await terminal.ask("What changes, and why? "));
        return await put(client, ns, { ...layer, text: after }, head, message);
      }
      const again = await terminal.ask("Edit again? [Y/n] ");
      if (/^n/i.test(again.trim())) throw CliErrors.failed({ why: "Nothing was published." });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `EDITOR` may carry arguments, so a shell reads it; the file is an argument of its own. */
const openEditor = (command: string, file: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", `${command} "$1"`, "sh", file], { stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });

/** `wopr config revert` */
export async function revert(
  outside: Outside,
  options: CommonOptions & {
    readonly reason: string;
    readonly path?: string;
    readonly layer: string;
    readonly harmful?: boolean;
  },
  ns: string,
  revision: string,
) {
  const { client } = await connect(options, outside);
  const paths = options.path === undefined ? {} : { paths: [{ layer: options.layer, path: pathFrom(options.path) }] };
  const body = {
    to_revision: revisionFrom(revision),
    reason: options.reason,
    harmful: options.harmful ?? false,
    ...paths,
  };
  const answer = await client.call(revertConfig, { params: { ns }, body });
  return { json: answer, lines: [`Published as revision ${answer.revision}.`] };
}
