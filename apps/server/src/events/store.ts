import { sql } from "drizzle-orm";
import type pg from "pg";
import type { Db } from "../db/db.ts";
import { EventErrors } from "./errors.ts";
import type { Outbox, OutboxEvent } from "./outbox.ts";
import { isAfter, ORIGIN, type Position } from "./position.ts";

/** The channel everybody who delivers events listens on. */
export const OUTBOX_CHANNEL = "wopr_outbox";

const MAX_DATA_BYTES = 4 * 1024;

/** The only writer of the outbox. */
export function createOutbox(): Outbox {
  return {
    async append(tx, events) {
      if (events.length === 0) return;
      const rows = events.map((event) => {
        const data = JSON.stringify(event.data);
        const bytes = Buffer.byteLength(data);
        if (bytes > MAX_DATA_BYTES) throw EventErrors.too_large({ kind: event.kind, bytes, most: MAX_DATA_BYTES });
        return sql`(${event.topic}, ${event.kind}, ${event.object.kind}, ${event.object.id}, ${data}::jsonb)`;
      });
      // Always the same text: PostgreSQL folds equal notifications, so a transaction sends one however often it
      // appends, and commits are serialised no more than that needs.
      await tx.execute(sql`
        WITH added AS (
          INSERT INTO outbox (topic, kind, object_kind, object_id, data) VALUES ${sql.join(rows, sql`, `)}
        )
        SELECT pg_notify(${OUTBOX_CHANNEL}, 'outbox')`);
    },
  };
}

/** An event with its place. */
export interface PlacedEvent {
  readonly position: Position;
  readonly event: OutboxEvent;
}

/** One look at the outbox. */
export interface OutboxPage {
  readonly events: readonly PlacedEvent[];
  /** Whether committed events wait for an older transaction that still runs: look again soon. */
  readonly waiting: boolean;
  /** Whether the page was full: look again at once. */
  readonly full: boolean;
}

interface OutboxRow {
  readonly id: string;
  readonly xid: string;
  readonly topic: string;
  readonly kind: string;
  readonly object_kind: string;
  readonly object_id: string;
  readonly data: Record<string, unknown>;
  readonly settled: boolean;
}

const toPlaced = (row: OutboxRow): PlacedEvent => ({
  position: { xid: BigInt(row.xid), id: BigInt(row.id) },
  event: {
    topic: row.topic,
    kind: row.kind,
    object: { kind: row.object_kind, id: row.object_id },
    data: row.data,
  },
});

const READ_AFTER = `
  WITH horizon AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin)
  SELECT outbox.id::text, outbox.xid::text, topic, kind, object_kind, object_id, data,
    outbox.xid < horizon.xmin AS settled
  FROM outbox CROSS JOIN horizon
  WHERE (outbox.xid, outbox.id) > ($1::xid8, $2::bigint)
  ORDER BY outbox.xid, outbox.id
  LIMIT $3`;

/**
 * Reads what may be delivered after a place: only transactions below the oldest one still running. Everything below
 * is decided, so nothing can appear there any more, and what was delivered stays in order for ever.
 */
export async function readAfter(client: pg.Client, after: Position, limit: number): Promise<OutboxPage> {
  const { rows } = await client.query<OutboxRow>({
    name: "outbox_read_after",
    text: READ_AFTER,
    values: [String(after.xid), String(after.id), limit],
  });
  const settled = rows.filter((row) => row.settled);
  return {
    events: settled.map(toPlaced),
    waiting: settled.length < rows.length,
    full: settled.length === limit,
  };
}

/** Reads history of some topics between two places, the later one included. Both must have been delivered already. */
export async function readBetween(
  db: Db,
  after: Position,
  upTo: Position,
  topics: readonly string[],
  limit: number,
): Promise<readonly PlacedEvent[]> {
  const { rows } = await db.execute(sql`
    SELECT id::text, xid::text, topic, kind, object_kind, object_id, data, true AS settled
    FROM outbox
    WHERE (xid, id) > (${String(after.xid)}::xid8, ${String(after.id)}::bigint)
      AND (xid, id) <= (${String(upTo.xid)}::xid8, ${String(upTo.id)}::bigint)
      AND topic IN (${sql.join(
        topics.map((topic) => sql`${topic}`),
        sql`, `,
      )})
    ORDER BY outbox.xid, outbox.id
    LIMIT ${limit}`);
  return (rows as unknown as OutboxRow[]).map(toPlaced);
}

/** Where the order of events stands in this database. */
export interface OutboxBounds {
  readonly epoch: number;
  /** Nothing before it is still to come: a reader who begins here misses nothing that commits from now on. */
  readonly head: Position;
  /** No event has a place this far yet. */
  readonly future: Position;
  /** Everything up to it may be gone. */
  readonly trimmed: Position;
}

/** Reads where events begin and end. */
export async function readBounds(client: pg.Client | pg.Pool): Promise<OutboxBounds> {
  const { rows } = await client.query<{ epoch: number; xmin: string; xmax: string; xid: string; id: string }>(`
    SELECT installation.epoch, pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
      pg_snapshot_xmax(pg_current_snapshot())::text AS xmax,
      outbox_trimmed.xid::text, outbox_trimmed.id::text
    FROM installation CROSS JOIN outbox_trimmed`);
  const row = rows[0];
  if (!row) throw new Error("The table installation or outbox_trimmed is empty; the schema is damaged.");
  const future = { xid: BigInt(row.xmax), id: 0n };
  const trimmed = { xid: BigInt(row.xid), id: BigInt(row.id) };
  return {
    epoch: row.epoch,
    head: { xid: BigInt(row.xmin), id: 0n },
    future,
    // A mark of the future comes from another cluster, with a restore.
    trimmed: isAfter(trimmed, future) ? ORIGIN : trimmed,
  };
}

/** Kept at least so long, and at most so many. */
export interface Retention {
  readonly hours: number;
  readonly rows: number;
}

/**
 * Deletes events that are older than kept, and remembers where the rest begins. Only decided transactions are touched:
 * an event that is still to come cannot fall behind the mark.
 *
 * Also deletes rows with transaction numbers of the future. A running database has none; they come with a restore
 * into another cluster, and would wait there for ever.
 *
 * @returns How many were deleted.
 */
export async function trimOutbox(db: Db, retention: Retention): Promise<number> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`SELECT 1 FROM outbox_trimmed FOR UPDATE`);
    await tx.execute(sql`DELETE FROM outbox WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())`);
    const { rows } = await tx.execute(sql`
      WITH settled AS (
        SELECT xid, id, created_at FROM outbox WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
      ), cuts AS (
        (SELECT xid, id FROM settled ORDER BY xid DESC, id DESC OFFSET ${retention.rows} LIMIT 1)
        UNION ALL
        (SELECT xid, id FROM settled WHERE created_at < now() - make_interval(hours => ${retention.hours})
          ORDER BY xid DESC, id DESC LIMIT 1)
      )
      SELECT xid::text, id::text FROM cuts ORDER BY cuts.xid DESC, cuts.id DESC LIMIT 1`);
    const cut = rows[0] as { xid: string; id: string } | undefined;
    if (!cut) return 0;
    const deleted = await tx.execute(sql`DELETE FROM outbox WHERE (xid, id) <= (${cut.xid}::xid8, ${cut.id}::bigint)`);
    await tx.execute(sql`UPDATE outbox_trimmed SET xid = ${cut.xid}::xid8, id = ${cut.id}::bigint`);
    return deleted.rowCount ?? 0;
  });
}
