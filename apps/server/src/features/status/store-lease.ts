import { sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";

/** Who runs the checks. */
export interface LeaseStore {
  /**
   * Takes or renews the lease by the clock of the database. The fence grows when it changes hands.
   *
   * @returns The fence while it is ours; undefined while somebody else holds it.
   */
  take(holder: string, seconds: number): Promise<number | undefined>;
  /** Gives it up, so that another need not wait. Idempotent. */
  release(holder: string): Promise<void>;
}

/** The lease in PostgreSQL. */
export function createLeaseStore(db: Db): LeaseStore {
  return {
    async take(holder, seconds) {
      const { rows } = await db.execute(sql`
        INSERT INTO status_lease AS lease (holder, fence, expires_at)
        VALUES (${holder}::uuid, 1, clock_timestamp() + make_interval(secs => ${seconds}))
        ON CONFLICT (id) DO UPDATE SET holder = excluded.holder,
          fence = lease.fence + CASE WHEN lease.holder = excluded.holder THEN 0 ELSE 1 END,
          expires_at = excluded.expires_at
        WHERE lease.holder = excluded.holder OR lease.expires_at < clock_timestamp()
        RETURNING lease.fence`);
      const row = rows[0] as { fence: number } | undefined;
      return row ? Number(row.fence) : undefined;
    },

    async release(holder) {
      await db.execute(
        sql`UPDATE status_lease SET expires_at = clock_timestamp() - interval '1 second' WHERE holder = ${holder}::uuid`,
      );
    },
  };
}
