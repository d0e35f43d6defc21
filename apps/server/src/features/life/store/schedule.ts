import type { LocalDate, Step } from "@wopr/life";
import { and, asc, eq, gte, lt, lte, max, ne, or } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { Item, OccurrenceRow, Pause } from "../domain/types.ts";
import { items, moves, occurrences, pauses } from "../tables.ts";

/** Items, occurrences and pauses of people. */
export interface PlanStore {
  items(personId: string): Promise<readonly Item[]>;
  item(personId: string, code: string): Promise<Item | undefined>;
  /** @returns `false` when the code is taken. */
  addItem(item: Item): Promise<boolean>;
  updateItem(id: string, differs: Partial<Item>): Promise<void>;
  /** Rows on a day, rows moved away from it, and everything still open of earlier days. */
  rowsAround(personId: string, day: LocalDate): Promise<readonly OccurrenceRow[]>;
  rowsOn(personId: string, from: LocalDate, to: LocalDate): Promise<readonly OccurrenceRow[]>;
  row(personId: string, id: string): Promise<OccurrenceRow | undefined>;
  /** Writes a row as it is. */
  put(row: OccurrenceRow): Promise<void>;
  /** Newest completed original date before a day, by item. */
  lastDone(personId: string, before: LocalDate): Promise<ReadonlyMap<string, LocalDate>>;
  /** Completed original dates from a day on, by item, oldest first. */
  doneSince(personId: string, from: LocalDate): Promise<ReadonlyMap<string, readonly LocalDate[]>>;
  /** Everything that is decided, by item, in original-date order. */
  steps(personId: string): Promise<ReadonlyMap<string, readonly Step[]>>;
  addMove(move: typeof moves.$inferInsert): Promise<void>;
  pauses(personId: string, since: LocalDate): Promise<readonly Pause[]>;
  addPause(pause: Pause): Promise<void>;
  /** @returns Whether there was one. */
  removePause(personId: string, id: string): Promise<boolean>;
}

/** Plans in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createPlanStore(db: Db): PlanStore {
  const mine = (personId: string) => eq(occurrences.personId, personId);
  return {
    items: (personId) =>
      db.select().from(items).where(eq(items.personId, personId)).orderBy(asc(items.priority), asc(items.code)),
    item: async (personId, code) =>
      (
        await db
          .select()
          .from(items)
          .where(and(eq(items.personId, personId), eq(items.code, code)))
      )[0],

    async addItem(item) {
      const added = await db.insert(items).values(item).onConflictDoNothing().returning({ id: items.id });
      return added.length === 1;
    },

    async updateItem(id, differs) {
      await db.update(items).set(differs).where(eq(items.id, id));
    },

    rowsAround: (personId, day) =>
      db
        .select()
        .from(occurrences)
        .where(
          and(
            mine(personId),
            or(
              eq(occurrences.day, day),
              eq(occurrences.originalDate, day),
              and(eq(occurrences.state, "open"), lt(occurrences.day, day)),
            ),
          ),
        ),

    rowsOn: (personId, from, to) =>
      db
        .select()
        .from(occurrences)
        .where(and(mine(personId), gte(occurrences.day, from), lte(occurrences.day, to)))
        .orderBy(asc(occurrences.day), asc(occurrences.plannedAt)),

    row: async (personId, id) =>
      (
        await db
          .select()
          .from(occurrences)
          .where(and(mine(personId), eq(occurrences.id, id)))
      )[0],

    async put(row) {
      await db.insert(occurrences).values(row).onConflictDoUpdate({ target: occurrences.id, set: row });
    },

    async lastDone(personId, before) {
      const rows = await db
        .select({ itemId: occurrences.itemId, date: max(occurrences.day) })
        .from(occurrences)
        .where(and(mine(personId), eq(occurrences.state, "completed"), lt(occurrences.day, before)))
        .groupBy(occurrences.itemId);
      return new Map(rows.flatMap(({ itemId, date }) => (date === null ? [] : [[itemId, date] as const])));
    },

    async doneSince(personId, from) {
      const rows = await db
        .select({ itemId: occurrences.itemId, date: occurrences.originalDate })
        .from(occurrences)
        .where(and(mine(personId), eq(occurrences.state, "completed"), gte(occurrences.originalDate, from)))
        .orderBy(asc(occurrences.originalDate));
      return grouped(rows, ({ itemId, date }) => [itemId, date]);
    },

    async steps(personId) {
      const rows = await db
        .select({ itemId: occurrences.itemId, date: occurrences.originalDate, state: occurrences.state })
        .from(occurrences)
        .where(and(mine(personId), ne(occurrences.state, "open")))
        .orderBy(asc(occurrences.originalDate));
      return grouped(rows, ({ itemId, ...step }) => [itemId, step]);
    },

    async addMove(move) {
      await db.insert(moves).values(move);
    },

    pauses: (personId, since) =>
      db
        .select()
        .from(pauses)
        .where(and(eq(pauses.personId, personId), gte(pauses.toDay, since)))
        .orderBy(asc(pauses.fromDay)),

    async addPause(pause) {
      await db.insert(pauses).values(pause);
    },

    async removePause(personId, id) {
      const removed = await db
        .delete(pauses)
        .where(and(eq(pauses.personId, personId), eq(pauses.id, id)))
        .returning({ id: pauses.id });
      return removed.length === 1;
    },
  };
}

function grouped<Row, Value>(
  rows: readonly Row[],
  of: (row: Row) => readonly [string, Value],
): ReadonlyMap<string, readonly Value[]> {
  const map = new Map<string, Value[]>();
  for (const row of rows) {
    const [key, value] = of(row);
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  }
  return map;
}
