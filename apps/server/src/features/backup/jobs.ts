import { z } from "zod";
import { defineJob, type JobHandler } from "../../jobs/job.ts";
import { SYSTEM_ACTOR } from "../audit/index.ts";
import type { BackupService } from "./backup.ts";

/** Makes a backup and removes those whose time is over. */
export const createBackupJob = defineJob({
  id: "backup.create",
  payload: z.object({}),
  attempts: 3,
  timeoutMs: 6 * 60 * 60_000,
  whyRepeatable: "Each run writes an archive of its own; one that was interrupted leaves no archive behind.",
});

/** Restores the newest backup for a try. */
export const drillJob = defineJob({
  id: "backup.drill",
  payload: z.object({}),
  attempts: 2,
  timeoutMs: 6 * 60 * 60_000,
  whyRepeatable: "It restores into a database of its own, which is removed whatever happens.",
});

/** Handlers of both. */
export const backupHandlers = (service: BackupService): readonly JobHandler[] => [
  {
    kind: createBackupJob,
    async run(_, context) {
      const backup = await service.create(SYSTEM_ACTOR, context.signal, context.progress);
      await context.finish(async () => {}, { archive: backup.archive, bytes: backup.bytes });
    },
  },
  {
    kind: drillJob,
    async run(_, context) {
      const drill = await service.drill(context.signal, context.progress);
      await context.finish(async () => {}, { ok: drill.ok, took_ms: drill.tookMs });
    },
  },
];
