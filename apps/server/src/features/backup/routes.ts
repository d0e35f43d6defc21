import {
  type BackupWire,
  createBackup,
  type DrillWire,
  listBackups,
  listDrills,
  readBackup,
  runDrill,
  verifyBackup,
} from "@wopr/contracts";
import type { z } from "zod";
import type { Db } from "../../db/db.ts";
import type { App } from "../../http/env.ts";
import { mount } from "../../http/mount.ts";
import type { Jobs } from "../../jobs/job.ts";
import type { BackupService } from "./backup.ts";
import { createBackupJob, drillJob } from "./jobs.ts";
import type { Backup, Drill } from "./store.ts";

/** Mounts backups and drills. Restoring is an act of the command line: a server cannot replace what it stands on. */
export function mountBackupRoutes(app: App, service: BackupService, jobs: Jobs, db: Db): void {
  const enqueue = (kind: typeof createBackupJob, createdBy: string, requestId: string) =>
    db.transaction((tx) => jobs.enqueue(tx, kind, {}, { createdBy, requestId }));

  mount(app, listBackups, async () => ({ items: (await service.list()).map(toBackupWire), next_cursor: null }));
  mount(app, createBackup, async (_, caller, facts) => ({
    job_id: await enqueue(createBackupJob, caller.id, facts.requestId),
  }));
  mount(app, readBackup, async ({ params }) => toBackupWire(await service.read(params.id)));
  mount(app, verifyBackup, ({ params }) => service.verify(params.id));
  mount(app, listDrills, async () => ({ items: (await service.drills()).map(toDrillWire), next_cursor: null }));
  mount(app, runDrill, async (_, caller, facts) => ({ job_id: await enqueue(drillJob, caller.id, facts.requestId) }));
}

const toBackupWire = (backup: Backup): z.infer<typeof BackupWire> => ({
  id: backup.id,
  archive: backup.archive,
  state: backup.state,
  bytes: backup.bytes,
  version: backup.version,
  epoch: backup.epoch,
  tables: backup.tables?.length ?? null,
  rows: backup.tables?.reduce((sum, { rows }) => sum + rows, 0) ?? null,
  blobs: backup.blobs,
  blobs_copied: backup.blobsCopied,
  error: backup.error,
  created_at: backup.createdAt.toISOString(),
  finished_at: backup.finishedAt?.toISOString() ?? null,
});

const toDrillWire = (drill: Drill): z.infer<typeof DrillWire> => ({
  id: drill.id,
  backup_id: drill.backupId,
  ok: drill.ok,
  took_ms: drill.tookMs,
  differences: [...drill.differences],
  at: drill.at.toISOString(),
});
