import { sql } from "drizzle-orm";
import type { Db } from "../db/db.ts";

/** A job to be looked at. */
export interface Dispatch {
  readonly id: string;
  readonly kind: string;
  /** Smaller comes first. */
  readonly priority: number;
  /** Not before this long after the beginning of the transaction. */
  readonly delayMs?: number;
}

/**
 * Has a job looked at again, once the transaction commits. A second call for the same job replaces the first, also
 * when a worker that is gone still holds that. (New jobs are dispatched by the function `jobs_add` of the schema.)
 */
export async function dispatch(tx: Db, job: Dispatch): Promise<void> {
  await tx.execute(sql`
    SELECT graphile_worker.add_job(
      ${job.kind}::text, json_build_object('id', ${job.id}::text),
      run_at => now() + make_interval(secs => ${(job.delayMs ?? 0) / 1000}),
      max_attempts => 25, job_key => ${job.id}::text, priority => ${job.priority}::integer)`);
}

/** Forgets a job that needs nobody any more. */
export async function undispatch(tx: Db, id: string): Promise<void> {
  await tx.execute(sql`SELECT graphile_worker.remove_job(${id})`);
}
