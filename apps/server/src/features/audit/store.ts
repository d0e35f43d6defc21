import { and, desc, eq, gte, inArray, isNull, like, lt, ne, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { ChainedEntry, Link } from "./domain/chain.ts";
import type { Actor, Entry, EntryFilter } from "./service.ts";
import { anchors, entries, head, undos } from "./tables.ts";

/** An entry as it is written. */
export interface NewEntry extends Omit<Entry, "seq" | "hash" | "undo"> {
  readonly undo: { readonly why: string } | { readonly data: unknown; readonly until: Date | null };
}

/** The way back of an entry, as it is kept. */
export interface UndoRow {
  readonly state: "available" | "used" | "impossible";
  readonly why: string | null;
  readonly data: unknown;
  readonly expiresAt: Date | null;
}

/** An entry with its way back. */
export interface StoredEntry extends Omit<Entry, "undo"> {
  readonly undo: Omit<UndoRow, "data">;
}

/** A sealed entry as the chain sees it. */
export interface SealedEntry {
  readonly entry: ChainedEntry;
  readonly hash: string;
}

/** The only reader and writer of the history's tables. */
export interface AuditStore {
  add(entry: NewEntry): Promise<void>;
  /** Newest first, below `beforeId`. Entries of the area `life` only of `lifeOf`. */
  list(filter: EntryFilter, limit: number, beforeId: string | undefined, lifeOf: string): Promise<StoredEntry[]>;
  find(id: string): Promise<StoredEntry | undefined>;
  /** Locks the way back until the transaction ends, so that of two who use it one succeeds. */
  lockUndo(entryId: string): Promise<UndoRow | undefined>;
  markUndone(entryId: string, by: string, at: Date): Promise<void>;
  /** One process at a time: whether this transaction is the sealer now. */
  becomeSealer(): Promise<boolean>;
  head(): Promise<Link>;
  /** What can be sealed: committed, and nothing that commits later can come before it. */
  unsealed(limit: number): Promise<readonly Omit<ChainedEntry, "seq">[]>;
  /** How many wait, and since when the oldest does. */
  waiting(): Promise<{ readonly count: number; readonly oldest: Date | null }>;
  seal(links: readonly (Link & { readonly id: string })[]): Promise<void>;
  /** Sealed entries after a place, in order. */
  sealedAfter(seq: number, limit: number): Promise<readonly SealedEntry[]>;
  addAnchor(link: Link, at: Date, sentTo: readonly string[]): Promise<void>;
  newestAnchor(): Promise<(Link & { readonly at: Date }) | undefined>;
  anchors(): Promise<readonly Link[]>;
}

const chained = {
  id: entries.id,
  at: entries.at,
  actorKind: entries.actorKind,
  actorId: entries.actorId,
  actorName: entries.actorName,
  action: entries.action,
  objectKind: entries.objectKind,
  objectId: entries.objectId,
  summary: entries.summary,
  reason: entries.reason,
  before: entries.before,
  after: entries.after,
  requestId: entries.requestId,
  traceId: entries.traceId,
};
type ChainedRow = { readonly [K in keyof typeof chained]: (typeof entries.$inferSelect)[K] };

/** The history in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createAuditStore(db: Db): AuditStore {
  const select = (where: SQL | undefined, limit: number) =>
    db
      .select({
        ...chained,
        seq: entries.seq,
        hash: entries.hash,
        state: undos.state,
        why: undos.why,
        expiresAt: undos.expiresAt,
      })
      .from(entries)
      .innerJoin(undos, eq(undos.entryId, entries.id))
      .where(where)
      .orderBy(desc(entries.id))
      .limit(limit);

  return {
    async add({ undo, actor, subject, ...entry }) {
      const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
      const way =
        "why" in undo
          ? sql`'impossible', ${undo.why}, NULL::jsonb, NULL::timestamptz`
          : sql`'available', NULL::text, ${json(undo.data)}::jsonb, ${undo.until?.toISOString() ?? null}::timestamptz`;
      // One statement: every change of anything waits for it.
      await db.execute(sql`
        WITH entry AS (
          INSERT INTO audit_entries (id, at, actor_kind, actor_id, actor_name, action, object_kind, object_id, summary,
            reason, before, after, request_id, trace_id)
          VALUES (${entry.id}, ${entry.at.toISOString()}::timestamptz, ${actor.kind}, ${actor.id}, ${actor.name},
            ${entry.action}, ${subject.kind}, ${subject.id}, ${entry.summary}, ${entry.reason},
            ${json(entry.before)}::jsonb, ${json(entry.after)}::jsonb, ${entry.requestId}, ${entry.traceId})
          RETURNING id
        )
        INSERT INTO audit_undos (entry_id, state, why, data, expires_at) SELECT id, ${way} FROM entry`);
    },

    async list(filter, limit, beforeId, lifeOf) {
      const rows = await select(
        and(
          conditionOf(filter),
          beforeId === undefined ? undefined : lt(entries.id, beforeId),
          or(sql`${entries.action} NOT LIKE 'life.%'`, eq(entries.actorId, lifeOf)),
        ),
        limit,
      );
      return rows.map(toStored);
    },

    async find(id) {
      const [row] = await select(eq(entries.id, id), 1);
      return row && toStored(row);
    },

    async lockUndo(entryId) {
      const [row] = await db.select().from(undos).where(eq(undos.entryId, entryId)).for("update");
      return row && { state: row.state, why: row.why, data: row.data, expiresAt: row.expiresAt };
    },

    async markUndone(entryId, by, at) {
      await db
        .update(undos)
        .set({ state: "used", usedAt: at, usedByEntry: by, data: null })
        .where(and(eq(undos.entryId, entryId), ne(undos.state, "impossible")));
    },

    async becomeSealer() {
      const { rows } = await db.execute(sql`SELECT pg_try_advisory_xact_lock(7706180006) AS taken`);
      return (rows[0] as { taken: boolean }).taken;
    },

    async head() {
      const [row] = await db.select({ seq: head.seq, hash: head.hash }).from(head);
      if (!row) throw new Error("The table audit_head is empty; the schema is damaged.");
      return row;
    },

    async unsealed(limit) {
      const rows = await db
        .select(chained)
        .from(entries)
        .where(and(isNull(entries.seq), sql`${entries.xid} < pg_snapshot_xmin(pg_current_snapshot())`))
        .orderBy(entries.xid, entries.ordinal)
        .limit(limit);
      return rows.map(toChained);
    },

    async waiting() {
      const [row] = await db
        .select({ count: sql<number>`count(*)::int`, oldest: sql<string | null>`min(${entries.at})` })
        .from(entries)
        .where(isNull(entries.seq));
      return { count: row?.count ?? 0, oldest: row?.oldest ? new Date(row.oldest) : null };
    },

    async seal(links) {
      const values = links.map(({ id, seq, hash }) => sql`(${id}::uuid, ${seq}::bigint, ${hash})`);
      await db.execute(sql`
        UPDATE audit_entries SET seq = given.seq, hash = given.hash
        FROM (VALUES ${sql.join(values, sql`, `)}) AS given (id, seq, hash)
        WHERE audit_entries.id = given.id`);
      const last = links.at(-1);
      if (last) await db.update(head).set({ seq: last.seq, hash: last.hash });
    },

    async sealedAfter(seq, limit) {
      const rows = await db
        .select({ ...chained, seq: entries.seq, hash: entries.hash })
        .from(entries)
        .where(sql`${entries.seq} > ${seq}`)
        .orderBy(entries.seq)
        .limit(limit);
      return rows.map((row) => ({ entry: { seq: row.seq ?? 0, ...toChained(row) }, hash: row.hash ?? "" }));
    },

    async addAnchor(link, at, sentTo) {
      await db
        .insert(anchors)
        .values({ ...link, at, sentTo: [...sentTo] })
        .onConflictDoNothing();
    },

    async newestAnchor() {
      const [row] = await db.select().from(anchors).orderBy(desc(anchors.seq)).limit(1);
      return row;
    },

    anchors: () => db.select({ seq: anchors.seq, hash: anchors.hash }).from(anchors).orderBy(anchors.seq),
  };
}

function conditionOf(filter: EntryFilter): SQL | undefined {
  const [kind, ...rest] = filter.object?.split(":") ?? [];
  const objectId = rest.join(":");
  return and(
    filter.actor === undefined ? undefined : or(eq(entries.actorId, filter.actor), eq(entries.actorName, filter.actor)),
    actionCondition(filter.action),
    kind ? eq(entries.objectKind, kind) : undefined,
    objectId ? eq(entries.objectId, objectId) : undefined,
    filter.since ? gte(entries.at, filter.since) : undefined,
    filter.until ? lt(entries.at, filter.until) : undefined,
  );
}

function actionCondition(action: string | undefined): SQL | undefined {
  if (action === undefined) return undefined;
  if (action.includes(".")) return eq(entries.action, action);
  const areas = action.split(",");
  return areas.length === 1
    ? like(entries.action, `${areas[0]}.%`)
    : inArray(sql`split_part(${entries.action}, '.', 1)`, areas);
}

const actorFrom = (row: ChainedRow): Actor => ({ kind: row.actorKind, id: row.actorId, name: row.actorName });

const toChained = (row: ChainedRow): Omit<ChainedEntry, "seq"> => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: actorFrom(row),
  action: row.action,
  object: { kind: row.objectKind, id: row.objectId },
  summary: row.summary,
  reason: row.reason,
  before: row.before ?? null,
  after: row.after ?? null,
  request_id: row.requestId,
  trace_id: row.traceId,
});

const toStored = (
  row: ChainedRow & Pick<Entry, "seq" | "hash"> & Pick<UndoRow, "state" | "why" | "expiresAt">,
): StoredEntry => ({
  id: row.id,
  at: row.at,
  actor: actorFrom(row),
  action: row.action,
  subject: { kind: row.objectKind, id: row.objectId },
  summary: row.summary,
  reason: row.reason,
  before: row.before,
  after: row.after,
  requestId: row.requestId,
  traceId: row.traceId,
  seq: row.seq,
  hash: row.hash,
  undo: { state: row.state, why: row.why, expiresAt: row.expiresAt },
});
