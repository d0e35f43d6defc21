import { sql } from "drizzle-orm";
import type { Db } from "../db/db.ts";
import type { JobView } from "./job.ts";

/** A new job, as it is stored. */
export interface NewJob {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly maxFailures: number;
  readonly requestId: string | null;
  readonly createdBy: string | null;
}

/** Proof of holding a job: unique for every run, so a later holder can never be mistaken for an earlier one. */
export interface Lease {
  readonly id: string;
  readonly token: string;
}

/** A job taken by a worker. */
export interface ClaimedJob {
  readonly lease: Lease;
  readonly kind: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly attempt: number;
  readonly failures: number;
  readonly maxFailures: number;
  readonly requestId: string | null;
}

/** A job in progress, as {@link JobStore.processing} sees it. */
export interface ProcessingJob {
  readonly lease: Lease;
  /** Number of the worker that claimed it. */
  readonly worker: number;
  readonly kind: string;
  readonly priority: number;
  readonly losses: number;
  readonly leaseExpired: boolean;
  /** Whether the worker that holds it has no connection to the database any more. */
  readonly workerAbsent: boolean;
}

/** What is shown of a failure. */
export interface JobFailure {
  readonly code: string;
  readonly detail: string;
}

/**
 * The rows of background work. Every change of a running job names its lease and does nothing without it; the returned
 * boolean says whether the lease still held.
 */
export interface JobStore {
  /** Adds a job and has it dispatched, both with the transaction. */
  insert(job: NewJob): Promise<void>;
  find(id: string): Promise<JobView | undefined>;
  /** Newest first, below `beforeId`. */
  list(limit: number, beforeId: string | undefined): Promise<readonly JobView[]>;
  /** Keeps the row from changing until the transaction ends, if the lease holds. */
  lock(lease: Lease): Promise<boolean>;
  /** Of these leases, those that were extended. A job that is just being finished is skipped. */
  extend(leases: readonly Lease[], leaseMs: number): Promise<ReadonlySet<string>>;
  /** Of these leases, those that still hold. */
  held(leases: readonly Lease[]): Promise<ReadonlySet<string>>;
  setProgress(lease: Lease, progress: NonNullable<JobView["progress"]>): Promise<boolean>;
  complete(lease: Lease, result: unknown): Promise<boolean>;
  fail(lease: Lease, failure: JobFailure, dead: boolean): Promise<boolean>;
  /** Back into the queue after a failed run. */
  requeueFailed(lease: Lease, failure: JobFailure, delayMs: number): Promise<boolean>;
  /** Back into the queue because its worker stops: not a failure. */
  release(lease: Lease): Promise<boolean>;
  /** Back into the queue because its worker vanished. */
  requeueLost(lease: Lease): Promise<boolean>;
  /** A failed job into the queue again, as if it had never run. @returns `false` when it did not fail. */
  revive(id: string): Promise<boolean>;
  /** Tells the worker that has it, too. @returns The state it had, if it was queued or in progress. */
  cancel(id: string, failure: JobFailure): Promise<"queued" | "processing" | undefined>;
  processing(): Promise<readonly ProcessingJob[]>;
  /** Queued jobs that are overdue although nothing in the queue leads to them, or a worker took it and vanished. */
  stranded(overdueMs: number): Promise<readonly { id: string; kind: string; priority: number }[]>;
}

/** Channel on which workers hear which job was cancelled. */
export const CANCEL_CHANNEL = "wopr_jobs_cancelled";

/** First key of the advisory locks by which workers show that they are there; the second is their number. */
export const WORKER_LOCKS = 770_618;

interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly state: JobView["state"];
  readonly payload: unknown;
  readonly progress: JobView["progress"];
  readonly result: unknown;
  readonly error: JobView["error"];
  readonly attempts: number;
  readonly dead: boolean;
  /** Milliseconds since 1970. */
  readonly created_ms: number;
  readonly completed_ms: number | null;
}

const toView = (row: JobRow): JobView => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  payload: row.payload,
  progress: row.progress,
  result: row.result,
  error: row.error,
  attempts: row.attempts,
  dead: row.dead,
  createdAt: new Date(row.created_ms),
  completedAt: row.completed_ms === null ? null : new Date(row.completed_ms),
});

const VIEW = sql`id, kind, state, payload, progress, result, error, attempts, dead,
  (extract(epoch FROM created_at) * 1000)::float8 AS created_ms,
  (extract(epoch FROM completed_at) * 1000)::float8 AS completed_ms`;
const json = (value: unknown) => sql`${JSON.stringify(value ?? null)}::jsonb`;
const interval = (ms: number) => sql`make_interval(secs => ${ms / 1000})`;
const ids = (leases: readonly Lease[]) =>
  sql`(VALUES ${sql.join(
    leases.map(({ id, token }) => sql`(${id}::uuid, ${token}::uuid)`),
    sql`, `,
  )})`;
const GIVEN_UP = sql`worker = NULL, lease_token = NULL, lease_until = NULL`;

