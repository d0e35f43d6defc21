import type { LocalDate } from "@wopr/life";
import { and, asc, eq, isNull } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { raw, rings, webhookEvents } from "../tables-measured.ts";

/** The connection of a ring. */
export type RingRow = typeof rings.$inferSelect;
/** An event of the ring's server that waits to be fetched. */
export type WebhookEvent = typeof webhookEvents.$inferSelect;

/** A document as it came, sealed. */
export type RawRow = typeof raw.$inferSelect;

/** Rings of people and the documents they gave. */
export interface RingStore {
  find(personId: string): Promise<RingRow | undefined>;
  /** Waits for and keeps the lock: one refresh at a time. */
  lock(personId: string): Promise<RingRow | undefined>;
  put(ring: RingRow): Promise<void>;
  remove(personId: string): Promise<void>;
  all(): Promise<readonly RingRow[]>;
  byUser(userId: string): Promise<RingRow | undefined>;
  /** Hash of a stored document. */
  hashOf(personId: string, collection: string, documentId: string): Promise<string | undefined>;
  putRaw(row: RawRow): Promise<void>;
  /** @returns Whether there was one. */
  removeRaw(personId: string, collection: string, documentId: string): Promise<boolean>;
  rawOn(personId: string, collection: string, day: LocalDate): Promise<readonly RawRow[]>;
  /** @returns `false` for a repeat of the same signature. */
  addEvent(event: WebhookEvent): Promise<boolean>;
  waitingEvents(limit: number): Promise<readonly WebhookEvent[]>;
  finishEvent(id: string, at: Date): Promise<void>;
}

/** Rings in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createRingStore(db: Db): RingStore {
  const mine = (personId: string) => eq(rings.personId, personId);
  const document = (personId: string, collection: string, documentId: string) =>
    and(eq(raw.personId, personId), eq(raw.collection, collection), eq(raw.documentId, documentId));
  return {
    find: async (personId) => (await db.select().from(rings).where(mine(personId)))[0],
    lock: async (personId) => (await db.select().from(rings).where(mine(personId)).for("update"))[0],
    async put(ring) {
      await db.insert(rings).values(ring).onConflictDoUpdate({ target: rings.personId, set: ring });
    },
    async remove(personId) {
      await db.delete(rings).where(mine(personId));
    },
    all: () => db.select().from(rings),
    byUser: async (userId) => (await db.select().from(rings).where(eq(rings.userId, userId)))[0],
    async hashOf(personId, collection, documentId) {
      const [row] = await db
        .select({ hash: raw.hash })
        .from(raw)
        .where(document(personId, collection, documentId));
      return row?.hash;
    },
    async putRaw(row) {
      await db
        .insert(raw)
        .values(row)
        .onConflictDoUpdate({ target: [raw.personId, raw.source, raw.collection, raw.documentId], set: row });
    },
    async removeRaw(personId, collection, documentId) {
      const gone = await db
        .delete(raw)
        .where(document(personId, collection, documentId))
        .returning({ id: raw.documentId });
      return gone.length === 1;
    },
    rawOn: (personId, collection, day) =>
      db
        .select()
        .from(raw)
        .where(and(eq(raw.personId, personId), eq(raw.collection, collection), eq(raw.day, day)))
        .orderBy(asc(raw.documentId)),
    async addEvent(event) {
      const added = await db
        .insert(webhookEvents)
        .values(event)
        .onConflictDoNothing()
        .returning({ id: webhookEvents.id });
      return added.length === 1;
    },
    waitingEvents: (limit) =>
      db
        .select()
        .from(webhookEvents)
        .where(isNull(webhookEvents.doneAt))
        .orderBy(asc(webhookEvents.receivedAt))
        .limit(limit),
    async finishEvent(id, at) {
      await db.update(webhookEvents).set({ doneAt: at }).where(eq(webhookEvents.id, id));
    },
  };
}
