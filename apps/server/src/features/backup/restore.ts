import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Clock, Log } from "@wopr/kernel";
import { migrate } from "../../db/migrate.ts";
import type { Database } from "../../db/open-database.ts";
import { createFolderStore } from "../media/index.ts";
import type { ArchiveKey } from "./archive/seal.ts";
import { checkArchive } from "./check-archive.ts";
import { BackupErrors } from "./errors.ts";
import { differences, loadTables } from "./load.ts";
import type { Manifest } from "./manifest.ts";
import { createRepository } from "./repository.ts";
import { forgetTransactions, isInhabited } from "./store-dump.ts";

/** Where to and where from. */
export interface RestoreOptions {
  /** Path of the archive, in `archives/` of its repository. */
  readonly archive: string;
  readonly key: ArchiveKey;
  /** Opened, and empty. */
  readonly database: Database;
  readonly media: { readonly root: string; readonly create: boolean };
  /** Where the master keys go. */
  readonly masterKeyFile: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly onProgress: (stage: string) => void;
}

/** What a restore brought back. */
export interface Restored {
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  readonly epoch: number;
}

/**
 * Restores an archive into an empty database and an empty folder. Everything about archive and files is checked before
 * the target is touched; the tables come back in one transaction and are compared afterwards.
 *
 * @throws {AppError} what {@link checkArchive} names; `backup.blob_missing`, `backup.target_not_empty`, `backup.newer`
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { archive, key, database, clock, log, onProgress } = options;
  onProgress("reading the archive");
  const { header, manifest, masterKeys } = await checkArchive(archive, key);
  const repository = createRepository(dirname(dirname(archive)), options.newId);
  onProgress("checking files");
  for (const blob of manifest.blobs) {
    if (!(await repository.readBlob(blob.sha256))) throw BackupErrors.blob_missing({ key: blob.key });
  }
  await demandFreeKeyFile(options.masterKeyFile, masterKeys);

  const client = await database.listenClient();
  try {
    if (await isInhabited(client)) throw BackupErrors.target_not_empty({ what: "The database" });
    onProgress("making the schema");
    const wanted = new Set(manifest.migrations);
    const report = await migrate(client, { clock, log, accept: (number) => wanted.has(number) });
    if (report.schema < Math.max(...manifest.migrations)) {
      throw BackupErrors.newer({ archive: manifest.version, here: `schema ${report.schema}` });
    }
    onProgress("loading tables");
    await loadTables(client, archive, key, manifest);
    onProgress("comparing");
    const [first] = await differences(client, manifest);
    if (first) throw BackupErrors.table_damaged({ table: first.table });
    await forgetTransactions(client);
  } finally {
    await client.end().catch(() => undefined);
  }

  onProgress("putting files back");
  await putFiles(manifest, repository, options);
  if (masterKeys.length > 0) {
    await mkdir(dirname(options.masterKeyFile), { recursive: true, mode: 0o700 });
    await writeFile(options.masterKeyFile, `${masterKeys.join("\n")}\n`, { mode: 0o600 });
  }
  log.info({ archive: basename(archive), tables: manifest.tables.length }, "restored");
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return { tables: manifest.tables.length, rows, files: manifest.blobs.length, epoch: header.epoch + 1 };
}

async function putFiles(manifest: Manifest, repository: ReturnType<typeof createRepository>, options: RestoreOptions) {
  const store = createFolderStore({ ...options.media, newId: options.newId });
  for (const blob of manifest.blobs) {
    const bytes = await repository.readBlob(blob.sha256);
    if (!bytes) throw BackupErrors.blob_missing({ key: blob.key });
    await store.put(blob.key, bytes);
  }
}

/** Another master key must not be overwritten: it may be all that opens something else. */
async function demandFreeKeyFile(path: string, masterKeys: readonly string[]): Promise<void> {
  const there = await readFile(path, "utf8").catch(() => undefined);
  if (there === undefined) return;
  const same = there
    .split(/\s+/)
    .filter((line) => line !== "")
    .every((line) => masterKeys.includes(line));
  if (!same) throw BackupErrors.target_not_empty({ what: `The key file ${path}` });
}
