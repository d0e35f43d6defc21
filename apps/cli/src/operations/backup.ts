import { createBackup, listBackups, listDrills, readJob, runDrill, verifyBackup } from "@wopr/contracts";
import { type Connection, connect, type ServerOptions } from "../connection.ts";
import { CliErrors } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { pathFrom } from "../game/options.ts";
import type { Outside } from "../outside.ts";
import { durationText, progressLine, tableLines } from "../terminal.ts";

const ASK_EVERY_MS = 500;

/** Waits for a job. @throws {AppError} `cli.failed` with what it failed of. */
async function awaitJob({ client }: Connection, id: string, outside: Outside): Promise<void> {
  while (true) {
    outside.interrupted.throwIfAborted();
    const job = await client.call(readJob, { params: { id } });
    if (job.progress)
      outside.terminal.status(progressLine(job.progress.stage, job.progress.share, job.progress.eta_ms));
    if (job.state === "completed") return;
    if (job.state === "failed" || job.state === "cancelled") {
      throw CliErrors.failed({ why: job.error?.detail ?? `The job was ${job.state}.` });
    }
    await outside.clock.sleep(ASK_EVERY_MS, outside.interrupted);
  }
}

const megabytes = (bytes: number | null) => (bytes === null ? "" : `${(bytes / 1e6).toFixed(1)} MB`);

/** `wopr backup create` */
export async function createNow(outside: Outside, options: ServerOptions) {
  const connection = await connect(options, outside);
  const { job_id } = await connection.client.call(createBackup, {});
  await awaitJob(connection, job_id, outside);
  const [newest] = (await connection.client.call(listBackups, {})).items;
  const { archive = "", bytes = null, rows = 0, blobs = 0, blobs_copied = 0 } = newest ?? {};
  return {
    json: newest,
    lines: [`${archive}: ${megabytes(bytes)}, ${rows} rows, ${blobs} files (${blobs_copied} new).`],
  };
}

/** `wopr backup list` */
export async function listArchives(outside: Outside, options: ServerOptions) {
  const { client } = await connect(options, outside);
  const { items } = await client.call(listBackups, {});
  const [drill] = (await client.call(listDrills, {})).items;
  const rows = items.map((one) => [one.created_at, one.state, megabytes(one.bytes), one.archive]);
  const tried = drill
    ? `Restored for a try ${drill.at}: ${drill.ok ? "every table was the same" : drill.differences.join(" ")}`
    : "No backup was restored for a try yet: npx wopr backup drill";
  const lines = items.length > 0 ? tableLines([["made", "state", "size", "archive"], ...rows]) : ["There is none yet."];
  return { json: { backups: items, last_drill: drill ?? null }, lines: [...lines, tried] };
}

/** `wopr backup verify [archive]` */
export async function verifyArchive(outside: Outside, options: ServerOptions, archive?: string) {
  const { client } = await connect(options, outside);
  const good = (await client.call(listBackups, {})).items.filter(({ state }) => state === "good");
  const chosen = archive === undefined ? good[0] : good.find((one) => one.archive === archive || one.id === archive);
  if (!chosen) {
    const hint = 'See "npx wopr backup list".';
    throw CliErrors.not_found({ what: "good backup", wanted: archive ?? "newest", hint });
  }
  const found = await client.call(verifyBackup, { params: { id: chosen.id } });
  return {
    json: { archive: chosen.archive, ...found },
    lines: [`${chosen.archive} is whole: ${found.tables} tables, ${found.rows} rows, ${found.blobs} files.`],
  };
}

/** `wopr backup drill` */
export async function drillNow(outside: Outside, options: ServerOptions) {
  const connection = await connect(options, outside);
  const { job_id } = await connection.client.call(runDrill, {});
  await awaitJob(connection, job_id, outside);
  const [drill] = (await connection.client.call(listDrills, {})).items;
  if (!drill) throw CliErrors.failed({ why: "The drill left no result." });
  const took = durationText(drill.took_ms);
  return {
    json: drill,
    lines: drill.ok
      ? [`● Restored and compared in ${took}: every table is the same.`]
      : drill.differences.map((text) => `✕ ${text}`),
    exitCode: drill.ok ? EXIT.ok : EXIT.failed,
  };
}

/** `wopr restore <archive>`: a program of its own, because no server may run on what is being filled. */
export async function restoreArchive(
  outside: Outside,
  options: { readonly data?: string; readonly keyFile?: string; readonly json?: boolean },
  archive: string,
) {
  const args = [pathFrom(outside.cwd, archive), "--from", outside.cwd, ...(options.json ? ["--json"] : [])];
  const { ended } = outside.startProgram("apps/server/src/restore/main.ts", args, {
    ...(options.data ? { WOPR_DATA_DIR: pathFrom(outside.cwd, options.data) } : {}),
    ...(options.keyFile ? { WOPR_BACKUP_KEY_FILE: pathFrom(outside.cwd, options.keyFile) } : {}),
  });
  return { json: undefined, lines: [], exitCode: (await ended) === 0 ? EXIT.ok : EXIT.failed };
}
