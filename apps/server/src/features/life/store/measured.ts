import type { LocalDate, Part } from "@wopr/life";
import { and, asc, desc, eq, gte, lt, lte, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { activities, metrics, nights, scores, sync } from "../tables-measured.ts";

/** One daily number. */
export type Metric = typeof metrics.$inferSelect;
/** One sleep record; instants as they came, with their offset. */
export type Night = typeof nights.$inferSelect;
/** One logged activity. */
export type Activity = typeof activities.$inferSelect;
/** How far a collection was read. */
export type SyncRow = typeof sync.$inferSelect;
/** One revision of a score. */
export interface ScoreRow {
  readonly personId: string;
  readonly day: LocalDate;
  readonly formula: string;
  readonly revision: number;
  readonly at: Date;
  readonly basis: string;
  readonly score: number | null;
  readonly coverage: number;
  readonly state: "provisional" | "final";
  readonly parts: readonly Part[];
  readonly reason: string | null;
}

/** What was measured, logged and scored. */
export interface MeasuredStore {
  /** @returns Whether anything is different now. */
  putMetric(metric: Metric): Promise<boolean>;
  metrics(personId: string, from: LocalDate, to: LocalDate): Promise<readonly Metric[]>;
  removeMetrics(personId: string, source: string, sourceRef: string): Promise<void>;
  putNight(night: Night): Promise<void>;
  removeNight(personId: string, source: string, sourceRef: string): Promise<void>;
  nights(personId: string, from: LocalDate, to: LocalDate): Promise<readonly Night[]>;
  /** Newest revision of each day and formula, oldest day first. */
  scores(personId: string, from: LocalDate, to: LocalDate, formula: string): Promise<readonly ScoreRow[]>;
  revisions(personId: string, day: LocalDate): Promise<readonly ScoreRow[]>;
  addScore(score: ScoreRow): Promise<void>;
  /** @returns The stored one when this source reference was logged before. */
  addActivity(activity: Activity): Promise<Activity | undefined>;
  activity(personId: string, id: string): Promise<Activity | undefined>;
  activities(personId: string, from: Date, to: Date, limit: number): Promise<readonly Activity[]>;
  countActivities(personId: string, day: LocalDate, source: string): Promise<number>;
  sync(personId: string): Promise<readonly SyncRow[]>;
  putSync(row: SyncRow): Promise<void>;
}

/** Measurements in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createMeasuredStore(db: Db): MeasuredStore {
  return {
    async putMetric(metric) {
      const written = await db
        .insert(metrics)
        .values(metric)
        .onConflictDoUpdate({
          target: [metrics.personId, metrics.day, metrics.metric, metrics.source, metrics.sourceRef],
          set: { value: metric.value, unit: metric.unit, observedAt: metric.observedAt },
          setWhere: sql`${metrics.value} <> ${metric.value}`,
        })
        .returning({ value: metrics.value });
      return written.length === 1;
    },
    metrics: (personId, from, to) =>
      db
        .select()
        .from(metrics)
        .where(and(eq(metrics.personId, personId), gte(metrics.day, from), lte(metrics.day, to)))
        .orderBy(asc(metrics.day), asc(metrics.metric), asc(metrics.source), asc(metrics.sourceRef)),
    async removeMetrics(personId, source, sourceRef) {
      await db
        .delete(metrics)
        .where(and(eq(metrics.personId, personId), eq(metrics.source, source), eq(metrics.sourceRef, sourceRef)));
    },
    async putNight(night) {
      await db
        .insert(nights)
        .values(night)
        .onConflictDoUpdate({ target: [nights.personId, nights.source, nights.sourceRef], set: night });
    },
    async removeNight(personId, source, sourceRef) {
      await db
        .delete(nights)
        .where(and(eq(nights.personId, personId), eq(nights.source, source), eq(nights.sourceRef, sourceRef)));
    },
    nights: (personId, from, to) =>
      db
        .select()
        .from(nights)
        .where(and(eq(nights.personId, personId), gte(nights.day, from), lte(nights.day, to)))
        .orderBy(asc(nights.day), asc(nights.starts)),

    async scores(personId, from, to, formula) {
      return db
        .selectDistinctOn([scores.day])
        .from(scores)
        .where(
          and(eq(scores.personId, personId), eq(scores.formula, formula), gte(scores.day, from), lte(scores.day, to)),
        )
        .orderBy(asc(scores.day), desc(scores.revision));
    },
    revisions: (personId, day) =>
      db
        .select()
        .from(scores)
        .where(and(eq(scores.personId, personId), eq(scores.day, day)))
        .orderBy(asc(scores.formula), asc(scores.revision)),
    async addScore(score) {
      await db.insert(scores).values(score);
    },

    async addActivity(activity) {
      const added = await db.insert(activities).values(activity).onConflictDoNothing().returning({ id: activities.id });
      if (added.length === 1) return undefined;
      const [known] = await db
        .select()
        .from(activities)
        .where(
          and(
            eq(activities.personId, activity.personId),
            eq(activities.source, activity.source),
            eq(activities.sourceRef, activity.sourceRef),
          ),
        );
      return known;
    },
    activity: async (personId, id) =>
      (
        await db
          .select()
          .from(activities)
          .where(and(eq(activities.personId, personId), eq(activities.id, id)))
      )[0],
    activities: (personId, from, to, limit) =>
      db
        .select()
        .from(activities)
        .where(
          and(eq(activities.personId, personId), gte(activities.activityTime, from), lt(activities.activityTime, to)),
        )
        .orderBy(desc(activities.activityTime))
        .limit(limit),
    async countActivities(personId, day, source) {
      const [row] = await db
        .select({ count: sql<number>`count(*)::int` })
        .from(activities)
        .where(and(eq(activities.personId, personId), eq(activities.day, day), eq(activities.source, source)));
      return row?.count ?? 0;
    },

    sync: (personId) => db.select().from(sync).where(eq(sync.personId, personId)).orderBy(asc(sync.collection)),
    async putSync(row) {
      await db
        .insert(sync)
        .values(row)
        .onConflictDoUpdate({ target: [sync.personId, sync.source, sync.collection], set: row });
    },
  };
}
