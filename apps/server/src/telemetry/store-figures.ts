import { sql } from "drizzle-orm";
import type { Db } from "../db/db.ts";
import type { Sample } from "./metrics.ts";

/** Figures that are read from the database when they are asked for. */
export interface Figures {
  /** Jobs that wait, and how long the oldest has, seconds; by kind. */
  jobs(): Promise<readonly { readonly kind: string; readonly waiting: number; readonly oldestS: number }[]>;
  /** Jobs that failed for good, by kind. */
  deadJobs(): Promise<readonly Sample[]>;
  /** Age of the oldest event that was written but could not be delivered yet, seconds. */
  outboxLag(): Promise<number>;
  mediaBytes(): Promise<number>;
}

/** Reads the figures; each is one statement over an index or a small table. */
export function createFigures(db: Db): Figures {
  const rowsOf = async <Row>(query: ReturnType<typeof sql>) => (await db.execute(query)).rows as unknown as Row[];
  return {
    jobs: () =>
      rowsOf(sql`
        SELECT kind, count(*)::int AS waiting,
          greatest(0, extract(epoch FROM now() - min(run_at)))::float AS "oldestS"
        FROM jobs WHERE state = 'queued' AND run_at <= now() GROUP BY kind`),
    async deadJobs() {
      const rows = await rowsOf<{ kind: string; dead: number }>(sql`
        SELECT kind, count(*)::int AS dead FROM jobs WHERE dead GROUP BY kind`);
      return rows.map(({ kind, dead }) => ({ labels: { kind }, value: dead }));
    },
    async outboxLag() {
      const [row] = await rowsOf<{ lag: number | null }>(sql`
        SELECT extract(epoch FROM now() - min(created_at))::float AS lag FROM outbox
        WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())`);
      return Math.max(0, row?.lag ?? 0);
    },
    async mediaBytes() {
      const [row] = await rowsOf<{ bytes: number }>(sql`
        SELECT coalesce(sum(bytes), 0)::float AS bytes FROM media_objects WHERE state = 'ready'`);
      return row?.bytes ?? 0;
    },
  };
}
