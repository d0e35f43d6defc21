import { AppError, type Clock, type Log, type NewId } from "@wopr/kernel";
import type pg from "pg";
import type { Database } from "../../db/open-database.ts";
import type { Actor, Audit } from "../audit/index.ts";
import type { MediaService } from "../media/index.ts";
import type { Notifications } from "../notifications/index.ts";
import type { Secrets } from "../secrets/index.ts";
import { type ArchiveKey, kdfFor } from "./archive/seal.ts";
import { writeArchive } from "./archive/write.ts";
import { checkArchive } from "./check-archive.ts";
import { keepers, USUAL } from "./domain/retention.ts";
import { dumpRecords } from "./dump.ts";
import { BackupErrors } from "./errors.ts";
import { differences, loadTables } from "./load.ts";
import type { Manifest } from "./manifest.ts";
import type { Repository } from "./repository.ts";
import { type Backup, createBackupStore, type Drill } from "./store.ts";
import { createScratch, dropScratch, installationOf } from "./store-dump.ts";

/** How a step of long work is told: stage and share, 0 to 1. */
type Progress = (stage: string, share: number) => void;

/** Copies of everything, and tries to restore them. */
export interface BackupService {
  /** @throws {AppError} `backup.no_space`, `media.corrupt` */
  create(by: Actor, signal: AbortSignal, progress: Progress): Promise<Backup>;
  list(): Promise<readonly Backup[]>;
  /** @throws {AppError} `backup.not_found` */
  read(id: string): Promise<Backup>;
  /** Reads an archive from beginning to end. @throws {AppError} what {@link checkArchive} names; `backup.blob_missing` */
  verify(id: string): Promise<{ readonly tables: number; readonly rows: number; readonly blobs: number }>;
  /** Restores the newest into a database of its own, compares everything, and throws it away. */
  drill(signal: AbortSignal, progress: Progress): Promise<Drill>;
  drills(): Promise<readonly Drill[]>;
  lastGood(): Promise<Date | null>;
  lastDrill(): Promise<Drill | null>;
}

/** What backups need from outside. */
export interface BackupDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly version: string;
  readonly repository: Repository;
  /** What seals archives; asked for when one is made. */
  readonly key: () => Promise<ArchiveKey>;
  readonly secrets: Pick<Secrets, "masterKeys">;
  readonly media: Pick<MediaService, "read">;
  readonly audit: Audit;
  readonly notifications: Notifications;
  /** A connection to another database on the same server. */
  readonly connectTo: (database: string) => Promise<pg.Client>;
  /** Brings an empty database to exactly these migrations. */
  readonly migrateTo: (client: pg.Client, migrations: readonly number[]) => Promise<void>;
}

