import { listJobs, retryJob } from "@wopr/contracts";
import { connect, type ServerOptions } from "../connection.ts";
import type { Outside } from "../outside.ts";
import { tableLines } from "../terminal.ts";

/** `wopr jobs` */
export async function listWork(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listJobs, { query: { limit: 50 } });
  const rows = items.map((job) => [
    job.created_at,
    job.dead ? "dead" : job.state,
    job.kind,
    job.id,
    job.error?.detail ?? "",
  ]);
  return {
    json: items,
    lines: items.length > 0 ? tableLines([["made", "state", "kind", "id", ""], ...rows]) : ["Nothing."],
  };
}

/** `wopr jobs retry <id>` */
export async function retryWork(outside: Outside, options: ServerOptions, id: string) {
  const { client } = await connect(options, outside);
  const job = await client.call(retryJob, { params: { id } });
  return { json: job, lines: [`${job.kind} is ${job.state}.`] };
}
