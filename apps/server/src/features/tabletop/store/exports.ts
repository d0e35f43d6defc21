import { and, eq } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { gameExports } from "../tables.ts";

/** A file somebody asked for. */
export type ExportRow = typeof gameExports.$inferSelect;

/** Exports of all games. */
export interface ExportStore {
  insert(row: ExportRow): Promise<void>;
  find(gameId: string, id: string): Promise<ExportRow | undefined>;
  update(id: string, differs: Pick<ExportRow, "sizeBytes">): Promise<void>;
}

/** Exports in PostgreSQL. */
export function createExportStore(db: Db): ExportStore {
  return {
    async insert(row) {
      await db.insert(gameExports).values(row);
    },
    find: async (gameId, id) =>
      (
        await db
          .select()
          .from(gameExports)
          .where(and(eq(gameExports.id, id), eq(gameExports.gameId, gameId)))
      )[0],
    async update(id, differs) {
      await db.update(gameExports).set(differs).where(eq(gameExports.id, id));
    },
  };
}
