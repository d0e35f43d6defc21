import type { LocalDate, Stat } from "@wopr/life";
import { and, asc, desc, eq, gte, isNull, lte, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { OccurrenceSnapshot } from "../domain/types.ts";
import { actions } from "../tables.ts";
import { achievements, freezes, xp } from "../tables-measured.ts";

/** One line of the ledger of XP. */
export type XpEntry = typeof xp.$inferSelect;
/** One line of the ledger of freeze tokens. */
export type FreezeEntry = typeof freezes.$inferSelect;
/** Something that was done. */
export interface Action {
  readonly id: string;
  readonly personId: string;
  readonly at: Date;
  readonly day: LocalDate;
  readonly kind: string;
  readonly key: string | null;
  readonly occurrenceId: string | null;
  readonly before: OccurrenceSnapshot | null;
  readonly result: Record<string, unknown>;
  readonly source: string;
  readonly undoes: string | null;
  readonly undoneBy: string | null;
}
/** An unlocked achievement. */
export type Unlocked = typeof achievements.$inferSelect;

/** Ledgers of people: nothing in them is changed or removed, except by erasing the person. */
export interface LedgerStore {
  /** @returns The entries that were new; a key that is there already grants nothing. */
  grant(entries: readonly XpEntry[]): Promise<readonly XpEntry[]>;
  entriesOfAction(actionId: string): Promise<readonly XpEntry[]>;
  entries(personId: string, limit: number, before: Date | undefined): Promise<readonly XpEntry[]>;
  entriesOn(personId: string, from: LocalDate, to: LocalDate): Promise<readonly XpEntry[]>;
  entry(personId: string, key: string): Promise<XpEntry | undefined>;
  /** Sum of all XP, and of each stat. */
  totals(
    personId: string,
  ): Promise<{ readonly total: number; readonly byStat: Readonly<Partial<Record<Stat, number>>> }>;
  earnedOn(personId: string, day: LocalDate): Promise<number>;
  freezesHeld(personId: string): Promise<number>;
  /** @returns Whether it was new. */
  addFreeze(entry: FreezeEntry): Promise<boolean>;
  freezesOfAction(actionId: string): Promise<readonly FreezeEntry[]>;
  addAction(action: Action): Promise<void>;
  action(personId: string, id: string): Promise<Action | undefined>;
  actionByKey(personId: string, key: string): Promise<Action | undefined>;
  /** The newest action that is not undone, and undoes nothing itself. */
  lastAction(personId: string, source?: string): Promise<Action | undefined>;
  /** Newest action on an occurrence, of one kind if given, that is not undone and no undo itself. */
  lastOn(occurrenceId: string, kind: string | null): Promise<Action | undefined>;
  actions(personId: string, day: LocalDate): Promise<readonly Action[]>;
  /** @returns `false` when it was undone already. */
  markUndone(id: string, by: string): Promise<boolean>;
  unlocked(personId: string): Promise<readonly Unlocked[]>;
  unlock(achievement: Unlocked): Promise<boolean>;
  relock(actionId: string): Promise<readonly string[]>;
}

/** Ledgers in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createLedgerStore(db: Db): LedgerStore {
  return {
    async grant(entries) {
      const rows = entries.filter(({ amount }) => amount !== 0);
      return rows.length === 0
        ? []
        : db
            .insert(xp)
            .values([...rows])
            .onConflictDoNothing()
            .returning();
    },
    entriesOfAction: (actionId) => db.select().from(xp).where(eq(xp.actionId, actionId)),
    entries: (personId, limit, before) =>
      db
        .select()
        .from(xp)
        .where(and(eq(xp.personId, personId), before ? lte(xp.at, before) : undefined))
        .orderBy(desc(xp.at), desc(xp.id))
        .limit(limit),
    entriesOn: (personId, from, to) =>
      db
        .select()
        .from(xp)
        .where(and(eq(xp.personId, personId), gte(xp.day, from), lte(xp.day, to))),
    entry: async (personId, key) =>
      (
        await db
          .select()
          .from(xp)
          .where(and(eq(xp.personId, personId), eq(xp.key, key)))
      )[0],

    async totals(personId) {
      const rows = await db
        .select({ stat: xp.stat, sum: sql<number>`coalesce(sum(${xp.amount}), 0)::int` })
        .from(xp)
        .where(eq(xp.personId, personId))
        .groupBy(xp.stat);
      const byStat = Object.fromEntries(rows.flatMap(({ stat, sum }) => (stat === null ? [] : [[stat, sum]])));
      return { total: rows.reduce((total, { sum }) => total + sum, 0), byStat };
    },

    async earnedOn(personId, day) {
      const [row] = await db
        .select({ sum: sql<number>`coalesce(sum(${xp.amount}), 0)::int` })
        .from(xp)
        .where(and(eq(xp.personId, personId), eq(xp.day, day)));
      return row?.sum ?? 0;
    },

    async freezesHeld(personId) {
      const [row] = await db
        .select({ sum: sql<number>`coalesce(sum(${freezes.amount}), 0)::int` })
        .from(freezes)
        .where(eq(freezes.personId, personId));
      return row?.sum ?? 0;
    },
    async addFreeze(entry) {
      return (await db.insert(freezes).values(entry).onConflictDoNothing().returning({ id: freezes.id })).length === 1;
    },
    freezesOfAction: (actionId) => db.select().from(freezes).where(eq(freezes.actionId, actionId)),

    async addAction(action) {
      await db.insert(actions).values(action);
    },
    action: async (personId, id) =>
      (
        await db
          .select()
          .from(actions)
          .where(and(eq(actions.personId, personId), eq(actions.id, id)))
      )[0],
    actionByKey: async (personId, key) =>
      (
        await db
          .select()
          .from(actions)
          .where(and(eq(actions.personId, personId), eq(actions.key, key)))
      )[0],
    lastAction: async (personId, source) =>
      (
        await db
          .select()
          .from(actions)
          .where(
            and(
              eq(actions.personId, personId),
              isNull(actions.undoneBy),
              isNull(actions.undoes),
              source ? eq(actions.source, source) : undefined,
            ),
          )
          .orderBy(desc(actions.at), desc(actions.id))
          .limit(1)
      )[0],
    lastOn: async (occurrenceId, kind) =>
      (
        await db
          .select()
          .from(actions)
          .where(
            and(
              eq(actions.occurrenceId, occurrenceId),
              kind === null ? undefined : eq(actions.kind, kind),
              isNull(actions.undoneBy),
              isNull(actions.undoes),
            ),
          )
          .orderBy(desc(actions.at), desc(actions.id))
          .limit(1)
      )[0],
    actions: (personId, day) =>
      db
        .select()
        .from(actions)
        .where(and(eq(actions.personId, personId), eq(actions.day, day)))
        .orderBy(asc(actions.at)),

    async markUndone(id, by) {
      const marked = await db
        .update(actions)
        .set({ undoneBy: by })
        .where(and(eq(actions.id, id), isNull(actions.undoneBy)))
        .returning({ id: actions.id });
      return marked.length === 1;
    },

    unlocked: (personId) => db.select().from(achievements).where(eq(achievements.personId, personId)),
    async unlock(achievement) {
      const added = await db
        .insert(achievements)
        .values(achievement)
        .onConflictDoNothing()
        .returning({ code: achievements.code });
      return added.length === 1;
    },
    async relock(actionId) {
      const gone = await db
        .delete(achievements)
        .where(eq(achievements.actionId, actionId))
        .returning({ code: achievements.code });
      return gone.map(({ code }) => code);
    },
  };
}
