import { and, asc, eq, lte } from "drizzle-orm";
import { boolean, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Db } from "../db/db.ts";

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

const schedules = pgTable("schedules", {
  name: text("name").primaryKey(),
  cron: text("cron").notNull(),
  zone: text("zone").notNull(),
  jobKind: text("job_kind").notNull(),
  enabled: boolean("enabled").notNull(),
  misfire: text("misfire").$type<"run_once" | "skip">().notNull(),
  lastRun: instant("last_run"),
  nextRun: instant("next_run").notNull(),
});

/** Something that runs by the clock. */
export type Schedule = typeof schedules.$inferSelect;

/** Schedules in PostgreSQL. */
export interface ScheduleStore {
  /** Adds what is not there; what somebody changed stays. */
  ensure(schedule: Schedule): Promise<void>;
  list(): Promise<readonly Schedule[]>;
  lock(name: string): Promise<Schedule | undefined>;
  update(schedule: Schedule): Promise<void>;
  /** Those whose time has come, locked; what another process has is left out. */
  takeDue(now: Date): Promise<readonly Schedule[]>;
}

/** The only reader and writer of schedules. Pass a transaction as `db` to take part in it. */
export function createScheduleStore(db: Db): ScheduleStore {
  return {
    async ensure(schedule) {
      await db.insert(schedules).values(schedule).onConflictDoNothing();
    },
    list: () => db.select().from(schedules).orderBy(asc(schedules.name)),
    lock: async (name) => (await db.select().from(schedules).where(eq(schedules.name, name)).for("update"))[0],
    async update(schedule) {
      await db.update(schedules).set(schedule).where(eq(schedules.name, schedule.name));
    },
    takeDue: (now) =>
      db
        .select()
        .from(schedules)
        .where(and(eq(schedules.enabled, true), lte(schedules.nextRun, now)))
        .for("update", { skipLocked: true }),
  };
}
