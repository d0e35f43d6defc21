import { sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { Counts } from "./domain/uptime.ts";

/** Sizes of buckets. */
export type BucketSize = "5m" | "1h" | "1d";

/** What was counted in one span. */
export interface Bucket extends Counts {
  readonly check: string;
  readonly startMs: number;
  readonly msP50: number | null;
  readonly msP95: number | null;
  readonly msMax: number | null;
}

/** Counts over time. */
export interface BucketStore {
  /** Counts every bucket that touches `[from, to)` afresh from the runs. */
  recompute(from: Date, to: Date): Promise<void>;
  read(check: string, size: BucketSize, from: Date, to: Date): Promise<readonly Bucket[]>;
  /** The daily buckets of all checks since a time. */
  days(since: Date): Promise<readonly Bucket[]>;
  /** Hourly counts of all checks since a time, by check and beginning of the hour in milliseconds. */
  hours(since: Date): Promise<ReadonlyMap<string, ReadonlyMap<number, Counts>>>;
  deleteBefore(size: BucketSize, before: Date): Promise<number>;
}

const SPAN: { readonly [S in BucketSize]: string } = { "5m": "5 minutes", "1h": "1 hour", "1d": "1 day" };

interface BucketRow {
  readonly check_name: string;
  readonly start: Date | string;
  readonly pass: number;
  readonly fail: number;
  readonly norun: number;
  readonly maintenance: number;
  readonly ms_p50: number | null;
  readonly ms_p95: number | null;
  readonly ms_max: number | null;
}

/** A run stands for itself, or, from a journal that was full, for as many as its facts say. */
const count = (result: string, maintenance: boolean) => {
  const key = maintenance ? "maintenance" : result;
  const own = maintenance ? "maintenance" : `NOT maintenance AND result = '${result}'`;
  return sql.raw(`(coalesce(sum((facts -> 'compacted' ->> '${key}')::int), 0) +
    count(*) FILTER (WHERE ${own} AND NOT coalesce(facts ? 'compacted', false)))::int`);
};

/** Counts in PostgreSQL. */
export function createBucketStore(db: Db): BucketStore {
  /** From runs: what is exact for five minutes and hours is also exact for what they are counted from. */
  const fromRuns = (size: "5m" | "1h", from: Date, to: Date) => sql`
    INSERT INTO status_buckets (check_name, vantage, size, start, pass, fail, norun, maintenance, ms_p50, ms_p95, ms_max)
    SELECT check_name, vantage, ${size}, date_bin(${SPAN[size]}::interval, at, 'epoch'),
      ${count("pass", false)}, ${count("fail", false)}, ${count("norun", false)}, ${count("", true)},
      percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE result <> 'norun'),
      percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) FILTER (WHERE result <> 'norun'),
      max(ms) FILTER (WHERE result <> 'norun')
    FROM status_results
    WHERE at >= date_bin(${SPAN[size]}::interval, ${from.toISOString()}::timestamptz, 'epoch')
      AND at < date_bin(${SPAN[size]}::interval, ${to.toISOString()}::timestamptz, 'epoch') + ${SPAN[size]}::interval
    GROUP BY 1, 2, 4
    ON CONFLICT (size, check_name, vantage, start) DO UPDATE SET pass = excluded.pass, fail = excluded.fail,
      norun = excluded.norun, maintenance = excluded.maintenance, ms_p50 = excluded.ms_p50, ms_p95 = excluded.ms_p95,
      ms_max = excluded.ms_max`;

  return {
    async recompute(from, to) {
      if (from >= to) return;
      await db.transaction(async (tx) => {
        // Two servers that count the same hours one after the other come to the same; both at once might not.
        await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('status buckets', 0))`);
        await tx.execute(fromRuns("5m", from, to));
        await tx.execute(fromRuns("1h", from, to));
        // A day is the sum of its hours; its times are those of its hours, because a day of runs is long to sort.
        await tx.execute(sql`
          INSERT INTO status_buckets (check_name, vantage, size, start, pass, fail, norun, maintenance, ms_p50, ms_p95, ms_max)
          SELECT check_name, vantage, '1d', date_bin('1 day', start, 'epoch'), sum(pass), sum(fail), sum(norun),
            sum(maintenance), percentile_disc(0.5) WITHIN GROUP (ORDER BY ms_p50),
            percentile_disc(0.95) WITHIN GROUP (ORDER BY ms_p95), max(ms_max)
          FROM status_buckets
          WHERE size = '1h' AND start >= date_bin('1 day', ${from.toISOString()}::timestamptz, 'epoch')
            AND start < date_bin('1 day', ${to.toISOString()}::timestamptz, 'epoch') + interval '1 day'
          GROUP BY 1, 2, 4
          ON CONFLICT (size, check_name, vantage, start) DO UPDATE SET pass = excluded.pass, fail = excluded.fail,
            norun = excluded.norun, maintenance = excluded.maintenance, ms_p50 = excluded.ms_p50,
            ms_p95 = excluded.ms_p95, ms_max = excluded.ms_max`);
      });
    },

    async read(check, size, from, to) {
      const { rows } = await db.execute(sql`
        SELECT check_name, start, pass, fail, norun, maintenance, ms_p50, ms_p95, ms_max FROM status_buckets
        WHERE size = ${size} AND check_name = ${check} AND start >= ${from.toISOString()} AND start < ${to.toISOString()}
        ORDER BY start`);
      return (rows as unknown as BucketRow[]).map(toBucket);
    },

    async days(since) {
      const { rows } = await db.execute(sql`
        SELECT check_name, start, pass, fail, norun, maintenance, ms_p50, ms_p95, ms_max FROM status_buckets
        WHERE size = '1d' AND start >= ${since.toISOString()} ORDER BY start`);
      return (rows as unknown as BucketRow[]).map(toBucket);
    },

    async hours(since) {
      const { rows } = await db.execute(sql`
        SELECT check_name, start, pass, fail, norun, maintenance FROM status_buckets
        WHERE size = '1h' AND start >= ${since.toISOString()} ORDER BY start`);
      const all = new Map<string, Map<number, Counts>>();
      for (const row of rows as unknown as (Counts & { check_name: string; start: Date | string })[]) {
        const { check_name: check, start, ...counts } = row;
        const own = all.get(check) ?? new Map<number, Counts>();
        own.set(new Date(start).getTime(), counts);
        all.set(check, own);
      }
      return all;
    },

    async deleteBefore(size, before) {
      const { rowCount } = await db.execute(
        sql`DELETE FROM status_buckets WHERE size = ${size} AND start < ${before.toISOString()}`,
      );
      return rowCount ?? 0;
    },
  };
}

const toBucket = (row: BucketRow): Bucket => ({
  check: row.check_name,
  startMs: new Date(row.start).getTime(),
  pass: row.pass,
  fail: row.fail,
  norun: row.norun,
  maintenance: row.maintenance,
  msP50: row.ms_p50,
  msP95: row.ms_p95,
  msMax: row.ms_max,
});