/** Background work in PostgreSQL. Leases are measured by the database's clock alone. */
export function createJobStore(db: Db): JobStore {
  const rowsOf = async <Row>(query: ReturnType<typeof sql>) => (await db.execute(query)).rows as unknown as Row[];
  const changes = async (lease: Lease, set: ReturnType<typeof sql>) => {
    const { rowCount } = await db.execute(sql`
      UPDATE jobs SET ${set} WHERE id = ${lease.id} AND lease_token = ${lease.token} AND state = 'processing'`);
    return rowCount === 1;
  };
  return {
    async insert(job) {
      await db.execute(sql`
        SELECT jobs_add(${job.id}, ${job.kind}, ${json(job.payload)}, ${job.priority}, ${job.maxFailures},
          ${job.requestId}, ${job.createdBy})`);
    },

    async find(id) {
      const [row] = await rowsOf<JobRow>(sql`SELECT ${VIEW} FROM jobs WHERE id = ${id}`);
      return row && toView(row);
    },

    async list(limit, beforeId) {
      const below = beforeId === undefined ? sql`true` : sql`id < ${beforeId}`;
      const rows = await rowsOf<JobRow>(sql`SELECT ${VIEW} FROM jobs WHERE ${below} ORDER BY id DESC LIMIT ${limit}`);
      return rows.map(toView);
    },

    async lock(lease) {
      const rows = await rowsOf(sql`
        SELECT 1 FROM jobs
        WHERE id = ${lease.id} AND lease_token = ${lease.token} AND state = 'processing' FOR UPDATE`);
      return rows.length === 1;
    },

    async extend(leases, leaseMs) {
      if (leases.length === 0) return new Set();
      const rows = await rowsOf<{ id: string }>(sql`
        UPDATE jobs SET lease_until = now() + ${interval(leaseMs)}
        WHERE id IN (
          SELECT jobs.id FROM jobs JOIN ${ids(leases)} AS given (id, token)
            ON jobs.id = given.id AND jobs.lease_token = given.token
          WHERE jobs.state = 'processing' FOR UPDATE OF jobs SKIP LOCKED
        )
        RETURNING id`);
      return new Set(rows.map((row) => row.id));
    },

    async held(leases) {
      if (leases.length === 0) return new Set();
      const rows = await rowsOf<{ id: string }>(sql`
        SELECT jobs.id FROM jobs JOIN ${ids(leases)} AS given (id, token)
          ON jobs.id = given.id AND jobs.lease_token = given.token
        WHERE jobs.state = 'processing'`);
      return new Set(rows.map((row) => row.id));
    },

    setProgress: (lease, progress) => changes(lease, sql`progress = ${json(progress)}`),

    complete: (lease, result) =>
      changes(
        lease,
        sql`state = 'completed', completed_at = now(), error = NULL, result = ${json(result)}, ${GIVEN_UP}`,
      ),

    fail: (lease, failure, dead) =>
      changes(
        lease,
        sql`state = 'failed', completed_at = now(), failures = failures + 1, dead = ${dead},
          error = ${json(failure)}, ${GIVEN_UP}`,
      ),

    requeueFailed: (lease, failure, delayMs) =>
      changes(
        lease,
        sql`state = 'queued', failures = failures + 1, error = ${json(failure)},
          run_at = now() + ${interval(delayMs)}, ${GIVEN_UP}`,
      ),

    release: (lease) => changes(lease, sql`state = 'queued', run_at = now(), ${GIVEN_UP}`),

    requeueLost: (lease) => changes(lease, sql`state = 'queued', losses = losses + 1, run_at = now(), ${GIVEN_UP}`),

    async revive(id) {
      const { rowCount } = await db.execute(sql`
        UPDATE jobs SET state = 'queued', dead = false, error = NULL, failures = 0, losses = 0, run_at = now(),
          completed_at = NULL
        WHERE id = ${id} AND state = 'failed'`);
      return rowCount === 1;
    },

    async cancel(id, failure) {
      const [row] = await rowsOf<{ was: "queued" | "processing" }>(sql`
        UPDATE jobs SET state = 'cancelled', completed_at = now(), error = ${json(failure)}, ${GIVEN_UP}
        FROM (SELECT id, state FROM jobs WHERE id = ${id} FOR UPDATE) AS before
        WHERE jobs.id = before.id AND jobs.state IN ('queued', 'processing')
        RETURNING before.state AS was`);
      // The row alone reaches the worker with its next look; this reaches it now.
      if (row?.was === "processing") await db.execute(sql`SELECT pg_notify(${CANCEL_CHANNEL}, ${id})`);
      return row?.was;
    },

    async processing() {
      const rows = await rowsOf<{
        id: string;
        lease_token: string;
        kind: string;
        priority: number;
        losses: number;
        expired: boolean;
        absent: boolean;
        worker: number;
      }>(sql`
        SELECT id, lease_token, worker, kind, priority, losses, lease_until < now() AS expired,
          NOT EXISTS (
            SELECT 1 FROM pg_locks
            WHERE pg_locks.locktype = 'advisory' AND pg_locks.granted AND pg_locks.classid = ${WORKER_LOCKS}
              AND pg_locks.objid = jobs.worker::bigint::oid AND pg_locks.objsubid = 2
              AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          ) AS absent
        FROM jobs WHERE state = 'processing'`);
      return rows.map((row) => ({
        lease: { id: row.id, token: row.lease_token },
        kind: row.kind,
        worker: row.worker,
        priority: row.priority,
        losses: row.losses,
        leaseExpired: row.expired,
        workerAbsent: row.absent,
      }));
    },

    stranded: (overdueMs) =>
      rowsOf(sql`
        SELECT jobs.id, jobs.kind, jobs.priority FROM jobs
        WHERE jobs.state = 'queued' AND jobs.run_at < now() - ${interval(overdueMs)}
          AND NOT EXISTS (
            SELECT 1 FROM graphile_worker.jobs AS due
            WHERE due.key = jobs.id::text AND due.attempts < due.max_attempts
              AND (due.locked_at IS NULL OR due.locked_at > now() - ${interval(overdueMs)})
          )
        LIMIT 100`),
  };
}
