import { listSecrets, putSecret, rotateMasterKey } from "@wopr/contracts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";
import { tableLines } from "../terminal.ts";

/** `wopr secrets list` */
export async function listSecretNames(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const { items, locked } = await client.call(listSecrets, {});
  const rows = items.map((one) => [one.name, `v${one.version}`, one.allowed.join(" ") || "nobody", one.description]);
  const lines = items.length > 0 ? tableLines([["name", "version", "readers", ""], ...rows]) : ["There is none yet."];
  return { json: { items, locked }, lines: locked ? [`Locked: ${locked}`, ...lines] : lines };
}

/** `wopr secrets put <name>`: the value comes by standard input, so that it stands in no list of processes. */
export async function putSecretValue(
  outside: Outside,
  options: ServerOptions & { readonly allow?: readonly string[] },
  name: string,
) {
  const { client } = await connect(options, outside);
  const value = (await outside.terminal.readAll()).replace(/\r?\n$/, "");
  if (value === "") throw CliErrors.usage({ problem: "Give the value by standard input: wopr secrets put a/b < file" });
  const body = { value, ...(options.allow ? { allowed: [...options.allow] } : {}) };
  const put = await client.call(putSecret, { params: { name }, body });
  return { json: put, lines: [`"${put.name}" is at version ${put.version}.`] };
}

/** `wopr secrets rotate-master` */
export async function rotateMaster(outside: Outside, options: ServerOptions & { readonly reason: string }) {
  const { client } = await connect(options, outside);
  const { rewrapped } = await client.call(rotateMasterKey, { body: { reason: options.reason } });
  return { json: { rewrapped }, lines: [`The master key is a new one; ${rewrapped} keys were wrapped anew.`] };
}
