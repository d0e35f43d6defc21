import type { Anchor, LocalDate, ZoneChange } from "@wopr/life";
import { and, asc, eq, gte, lte, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { DayRow, Person } from "../domain/types.ts";
import { anchors, days, people, zoneChanges } from "../tables.ts";

/** People, their zones, days and anchors. */
export interface PeopleStore {
  find(personId: string): Promise<Person | undefined>;
  /** Waits for and keeps the lock of the person: everything that changes their day happens one after the other. */
  lock(personId: string): Promise<Person | undefined>;
  /** @returns `false` when they are there already. */
  add(person: Person, day: DayRow, standard: readonly Anchor[]): Promise<boolean>;
  update(personId: string, differs: Partial<Person>): Promise<void>;
  /** Oldest first; the first counts from for ever. */
  zones(personId: string): Promise<readonly ZoneChange[]>;
  addZone(change: {
    readonly id: string;
    readonly personId: string;
    readonly from: Date;
    readonly zone: string;
    readonly reason: string;
  }): Promise<void>;
  openDay(personId: string): Promise<DayRow>;
  day(personId: string, day: LocalDate): Promise<DayRow | undefined>;
  /** From `from` to `to`, both included, oldest first. */
  days(personId: string, from: LocalDate, to: LocalDate): Promise<readonly DayRow[]>;
  putDay(row: DayRow): Promise<void>;
  updateDay(personId: string, day: LocalDate, differs: Partial<DayRow>): Promise<void>;
  /** People whose open day should be closed by now. */
  due(now: Date, limit: number): Promise<readonly string[]>;
  everybody(): Promise<readonly string[]>;
  anchors(personId: string): Promise<readonly Anchor[]>;
  putAnchor(personId: string, anchor: Anchor, at: Date): Promise<void>;
}

/** People in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createPeopleStore(db: Db): PeopleStore {
  const one = (personId: string) => eq(people.personId, personId);
  const onDay = (personId: string, day: LocalDate) => and(eq(days.personId, personId), eq(days.day, day));
  return {
    find: async (personId) => (await db.select().from(people).where(one(personId)))[0],
    lock: async (personId) => (await db.select().from(people).where(one(personId)).for("update"))[0],

    async add(person, day, standard) {
      const added = await db.insert(people).values(person).onConflictDoNothing().returning({ id: people.personId });
      if (added.length === 0) return false;
      await db.insert(days).values(day);
      for (const anchor of standard) await this.putAnchor(person.personId, anchor, person.createdAt);
      return true;
    },

    async update(personId, differs) {
      await db.update(people).set(differs).where(one(personId));
    },

    async zones(personId) {
      const rows = await db
        .select()
        .from(zoneChanges)
        .where(eq(zoneChanges.personId, personId))
        .orderBy(asc(zoneChanges.fromInstant));
      return rows.map(({ fromInstant, zone }) => ({ fromMs: fromInstant.getTime(), zone }));
    },

    async addZone({ from, ...change }) {
      await db.insert(zoneChanges).values({ ...change, fromInstant: from });
    },

    async openDay(personId) {
      const [row] = await db
        .select()
        .from(days)
        .where(and(eq(days.personId, personId), eq(days.state, "open")));
      if (!row) throw new Error("A person always has one open day.");
      return row;
    },

    day: async (personId, day) => (await db.select().from(days).where(onDay(personId, day)))[0],

    days: (personId, from, to) =>
      db
        .select()
        .from(days)
        .where(and(eq(days.personId, personId), gte(days.day, from), lte(days.day, to)))
        .orderBy(asc(days.day)),

    async putDay(row) {
      await db.insert(days).values(row);
    },

    async updateDay(personId, day, differs) {
      await db.update(days).set(differs).where(onDay(personId, day));
    },

    async due(now, limit) {
      const rows = await db
        .select({ personId: days.personId })
        .from(days)
        .where(and(eq(days.state, "open"), lte(days.closesAt, now)))
        .orderBy(asc(days.closesAt))
        .limit(limit);
      return rows.map(({ personId }) => personId);
    },

    async everybody() {
      return (await db.select({ personId: people.personId }).from(people)).map(({ personId }) => personId);
    },

    async anchors(personId) {
      const rows = await db
        .select()
        .from(anchors)
        .where(eq(anchors.personId, personId))
        .orderBy(asc(anchors.defaultTime));
      return rows.map(({ code, name, defaultTime, perWeekday, seasons }) => ({
        code,
        name,
        defaultTime,
        perWeekday,
        seasons,
      }));
    },

    async putAnchor(personId, anchor, at) {
      const { code, name, defaultTime, perWeekday, seasons } = anchor;
      const values = { name, defaultTime, perWeekday, seasons, updatedAt: at };
      await db
        .insert(anchors)
        .values({ personId, code, ...values })
        .onConflictDoUpdate({ target: [anchors.personId, anchors.code], set: values });
    },
  };
}

const ERASED = [
  "life_zone_changes",
  "life_days",
  "life_anchors",
  "life_moves",
  "life_actions",
  "life_xp",
  "life_freezes",
  "life_pauses",
  "life_occurrences",
  "life_items",
  "life_scores",
  "life_metrics",
  "life_nights",
  "life_raw",
  "life_sync",
  "life_rings",
  "life_activities",
  "life_characters",
  "life_nodes",
  "life_tokens",
  "life_skill_uses",
  "life_achievements",
  "life_brokers",
  "life_imports",
  "life_people",
] as const;

/** Removes every row of a person. */
export async function eraseRows(db: Db, personId: string): Promise<void> {
  for (const table of ERASED) await db.execute(sql`DELETE FROM ${sql.identifier(table)} WHERE person_id = ${personId}`);
}

/** Rows of a person by table, as PostgreSQL's JSON gives them, in a fixed order. For the export. */
export async function dumpRows(
  db: Db,
  personId: string,
  tables: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const dump = new Map<string, readonly string[]>();
  for (const table of tables) {
    const { rows } = await db.execute(
      sql`SELECT row_to_json(t)::text AS line FROM ${sql.identifier(table)} t WHERE t.person_id = ${personId} ORDER BY row_to_json(t)::text`,
    );
    dump.set(
      table,
      rows.map((row) => String(row["line"])),
    );
  }
  return dump;
}

/** Puts rows of an export back under a person. */
export async function loadRows(db: Db, table: string, lines: readonly string[]): Promise<void> {
  const name = sql.identifier(table);
  for (let at = 0; at < lines.length; at += 500) {
    const json = `[${lines.slice(at, at + 500).join(",")}]`;
    await db.execute(sql`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, ${json}::json)`);
  }
}

/** Ids of those who still have rows anywhere; tests use it to see that nothing was left. */
export const erasedTables: readonly string[] = ERASED;