/** The only implementation; tests use it too. */
export function createBackupService(deps: BackupDeps): BackupService {
  const { database, clock, newId, repository } = deps;
  const store = createBackupStore(database.db);

  const within = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = await database.listenClient();
    try {
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  async function copyBlobs(manifest: Manifest, signal: AbortSignal, progress: Progress): Promise<number> {
    let copied = 0;
    for (const [i, blob] of manifest.blobs.entries()) {
      signal.throwIfAborted();
      progress("files", 0.5 + (0.5 * i) / manifest.blobs.length);
      if (await repository.hasBlob(blob.sha256)) continue;
      await repository.putBlob(blob.sha256, await deps.media.read(blob.key));
      copied += 1;
    }
    return copied;
  }

  async function tidy(): Promise<void> {
    const good = (await store.list()).filter(({ state }) => state === "good");
    const kept = keepers(
      good.map(({ id, createdAt }) => ({ id, at: createdAt })),
      USUAL,
    );
    for (const { id, archive } of good.filter(({ id: one }) => !kept.has(one))) {
      await repository.removeArchive(archive);
      await store.update(id, { state: "removed" });
    }
    await repository.removeUnneeded();
  }

  async function write(
    backup: Backup,
    installation: string,
    signal: AbortSignal,
    progress: Progress,
  ): Promise<Partial<Backup>> {
    let manifest: Manifest | undefined;
    const key = await deps.key();
    const bytes = await within((client) => {
      const header = {
        format: 1,
        version: deps.version,
        installation,
        epoch: backup.epoch,
        created_at: backup.createdAt.toISOString(),
        kdf: kdfFor(key, deps.randomBytes),
        nonce: Buffer.from(deps.randomBytes(8)).toString("hex"),
      } as const;
      const masterKeys = deps.secrets.masterKeys().map((secret) => secret.reveal());
      const records = dumpRecords(client, { version: deps.version, masterKeys }, (written) => {
        manifest = written;
      });
      progress("tables", 0.1);
      return writeArchive(repository.archivePath(backup.archive), header, key, records);
    });
    if (!manifest) throw BackupErrors.no_archive({ file: backup.archive });
    const blobsCopied = await copyBlobs(manifest, signal, progress);
    await repository.putIndex(backup.archive, [...new Set(manifest.blobs.map(({ sha256 }) => sha256))]);
    return {
      state: "good",
      bytes,
      schemaNumber: Math.max(0, ...manifest.migrations),
      tables: manifest.tables.map(({ name, rows, sha256 }) => ({ name, rows, sha256 })),
      blobs: manifest.blobs.length,
      blobsCopied,
      finishedAt: clock.now(),
    };
  }

  async function tryRestore(backup: Backup, signal: AbortSignal, progress: Progress): Promise<readonly string[]> {
    const path = repository.archivePath(backup.archive);
    const key = await deps.key();
    progress("reading", 0.1);
    const { manifest } = await checkArchive(path, key);
    return within(async (client) => {
      const scratch = await createScratch(client, newId());
      try {
        const target = await deps.connectTo(scratch);
        try {
          progress("restoring", 0.3);
          await deps.migrateTo(target, manifest.migrations);
          signal.throwIfAborted();
          await loadTables(target, path, key, manifest);
          progress("comparing", 0.7);
          const found = await differences(target, manifest);
          const wrong = found.map(
            ({ table, expected, found: there }) =>
              `The table ${table} came back with ${there.rows} rows instead of ${expected.rows}, or with other content.`,
          );
          return [...wrong, ...(await missingBlobs(manifest))];
        } finally {
          await target.end().catch(() => undefined);
        }
      } finally {
        await dropScratch(client, scratch);
      }
    });
  }

  /** Reads one file of each feature. */
  async function missingBlobs(manifest: Manifest): Promise<readonly string[]> {
    const one = new Map(manifest.blobs.map((blob) => [blob.feature, blob]));
    const wrong: string[] = [];
    for (const blob of one.values()) {
      if (!(await repository.readBlob(blob.sha256))) wrong.push(`The file ${blob.key} is missing or damaged.`);
    }
    return wrong;
  }

  async function tellDrill(drill: Drill) {
    await deps.notifications.send(database.db, {
      kind: drill.ok ? "backup.drill_passed" : "backup.drill_failed",
      severity: drill.ok ? "info" : "critical",
      topic: "backup",
      object: { kind: "drill", id: drill.id },
      title: drill.ok ? "The newest backup can be restored" : "The newest backup cannot be restored",
      text: drill.ok ? "It was restored for a try and every table was the same." : drill.differences.join("\n"),
      link: "/system/backups",
      dedupeKey: "backup drill",
      phase: drill.ok ? "resolve" : "fire",
    });
  }

  return {
    async create(by, signal, progress) {
      await repository.prepare();
      const { id: installation, epoch } = await within(installationOf);
      const createdAt = clock.now();
      const stamp = createdAt.toISOString().replaceAll(/[-:]/g, "").replace(/\.\d+/, "");
      const id = newId();
      const backup: Backup = {
        id,
        archive: `${installation.slice(0, 8)}-${stamp}-${id.slice(-4)}.wbk`,
        state: "writing",
        bytes: null,
        version: deps.version,
        schemaNumber: null,
        epoch,
        tables: null,
        blobs: null,
        blobsCopied: null,
        error: null,
        createdAt,
        finishedAt: null,
      };
      await store.add(backup);
      try {
        await store.update(id, await write(backup, installation, signal, progress));
        await tidy();
      } catch (failure) {
        await repository.removeArchive(backup.archive);
        const full = (failure as { readonly code?: unknown }).code === "ENOSPC";
        const told = full ? BackupErrors.no_space({ folder: repository.folder }, { cause: failure }) : failure;
        const error = told instanceof AppError ? told.message : "It was interrupted; the log says by what.";
        await store.update(id, { state: "failed", error, finishedAt: clock.now() });
        throw told;
      }
      await deps.audit.record(database.db, {
        actor: by,
        action: "backup.create_archive",
        subject: { kind: "backup", id },
        summary: `Made the backup ${backup.archive}.`,
        undo: { impossible: "a copy does no harm; it is removed when its time is over." },
      });
      return (await store.find(id)) ?? backup;
    },

    list: () => store.list(),

    async read(id) {
      const found = await store.find(id);
      if (!found) throw BackupErrors.not_found({});
      return found;
    },

    async verify(id) {
      const backup = await store.find(id);
      if (backup?.state !== "good") throw BackupErrors.not_found({});
      const { manifest } = await checkArchive(repository.archivePath(backup.archive), await deps.key());
      for (const blob of manifest.blobs) {
        if (!(await repository.readBlob(blob.sha256))) throw BackupErrors.blob_missing({ key: blob.key });
      }
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      return { tables: manifest.tables.length, rows, blobs: manifest.blobs.length };
    },

    async drill(signal, progress) {
      const began = clock.monotonicMs();
      const backup = await store.newestGood();
      const differencesFound = backup
        ? await tryRestore(backup, signal, progress).catch((failure: unknown) => {
            signal.throwIfAborted();
            deps.log.warn({ err: failure }, "the backup could not be restored for a try");
            return [failure instanceof AppError ? failure.message : `It could not be restored: ${String(failure)}`];
          })
        : ["There is no good backup to restore."];
      const drill: Drill = {
        id: newId(),
        backupId: backup?.id ?? null,
        ok: differencesFound.length === 0,
        tookMs: Math.round(clock.monotonicMs() - began),
        differences: differencesFound,
        at: clock.now(),
      };
      await store.addDrill(drill);
      await tellDrill(drill);
      return drill;
    },

    drills: () => store.drills(),
    lastGood: async () => (await store.newestGood())?.createdAt ?? null,
    lastDrill: async () => (await store.drills())[0] ?? null,
  };
}
