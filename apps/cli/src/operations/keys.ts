import { listApiKeys, revokeApiKey } from "@wopr/contracts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import type { Outside } from "../outside.ts";
import { tableLines } from "../terminal.ts";

/** `wopr keys list` */
export async function listKeys(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listApiKeys, {});
  const rows = items.map((key) => [
    key.prefix,
    key.revoked_at ? "revoked" : "good",
    key.expires_at.slice(0, 10),
    key.scope,
    key.name,
  ]);
  return { json: items, lines: tableLines([["prefix", "state", "until", "scope", "name"], ...rows]) };
}

/** `wopr keys revoke <prefix>` */
export async function revokeKey(outside: Outside, options: ServerOptions, prefix: string) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listApiKeys, {});
  const found = items.filter((key) => key.prefix.startsWith(prefix) && !key.revoked_at);
  const [key] = found;
  if (!key) throw CliErrors.not_found({ what: "key", wanted: prefix, hint: 'See "npx wopr keys list".' });
  if (found.length > 1)
    throw CliErrors.ambiguous({ what: "key", wanted: prefix, found: found.map((one) => one.prefix) });
  await client.call(revokeApiKey, { params: { id: key.id } });
  return { json: { id: key.id, prefix: key.prefix }, lines: [`Revoked "${key.name}" (${key.prefix}).`] };
}
