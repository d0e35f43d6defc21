import { and, desc, eq, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { PlannedDelivery, Told } from "./domain/plan.ts";
import type { StoredNotice } from "./domain/types.ts";
import type { Owners } from "./store-settings.ts";
import { channels, deliveries, notices } from "./tables.ts";

/** A delivery that is tried now. */
export interface DueDelivery {
  readonly id: string;
  readonly notificationId: string;
  readonly channelId: string;
  readonly attempts: number;
  readonly state: "queued" | "held";
  readonly photos: boolean;
}

/** A delivery as people see it. */
export interface DeliveryView {
  readonly id: string;
  readonly notice: Pick<StoredNotice, "id" | "kind" | "severity" | "topic" | "title" | "phase" | "at">;
  readonly channel: { readonly id: string; readonly name: string; readonly kind: string };
  readonly state: "queued" | "held" | "sent" | "failed" | "throttled" | "digested";
  readonly attempts: number;
  readonly dueAt: Date;
  readonly error: string | null;
  readonly isFallback: boolean;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

/** What happened and who was told. */
export interface NoticeStore {
  add(notice: StoredNotice): Promise<void>;
  /** Notices nobody routed yet, locked for this transaction; those that another process has are left out. */
  takeUnrouted(limit: number): Promise<readonly StoredNotice[]>;
  markRouted(id: string, at: Date, escalate: { readonly at: Date; readonly from: number } | null): Promise<void>;
  /** Notices whose time to ask further routes has come, locked. */
  takeEscalating(now: Date, limit: number): Promise<readonly (StoredNotice & { readonly from: number })[]>;
  /** What was told about a trouble, newest first. */
  told(dedupeKey: string, beforeId: string): Promise<readonly Told[]>;
  notice(id: string): Promise<StoredNotice | undefined>;
  acknowledge(id: string, by: string, at: Date): Promise<void>;
  addDelivery(id: string, notice: StoredNotice, planned: PlannedDelivery, at: Date, fallbackOf?: string): Promise<void>;
  /** Leases deliveries that are due. */
  takeDue(now: Date, leaseUntil: Date, limit: number): Promise<readonly DueDelivery[]>;
  /** Whether the trouble of this notice ended after it. */
  endedSince(notice: StoredNotice): Promise<boolean>;
  end(ids: readonly string[], state: "sent" | "failed" | "digested", error: string | null, at: Date): Promise<void>;
  repeatAt(id: string, dueAt: Date, error: string): Promise<void>;
  channelsTried(notificationId: string): Promise<readonly string[]>;
  list(owners: Owners, limit: number, beforeId: string | undefined): Promise<readonly DeliveryView[]>;
  delivery(id: string, owners: Owners): Promise<DeliveryView | undefined>;
  /** A failed delivery begins anew. */
  restart(id: string, at: Date): Promise<void>;
  /** Forgets what happened before. @returns How many. */
  removeOld(before: Date): Promise<number>;
}

const noticeColumns = {
  id: notices.id,
  kind: notices.kind,
  severity: notices.severity,
  topic: notices.topic,
  site: notices.site,
  object: { kind: notices.objectKind, id: notices.objectId },
  title: notices.title,
  text: notices.text,
  link: notices.link,
  dedupeKey: notices.dedupeKey,
  phase: notices.phase,
  photo: notices.photo,
  personId: notices.personId,
  requestId: notices.requestId,
  traceparent: notices.traceparent,
  at: notices.at,
};

/** Notices and deliveries in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createNoticeStore(db: Db): NoticeStore {
  const views = () =>
    db
      .select({
        id: deliveries.id,
        notice: {
          id: notices.id,
          kind: notices.kind,
          severity: notices.severity,
          topic: notices.topic,
          title: notices.title,
          phase: notices.phase,
          at: notices.at,
        },
        channel: { id: channels.id, name: channels.name, kind: channels.kind },
        state: deliveries.state,
        attempts: deliveries.attempts,
        dueAt: deliveries.dueAt,
        error: deliveries.error,
        isFallback: sql<boolean>`${deliveries.fallbackOf} IS NOT NULL`,
        createdAt: deliveries.createdAt,
        endedAt: deliveries.endedAt,
      })
      .from(deliveries)
      .innerJoin(notices, eq(notices.id, deliveries.notificationId))
      .innerJoin(channels, eq(channels.id, deliveries.channelId));
  const visible = ({ personId, installation }: Owners) =>
    or(eq(channels.personId, personId), installation ? isNull(channels.personId) : undefined);

  return {
    async add({ object, ...notice }) {
      await db.insert(notices).values({ ...notice, objectKind: object.kind, objectId: object.id });
    },

    takeUnrouted: (limit) =>
      db
        .select(noticeColumns)
        .from(notices)
        .where(isNull(notices.routedAt))
        .orderBy(notices.at, notices.id)
        .limit(limit)
        .for("update", { skipLocked: true }),

    async markRouted(id, at, escalate) {
      await db
        .update(notices)
        .set({ routedAt: at, escalateAt: escalate?.at ?? null, escalateFrom: escalate?.from ?? null })
        .where(eq(notices.id, id));
    },

    async takeEscalating(now, limit) {
      const rows = await db
        .select({ ...noticeColumns, from: notices.escalateFrom })
        .from(notices)
        .where(and(isNotNull(notices.escalateAt), lte(notices.escalateAt, now)))
        .limit(limit)
        .for("update", { skipLocked: true });
      return rows.map((row) => ({ ...row, from: row.from ?? 0 }));
    },

    async told(dedupeKey, beforeId) {
      const rows = await db
        .select({
          channelId: deliveries.channelId,
          phase: deliveries.phase,
          at: deliveries.createdAt,
          state: deliveries.state,
          dueAt: deliveries.dueAt,
        })
        .from(deliveries)
        .where(
          and(
            eq(deliveries.dedupeKey, dedupeKey),
            inArray(deliveries.state, ["queued", "held", "sent", "digested"]),
            sql`${deliveries.notificationId} <> ${beforeId}`,
          ),
        )
        .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
        .limit(200);
      return rows.map(({ state, dueAt, ...row }) => ({ ...row, heldUntil: state === "held" ? dueAt : null }));
    },

    notice: async (id) => (await db.select(noticeColumns).from(notices).where(eq(notices.id, id)))[0],

    async acknowledge(id, by, at) {
      await db
        .update(notices)
        .set({ acknowledgedAt: at, acknowledgedBy: by, escalateAt: null })
        .where(and(eq(notices.id, id), isNull(notices.acknowledgedAt)));
    },

    async addDelivery(id, notice, planned, at, fallbackOf) {
      const ended = planned.state === "throttled" ? { endedAt: at } : {};
      await db.insert(deliveries).values({
        ...planned,
        ...ended,
        id,
        notificationId: notice.id,
        dedupeKey: notice.dedupeKey,
        phase: notice.phase,
        fallbackOf: fallbackOf ?? null,
        createdAt: at,
      });
    },

    takeDue: (now, leaseUntil, limit) =>
      db.transaction(async (tx) => {
        const free = or(isNull(deliveries.leaseUntil), lte(deliveries.leaseUntil, now));
        const due = await tx
          .select({ id: deliveries.id })
          .from(deliveries)
          .where(and(inArray(deliveries.state, ["queued", "held"]), lte(deliveries.dueAt, now), free))
          .orderBy(deliveries.dueAt, deliveries.id)
          .limit(limit)
          .for("update", { skipLocked: true });
        if (due.length === 0) return [];
        const ids = due.map(({ id }) => id);
        const taken = await tx
          .update(deliveries)
          .set({ leaseUntil, attempts: sql`${deliveries.attempts} + 1` })
          .where(inArray(deliveries.id, ids))
          .returning({
            id: deliveries.id,
            notificationId: deliveries.notificationId,
            channelId: deliveries.channelId,
            attempts: deliveries.attempts,
            state: deliveries.state,
            photos: deliveries.photos,
          });
        return taken.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)) as DueDelivery[];
      }),

    async endedSince(notice) {
      if (notice.phase !== "fire") return false;
      const found = await db
        .select({ id: notices.id })
        .from(notices)
        .where(
          and(eq(notices.dedupeKey, notice.dedupeKey), eq(notices.phase, "resolve"), sql`${notices.id} > ${notice.id}`),
        )
        .limit(1);
      return found.length === 1;
    },

    async end(ids, state, error, at) {
      if (ids.length === 0) return;
      await db
        .update(deliveries)
        .set({ state, error, endedAt: at, leaseUntil: null })
        .where(inArray(deliveries.id, [...ids]));
    },

    async repeatAt(id, dueAt, error) {
      await db.update(deliveries).set({ dueAt, error, leaseUntil: null }).where(eq(deliveries.id, id));
    },

    async channelsTried(notificationId) {
      const rows = await db
        .select({ id: deliveries.channelId })
        .from(deliveries)
        .where(eq(deliveries.notificationId, notificationId));
      return rows.map(({ id }) => id);
    },

    list: (owners, limit, beforeId) =>
      views()
        .where(and(visible(owners), beforeId === undefined ? undefined : sql`${deliveries.id} < ${beforeId}`))
        .orderBy(desc(deliveries.id))
        .limit(limit),

    delivery: async (id, owners) => (await views().where(and(eq(deliveries.id, id), visible(owners))))[0],

    async restart(id, at) {
      await db
        .update(deliveries)
        .set({ state: "queued", attempts: 0, dueAt: at, error: null, endedAt: null, leaseUntil: null })
        .where(and(eq(deliveries.id, id), eq(deliveries.state, "failed")));
    },

    async removeOld(before) {
      const removed = await db.delete(notices).where(sql`${notices.at} < ${before}`).returning({ id: notices.id });
      return removed.length;
    },
  };
}
