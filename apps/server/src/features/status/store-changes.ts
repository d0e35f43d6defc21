import { sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { microsText } from "./domain/micros.ts";
import type { Result } from "./domain/types.ts";

/** A check came to another result than before. */
export interface Change {
  readonly check: string;
  readonly runId: string;
  readonly from: Result | null;
  readonly to: Result;
  readonly atUs: number;
}

/** Every transition, kept for years. */
export interface ChangeStore {
  /** Idempotent by run. */
  insert(changes: readonly Change[]): Promise<void>;
  /** Newest first. */
  page(check: string, limit: number, beforeUs: number | undefined): Promise<readonly Change[]>;
  deleteBefore(before: Date): Promise<void>;
}

/** Transitions in PostgreSQL. */
export function createChangeStore(db: Db): ChangeStore {
  return {
    async insert(changes) {
      if (changes.length === 0) return;
      const rows = changes.map((change) => ({
        run_id: change.runId,
        check_name: change.check,
        from_result: change.from,
        to_result: change.to,
        at: microsText(change.atUs),
      }));
      await db.execute(sql`
        INSERT INTO status_changes (run_id, check_name, from_result, to_result, at)
        SELECT run_id, check_name, from_result, to_result, at FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          AS given (run_id uuid, check_name text, from_result text, to_result text, at timestamptz)
        ON CONFLICT DO NOTHING`);
    },

    async page(check, limit, beforeUs) {
      const before = beforeUs === undefined ? sql`` : sql`AND at < ${microsText(beforeUs)}::timestamptz`;
      const { rows } = await db.execute(sql`
        SELECT run_id, check_name, from_result, to_result, (extract(epoch FROM at) * 1000000)::bigint::text AS at_us
        FROM status_changes WHERE check_name = ${check} ${before} ORDER BY at DESC LIMIT ${limit}`);
      return (
        rows as unknown as {
          run_id: string;
          check_name: string;
          from_result: Result | null;
          to_result: Result;
          at_us: string;
        }[]
      ).map((row) => ({
        check: row.check_name,
        runId: row.run_id,
        from: row.from_result,
        to: row.to_result,
        atUs: Number(row.at_us),
      }));
    },

    async deleteBefore(before) {
      await db.execute(sql`DELETE FROM status_changes WHERE at < ${before.toISOString()}`);
    },
  };
}
