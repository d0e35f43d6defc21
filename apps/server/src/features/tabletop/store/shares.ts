import { and, desc, eq, isNull } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { shareLinks } from "../tables.ts";

/** A link for people without an account. */
export type ShareRow = typeof shareLinks.$inferSelect;

/** Links of all games. */
export interface ShareStore {
  insert(row: ShareRow): Promise<void>;
  /** Newest first. */
  list(gameId: string): Promise<readonly ShareRow[]>;
  findByHash(tokenHash: string): Promise<ShareRow | undefined>;
  /** @returns Whether the game has such a link; one that is revoked already stays as it is. */
  revoke(gameId: string, id: string, at: Date): Promise<boolean>;
  used(id: string, at: Date): Promise<void>;
}

/** Links in PostgreSQL. */
export function createShareStore(db: Db): ShareStore {
  return {
    async insert(row) {
      await db.insert(shareLinks).values(row);
    },
    list: (gameId) =>
      db.select().from(shareLinks).where(eq(shareLinks.gameId, gameId)).orderBy(desc(shareLinks.createdAt)),
    findByHash: async (hash) => (await db.select().from(shareLinks).where(eq(shareLinks.tokenHash, hash)))[0],
    async revoke(gameId, id, at) {
      const mine = and(eq(shareLinks.id, id), eq(shareLinks.gameId, gameId));
      await db
        .update(shareLinks)
        .set({ revokedAt: at })
        .where(and(mine, isNull(shareLinks.revokedAt)));
      return (await db.$count(shareLinks, mine)) === 1;
    },
    async used(id, at) {
      await db.update(shareLinks).set({ lastUsedAt: at }).where(eq(shareLinks.id, id));
    },
  };
}
