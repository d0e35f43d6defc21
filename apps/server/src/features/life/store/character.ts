import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { characters, nodes, skillUses, tokens } from "../tables-measured.ts";

/** A character of a person. */
export type CharacterRow = typeof characters.$inferSelect;
/** A taken node. */
export type NodeRow = typeof nodes.$inferSelect;
/** When a skill was used. */
export type SkillUse = typeof skillUses.$inferSelect;

/** Characters and what they took of the tree. */
export interface CharacterStore {
  find(personId: string): Promise<CharacterRow | undefined>;
  /** @returns `false` when there is one already. */
  add(character: CharacterRow): Promise<boolean>;
  rename(personId: string, name: string, at: Date): Promise<void>;
  nodes(personId: string): Promise<readonly NodeRow[]>;
  take(rows: readonly NodeRow[]): Promise<void>;
  giveBack(personId: string, code: string): Promise<void>;
  /** Tokens spent so far. */
  tokensSpent(personId: string): Promise<number>;
  spendToken(token: typeof tokens.$inferInsert): Promise<void>;
  lastUse(personId: string, skill: string): Promise<SkillUse | undefined>;
  addUse(use: SkillUse): Promise<void>;
  /** Uses that no activity has spent yet, newest first. */
  waitingUses(personId: string): Promise<readonly SkillUse[]>;
  spendUse(id: string, at: Date): Promise<void>;
}

/** Characters in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createCharacterStore(db: Db): CharacterStore {
  return {
    find: async (personId) => (await db.select().from(characters).where(eq(characters.personId, personId)))[0],
    async add(character) {
      return (
        (await db.insert(characters).values(character).onConflictDoNothing().returning({ id: characters.id }))
          .length === 1
      );
    },
    async rename(personId, name, at) {
      await db.update(characters).set({ name, updatedAt: at }).where(eq(characters.personId, personId));
    },
    nodes: (personId) =>
      db.select().from(nodes).where(eq(nodes.personId, personId)).orderBy(nodes.allocatedAt, nodes.code),
    async take(rows) {
      if (rows.length > 0) await db.insert(nodes).values([...rows]);
    },
    async giveBack(personId, code) {
      await db.delete(nodes).where(and(eq(nodes.personId, personId), eq(nodes.code, code)));
    },
    async tokensSpent(personId) {
      const [row] = await db
        .select({ sum: sql<number>`coalesce(sum(${tokens.amount}), 0)::int` })
        .from(tokens)
        .where(eq(tokens.personId, personId));
      return row?.sum ?? 0;
    },
    async spendToken(token) {
      await db.insert(tokens).values(token);
    },
    lastUse: async (personId, skill) =>
      (
        await db
          .select()
          .from(skillUses)
          .where(and(eq(skillUses.personId, personId), eq(skillUses.skill, skill)))
          .orderBy(desc(skillUses.usedAt))
          .limit(1)
      )[0],
    async addUse(use) {
      await db.insert(skillUses).values(use);
    },
    waitingUses: (personId) =>
      db
        .select()
        .from(skillUses)
        .where(and(eq(skillUses.personId, personId), isNull(skillUses.spentAt)))
        .orderBy(desc(skillUses.usedAt)),
    async spendUse(id, at) {
      await db.update(skillUses).set({ spentAt: at }).where(eq(skillUses.id, id));
    },
  };
}
