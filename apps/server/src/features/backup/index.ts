import type { Db } from "../../db/db.ts";
import type { Jobs } from "../../jobs/job.ts";
import type { Feature } from "../feature.ts";
import { type BackupDeps, type BackupService, createBackupService } from "./backup.ts";
import { backupHandlers } from "./jobs.ts";
import { createRepository } from "./repository.ts";
import { mountBackupRoutes } from "./routes.ts";

export type { BackupService } from "./backup.ts";
export { createBackupJob, drillJob } from "./jobs.ts";
export { loadKey } from "./key.ts";
export { restore } from "./restore.ts";

/** Backups, for the rest of the server. */
export interface BackupFeature extends Feature {
  readonly service: BackupService;
}

/** Wires the feature. Does no work: nothing is written before a job or somebody asks. */
export function createBackupFeature(
  deps: Omit<BackupDeps, "repository"> & {
    readonly db: Db;
    readonly jobs: Jobs;
    /** Folder or mounted share of the repository. */
    readonly folder: string;
  },
): BackupFeature {
  const service = createBackupService({ ...deps, repository: createRepository(deps.folder, deps.newId) });
  return {
    name: "backup",
    service,
    mountRoutes: (app) => mountBackupRoutes(app, service, deps.jobs, deps.db),
    jobs: backupHandlers(service),
    topics: [],
    parts: [],
  };
}
