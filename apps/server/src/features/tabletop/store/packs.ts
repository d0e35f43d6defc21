import { asc, eq } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { gamePacks, layouts } from "../tables.ts";

/** One version of a kind of game somebody made. */
export type PackRow = typeof gamePacks.$inferSelect;
/** Zones of a board as they were drawn for one printing. */
export type LayoutRow = typeof layouts.$inferSelect;

/** Kinds of games people made, and layouts. */
export interface PackStore {
  /** @returns Whether the row was written; `false` means that this version is there already. */
  insert(row: PackRow): Promise<boolean>;
  /** All versions of one pack, oldest first. */
  versions(packId: string): Promise<readonly PackRow[]>;
  /** The newest version of every pack, by id. */
  newest(): Promise<readonly PackRow[]>;
  insertLayout(row: LayoutRow): Promise<void>;
  updateLayout(id: string, differs: Pick<LayoutRow, "name" | "aspect" | "zones" | "updatedAt">): Promise<void>;
  removeLayout(id: string): Promise<void>;
  findLayout(id: string): Promise<LayoutRow | undefined>;
  /** By name. */
  listLayouts(packId: string): Promise<readonly LayoutRow[]>;
}

/** Versions are counted: "1", "2", … */
const byAge = (a: PackRow, b: PackRow) => Number(a.version) - Number(b.version);

/** Packs in PostgreSQL. */
export function createPackStore(db: Db): PackStore {
  return {
    async insert(row) {
      const made = await db.insert(gamePacks).values(row).onConflictDoNothing().returning({ id: gamePacks.packId });
      return made.length === 1;
    },
    versions: async (packId) => (await db.select().from(gamePacks).where(eq(gamePacks.packId, packId))).toSorted(byAge),
    async newest() {
      const rows = await db.select().from(gamePacks).orderBy(asc(gamePacks.packId));
      const newest = new Map<string, PackRow>();
      for (const row of rows.toSorted(byAge)) newest.set(row.packId, row);
      return [...newest.values()].toSorted((a, b) => (a.packId < b.packId ? -1 : 1));
    },
    async insertLayout(row) {
      await db.insert(layouts).values(row);
    },
    async updateLayout(id, differs) {
      await db.update(layouts).set(differs).where(eq(layouts.id, id));
    },
    async removeLayout(id) {
      await db.delete(layouts).where(eq(layouts.id, id));
    },
    findLayout: async (id) => (await db.select().from(layouts).where(eq(layouts.id, id)))[0],
    listLayouts: (packId) => db.select().from(layouts).where(eq(layouts.packId, packId)).orderBy(asc(layouts.name)),
  };
}
