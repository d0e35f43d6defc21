import { z } from "zod";
import { ReasonWire } from "./audit.ts";
import { IdParams, IdWire, InstantWire } from "./common.ts";
import { defineEndpoint } from "./endpoint.ts";
import { JobWire } from "./platform.ts";

const ListOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });
const Begun = z.object({ job_id: IdWire });

/** A copy of everything. */
export const BackupWire = z.object({
  id: IdWire,
  /** Name of the file in `archives/` of the repository. */
  archive: z.string(),
  state: z.enum(["writing", "good", "failed", "removed"]),
  bytes: z.number().nullable(),
  version: z.string(),
  epoch: z.int(),
  tables: z.int().nullable(),
  rows: z.int().nullable(),
  /** Stored files, and how many of them were not in the repository yet. */
  blobs: z.int().nullable(),
  blobs_copied: z.int().nullable(),
  error: z.string().nullable(),
  created_at: InstantWire,
  finished_at: InstantWire.nullable(),
});
/** {@link BackupWire} as a type. */
export type BackupWire = z.infer<typeof BackupWire>;

/** A try to restore. */
export const DrillWire = z.object({
  id: IdWire,
  backup_id: IdWire.nullable(),
  ok: z.boolean(),
  took_ms: z.int(),
  differences: z.array(z.string()),
  at: InstantWire,
});
/** {@link DrillWire} as a type. */
export type DrillWire = z.infer<typeof DrillWire>;

/** `GET /backups` */
export const listBackups = defineEndpoint({
  method: "GET",
  path: "/backups",
  summary: "Backups, newest first",
  scope: "backup:read",
  status: 200,
  response: ListOf(BackupWire),
});

/** `POST /backups`: begins one; restoring is an act of the command line. */
export const createBackup = defineEndpoint({
  method: "POST",
  path: "/backups",
  summary: "Make a backup now",
  scope: "backup:operate",
  status: 202,
  response: Begun,
});

/** `GET /backups/:id` */
export const readBackup = defineEndpoint({
  method: "GET",
  path: "/backups/:id",
  summary: "One backup",
  scope: "backup:read",
  params: IdParams,
  status: 200,
  response: BackupWire,
  errors: ["backup.not_found"],
});

/** `POST /backups/:id/verify`: reads archive and files from beginning to end. */
export const verifyBackup = defineEndpoint({
  method: "POST",
  path: "/backups/:id/verify",
  summary: "Whether a backup is whole",
  scope: "backup:operate",
  params: IdParams,
  status: 200,
  response: z.object({ tables: z.int(), rows: z.int(), blobs: z.int() }),
  deadlineMs: 600_000,
  errors: ["backup.not_found", "backup.damaged", "backup.truncated", "backup.table_damaged", "backup.blob_missing"],
});

/** `GET /drills` */
export const listDrills = defineEndpoint({
  method: "GET",
  path: "/drills",
  summary: "Tries to restore, newest first",
  scope: "backup:read",
  status: 200,
  response: ListOf(DrillWire),
});

/** `POST /drills` */
export const runDrill = defineEndpoint({
  method: "POST",
  path: "/drills",
  summary: "Restore the newest backup for a try now",
  scope: "backup:operate",
  status: 202,
  response: Begun,
});

/** Something that runs by the clock. */
export const ScheduleWire = z.object({
  name: z.string(),
  /** minute hour day month weekday */
  cron: z.string(),
  zone: z.string(),
  job_kind: z.string(),
  enabled: z.boolean(),
  misfire: z.enum(["run_once", "skip"]),
  last_run: InstantWire.nullable(),
  next_run: InstantWire,
});
/** {@link ScheduleWire} as a type. */
export type ScheduleWire = z.infer<typeof ScheduleWire>;
const NameParams = z.object({ name: z.string().min(1).max(100) });

/** `GET /schedules` */
export const listSchedules = defineEndpoint({
  method: "GET",
  path: "/schedules",
  summary: "What runs by the clock",
  scope: "jobs:read",
  status: 200,
  response: ListOf(ScheduleWire),
});

/** `PATCH /schedules/:name` */
export const changeSchedule = defineEndpoint({
  method: "PATCH",
  path: "/schedules/:name",
  summary: "Change when something runs",
  scope: "system:operate",
  params: NameParams,
  body: z.strictObject({
    cron: z.string().min(9).max(100).optional(),
    zone: z.string().min(1).max(60).optional(),
    enabled: z.boolean().optional(),
    reason: ReasonWire.optional(),
  }),
  status: 200,
  response: ScheduleWire,
  errors: ["job.schedule_not_found", "job.schedule_invalid"],
});

/** `POST /schedules/:name/run` */
export const runSchedule = defineEndpoint({
  method: "POST",
  path: "/schedules/:name/run",
  summary: "Run it now, besides its times",
  scope: "jobs:operate",
  params: NameParams,
  status: 202,
  response: Begun,
  errors: ["job.schedule_not_found"],
});

/** `POST /jobs/:id/retry`: a job that failed for good begins anew. */
export const retryJob = defineEndpoint({
  method: "POST",
  path: "/jobs/:id/retry",
  summary: "Try a failed job again",
  scope: "jobs:operate",
  params: IdParams,
  status: 200,
  response: JobWire,
  errors: ["job.not_found", "job.not_failed"],
});

/** `GET /system` */
export const readSystem = defineEndpoint({
  method: "GET",
  path: "/system",
  summary: "Versions, features, limits, breakers and disks",
  scope: "system:read",
  status: 200,
  response: z.object({
    version: z.string(),
    commit: z.string(),
    node: z.string(),
    environment: z.string(),
    features: z.array(z.string()),
    database: z.object({
      kind: z.enum(["embedded", "external"]),
      state: z.string(),
      version: z.string().nullable(),
      since: InstantWire,
      restarts: z.int(),
    }),
    limits: z.array(z.object({ name: z.string(), count: z.number(), per_s: z.number() })),
    breakers: z.array(
      z.object({
        target: z.string(),
        part: z.string().nullable(),
        state: z.enum(["closed", "half", "open"]),
        retry_in_s: z.int().nullable(),
      }),
    ),
    disks: z.array(z.object({ name: z.string(), free_bytes: z.number(), total_bytes: z.number() })),
    /** Why secrets cannot be read at the moment. */
    secrets_locked: z.string().nullable(),
    last_backup: InstantWire.nullable(),
    last_drill: z.object({ at: InstantWire, ok: z.boolean() }).nullable(),
  }),
});

/** Every endpoint of running the installation. */
export const operationEndpoints = {
  listBackups,
  createBackup,
  readBackup,
  verifyBackup,
  listDrills,
  runDrill,
  listSchedules,
  changeSchedule,
  runSchedule,
  retryJob,
  readSystem,
} as const;
