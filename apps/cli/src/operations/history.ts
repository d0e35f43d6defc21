import { exportAudit, listAudit, pathOf, verifyAudit } from "@wopr/contracts";
import { connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import type { Outside } from "../outside.ts";
import { tableLines } from "../terminal.ts";

/** `wopr audit list` */
export async function listHistory(
  outside: Outside,
  options: ServerOptions & { readonly actor?: string; readonly action?: string; readonly limit: string },
) {
  const { client } = await connect(options, outside);
  const { actor, action, limit } = options;
  const query = { limit: Number(limit), ...(actor ? { actor } : {}), ...(action ? { action } : {}) };
  const { items } = await client.call(listAudit, { query });
  const rows = items.map((one) => [one.at, one.actor.name, one.undo.state === "available" ? "↶" : " ", one.summary]);
  return { json: items, lines: items.length > 0 ? tableLines([["when", "who", " ", "what"], ...rows]) : ["Nothing."] };
}

/** `wopr audit verify` */
export async function verifyHistory(outside: Outside, options: ServerOptions & { readonly anchor?: string }) {
  const { client } = await connect(options, outside);
  const verdict = await client.call(verifyAudit, { query: anchorOf(options.anchor) });
  const head = verdict.head ? ` It ends with ${verdict.head.seq}:${verdict.head.hash}` : "";
  return {
    json: verdict,
    lines: [`${verdict.ok ? "●" : "✕"} ${verdict.detail}${head}`],
    exitCode: verdict.ok ? EXIT.ok : EXIT.failed,
  };
}

function anchorOf(text: string | undefined) {
  if (text === undefined) return {};
  const [, seq, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!seq || !hash) throw CliErrors.usage({ problem: `--anchor ${text} is none: write number:hash as it was told.` });
  return { anchor_seq: Number(seq), anchor_hash: hash };
}

/** `wopr audit export`: lines of JSON on standard output. */
export async function exportHistory(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const answer = await client.raw(exportAudit, {});
  if (!answer.ok) throw CliErrors.failed({ why: `${pathOf(exportAudit)} answered with status ${answer.status}.` });
  for (const line of (await answer.text()).split("\n")) if (line !== "") outside.terminal.out(line);
  return { json: undefined, lines: [] };
}
