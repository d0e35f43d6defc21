import { sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { microsText } from "./domain/micros.ts";
import type { Facts, NorunReason, Run, Trigger } from "./domain/types.ts";

/** Runs as the database keeps them. */
export interface ResultStore {
  /**
   * Stores runs. A run that is there already, by id or by its slot, stays as it is.
   *
   * @returns Ids of the runs that were not there before.
   */
  insert(runs: readonly Run[]): Promise<ReadonlySet<string>>;
  /** Runs stored by anybody after a place, oldest first, and the newest place. */
  storedAfter(seq: number, limit: number): Promise<{ readonly runs: readonly Run[]; readonly seq: number }>;
  /** The newest place there is. */
  head(): Promise<number>;
  /** The newest runs of every check, at most `each`, oldest first. */
  newest(each: number, since: Date): Promise<readonly Run[]>;
  /** Runs of one check before a place, newest first. `before`: microseconds and id of the last one seen. */
  page(
    check: string,
    limit: number,
    before: { readonly atUs: number; readonly runId: string } | undefined,
  ): Promise<readonly Run[]>;
  /** Deletes runs that are due no longer. @returns How many. */
  deleteBefore(before: Date, limit: number): Promise<number>;
  /** Makes the partition of a month, and takes runs of it out of the default one. Idempotent. */
  ensureMonth(month: Date): Promise<void>;
  /** Drops partitions that end before a time. @returns Their names. */
  dropMonthsBefore(before: Date): Promise<readonly string[]>;
}

interface ResultRow {
  readonly run_id: string;
  readonly at_us: string;
  readonly check_name: string;
  readonly vantage: string;
  readonly started_us: string;
  readonly ended_us: string;
  readonly result: Run["result"];
  readonly norun_reason: NorunReason | null;
  readonly root: readonly string[];
  readonly ms: number;
  readonly error: string | null;
  readonly facts: Facts | null;
  readonly trigger: Trigger;
  readonly maintenance: boolean;
  readonly seq: number;
}

const micros = (column: string) => sql.raw(`(extract(epoch FROM ${column}) * 1000000)::bigint::text`);
const COLUMNS = sql`run_id, ${micros("at")} AS at_us, check_name, vantage, ${micros("started_at")} AS started_us,
  ${micros("ended_at")} AS ended_us, result, norun_reason, root, ms, error, facts, trigger, maintenance, seq`;

/** Runs in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createResultStore(db: Db): ResultStore {
  const read = async (query: ReturnType<typeof sql>) =>
    ((await db.execute(query)).rows as unknown as ResultRow[]).map((row) => ({
      run: toRun(row),
      seq: Number(row.seq),
    }));
  return {
    async insert(runs) {
      if (runs.length === 0) return new Set();
      // One parameter whatever the number of runs: a statement per batch, not per run.
      const { rows } = await db.execute(sql`
        INSERT INTO status_results (run_id, at, check_name, vantage, started_at, ended_at, result, norun_reason, root, ms,
          error, facts, trigger, maintenance)
        SELECT run_id, at, check_name, vantage, started_at, ended_at, result, norun_reason, root, ms, error, facts, trigger,
          maintenance
        FROM jsonb_to_recordset(${JSON.stringify(runs.map(toRecord))}::jsonb) AS given (run_id uuid, at timestamptz,
          check_name text, vantage text, started_at timestamptz, ended_at timestamptz, result text, norun_reason text,
          root text[], ms real, error text, facts jsonb, trigger text, maintenance boolean)
        ON CONFLICT DO NOTHING
        RETURNING run_id`);
      return new Set((rows as unknown as { run_id: string }[]).map((row) => row.run_id));
    },

    async storedAfter(seq, limit) {
      const found = await read(
        sql`SELECT ${COLUMNS} FROM status_results WHERE seq > ${seq} ORDER BY seq LIMIT ${limit}`,
      );
      return { runs: found.map(({ run }) => run), seq: found.at(-1)?.seq ?? seq };
    },

    async head() {
      const { rows } = await db.execute(sql`SELECT coalesce(max(seq), 0)::bigint AS seq FROM status_results`);
      return Number((rows[0] as { seq: number } | undefined)?.seq ?? 0);
    },

    async newest(each, since) {
      const found = await read(sql`
        SELECT ${COLUMNS} FROM (
          SELECT *, row_number() OVER (PARTITION BY check_name ORDER BY at DESC, run_id DESC) AS place
          FROM status_results WHERE at >= ${since.toISOString()}
        ) AS placed
        WHERE place <= ${each} ORDER BY at, run_id`);
      return found.map(({ run }) => run);
    },

    async page(check, limit, before) {
      const after = before
        ? sql`AND (at, run_id) < (${microsText(before.atUs)}::timestamptz, ${before.runId}::uuid)`
        : sql``;
      const found = await read(sql`
        SELECT ${COLUMNS} FROM status_results WHERE check_name = ${check} ${after}
        ORDER BY at DESC, run_id DESC LIMIT ${limit}`);
      return found.map(({ run }) => run);
    },

    async deleteBefore(before, limit) {
      const { rowCount } = await db.execute(sql`
        DELETE FROM status_results WHERE (run_id, at) IN (
          SELECT run_id, at FROM status_results WHERE at < ${before.toISOString()} LIMIT ${limit})`);
      return rowCount ?? 0;
    },

    async ensureMonth(month) {
      const [from, to] = [monthOf(month, 0), monthOf(month, 1)];
      const name = partitionName(from);
      const { rows } = await db.execute(sql`SELECT to_regclass(${name}) IS NOT NULL AS there`);
      if ((rows[0] as { there: boolean } | undefined)?.there) return;
      await db.transaction(async (tx) => {
        await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('status partitions', 0))`);
        const again = await tx.execute(sql`SELECT to_regclass(${name}) IS NOT NULL AS there`);
        if ((again.rows[0] as { there: boolean } | undefined)?.there) return;
        const range = sql`at >= ${from.toISOString()} AND at < ${to.toISOString()}`;
        await tx.execute(sql.raw(`CREATE TABLE ${name} (LIKE status_results INCLUDING ALL)`));
        await tx.execute(sql`
          WITH moved AS (DELETE FROM status_results_default WHERE ${range} RETURNING *)
          INSERT INTO ${sql.raw(name)} SELECT * FROM moved`);
        await tx.execute(
          sql.raw(
            `ALTER TABLE status_results ATTACH PARTITION ${name} FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
          ),
        );
      });
    },

    async dropMonthsBefore(before) {
      const { rows } = await db.execute(sql`
        SELECT relid::regclass::text AS name FROM pg_partition_tree('status_results') WHERE isleaf`);
      const dropped: string[] = [];
      for (const { name } of rows as unknown as { name: string }[]) {
        const found = /^status_results_(\d{4})_(\d\d)$/.exec(name);
        if (!found || Date.UTC(Number(found[1]), Number(found[2])) > before.getTime()) continue;
        await db.execute(sql.raw(`DROP TABLE IF EXISTS ${name}`));
        dropped.push(name);
      }
      return dropped;
    },
  };
}

const monthOf = (date: Date, ahead: number) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1));
const partitionName = (from: Date) =>
  `status_results_${from.getUTCFullYear()}_${String(from.getUTCMonth() + 1).padStart(2, "0")}`;

const toRecord = (run: Run) => ({
  run_id: run.runId,
  at: microsText(run.atUs),
  check_name: run.check,
  vantage: run.vantage,
  started_at: microsText(run.startedUs),
  ended_at: microsText(run.endedUs),
  result: run.result,
  norun_reason: run.norunReason,
  root: run.root,
  ms: run.ms,
  error: run.error,
  facts: Object.keys(run.facts).length > 0 ? run.facts : null,
  trigger: run.trigger,
  maintenance: run.maintenance,
});

const toRun = (row: ResultRow): Run => ({
  runId: row.run_id,
  check: row.check_name,
  vantage: row.vantage,
  atUs: Number(row.at_us),
  startedUs: Number(row.started_us),
  endedUs: Number(row.ended_us),
  result: row.result,
  norunReason: row.norun_reason,
  root: row.root,
  ms: row.ms,
  error: row.error,
  facts: row.facts ?? {},
  trigger: row.trigger,
  maintenance: row.maintenance,
});
