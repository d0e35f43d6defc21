import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { deleteDraft, exportConfig, importConfig, keptImport, publishConfig, validateConfig } from "@wopr/contracts";
import type { CommonOptions } from "../command.ts";
import { connect } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { validationLines } from "./edit.ts";
import { readText } from "./paths.ts";

/** `wopr config export`: the same bytes as on the server. */
export async function exportTree(
  outside: Outside,
  options: CommonOptions & { readonly output: string; readonly namespace?: string },
) {
  const { client } = await connect(options, outside);
  const { files } = await client.call(exportConfig, {
    query: options.namespace === undefined ? {} : { namespace: options.namespace },
  });
  for (const { path, text } of files) {
    const file = join(resolve(outside.cwd, options.output), path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return { json: files.map(({ path }) => path), lines: [`Wrote ${files.length} files below ${options.output}.`] };
}

/** `wopr config apply`: makes drafts of what differs, checks them, publishes them. With `--check` nothing stays. */
export async function applyTree(
  outside: Outside,
  options: CommonOptions & { readonly dir: string; readonly check?: boolean; readonly message: string },
) {
  const { client } = await connect(options, outside);
  const files = await readTree(resolve(outside.cwd, options.dir));
  if (files.length === 0) throw CliErrors.nothing_ran({ why: `There is no settings file below ${options.dir}.` });
  const { drafts, unchanged } = await client.call(importConfig, { body: { files, create: !options.check } });
  const lines = unchanged.map((name) => `${name}: as it is.`);
  const published: unknown[] = [];
  let failed = false;
  for (const draft of drafts) {
    const params = { ns: draft.namespace };
    const found = await client.call(validateConfig, { params, body: { layers: draft.layers, schema: draft.schema } });
    lines.push(...validationLines(found).map((line) => `${draft.namespace}: ${line}`));
    if (found.errors.length > 0) failed = true;
    if (options.check || found.errors.length > 0)
      await client.call(deleteDraft, { params: { ...params, id: draft.id } });
    else {
      const body = { draft_id: draft.id, base_revision: draft.base_revision, message: options.message };
      const answer = await client.call(publishConfig, { params, body });
      published.push({ namespace: draft.namespace, ...answer });
      lines.push(`${draft.namespace}: revision ${answer.revision}, ${answer.state}.`);
    }
  }
  const differs = options.check === true && drafts.length > 0;
  return {
    json: { published, unchanged, differs: drafts.map(({ namespace }) => namespace) },
    lines,
    exitCode: failed || differs ? EXIT.failed : EXIT.ok,
  };
}

/** Files of the tree, as the server names them. */
async function readTree(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((cause: Error) => {
    throw CliErrors.folder_unusable({ folder, why: cause.message });
  });
  const wanted = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$|^schema\.json$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    wanted.sort().map(async (file) => ({
      path: relative(folder, file).split(sep).slice(-2).join("/"),
      text: await readFile(file, "utf8"),
    })),
  );
}

/** `wopr config import`: the `config.yaml` of the first service, one namespace per first-level key that is known. */
export async function importFile(
  outside: Outside,
  options: CommonOptions & { readonly environment?: string },
  file: string,
) {
  const { client } = await connect(options, outside);
  const query = options.environment === undefined ? {} : { environment: options.environment };
  const answer = await client.call(keptImport, { query, body: { yaml: await readText(outside, file) } });
  return { json: answer, lines: [`Took in ${answer.imported} values.`] };
}
