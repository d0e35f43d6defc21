import type pg from "pg";
import type { ClaimedJob, Lease } from "./store.ts";

/**
 * The two statements every job runs, prepared once per connection: planning them anew each time costs more than
 * carrying them out.
 */

interface ClaimRow {
  readonly kind: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly attempts: number;
  readonly failures: number;
  readonly max_failures: number;
  readonly request_id: string | null;
}

/** Takes a job that is queued and due, for `leaseMs` of the database's time. */
export async function claimJob(
  pool: pg.Pool,
  lease: Lease,
  worker: number,
  leaseMs: number,
): Promise<ClaimedJob | undefined> {
  const { rows } = await pool.query<ClaimRow>({
    name: "jobs_claim",
    text: `UPDATE jobs SET state = 'processing', attempts = attempts + 1, worker = $2, lease_token = $3,
        lease_until = now() + make_interval(secs => $4::float8 / 1000), progress = NULL
      WHERE id = $1 AND state = 'queued' AND run_at <= now()
      RETURNING kind, payload, priority, attempts, failures, max_failures, request_id`,
    values: [lease.id, worker, lease.token, leaseMs],
  });
  const [row] = rows;
  return (
    row && {
      lease,
      kind: row.kind,
      payload: row.payload,
      priority: row.priority,
      attempt: row.attempts,
      failures: row.failures,
      maxFailures: row.max_failures,
      requestId: row.request_id,
    }
  );
}

/** Completes a job that has nothing to commit together with it. @returns Whether the lease still held. */
export async function completeJob(pool: pg.Pool, lease: Lease): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: "jobs_complete",
    text: `UPDATE jobs SET state = 'completed', completed_at = now(), error = NULL, worker = NULL, lease_token = NULL,
        lease_until = NULL
      WHERE id = $1 AND lease_token = $2 AND state = 'processing'`,
    values: [lease.id, lease.token],
  });
  return rowCount === 1;
}
