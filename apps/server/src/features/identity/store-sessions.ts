import { and, desc, eq, gt } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { sessions } from "./tables.ts";

/** A session as its person sees it. */
export interface SessionView {
  readonly id: string;
  readonly token: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Rows of sessions. */
export interface SessionStore {
  add(row: typeof sessions.$inferInsert): Promise<void>;
  markProved(token: string, at: Date): Promise<void>;
  /** Newest use first; those that ended are left out. */
  list(userId: string, now: Date): Promise<readonly SessionView[]>;
  end(userId: string, id: string): Promise<boolean>;
  endAll(userId: string): Promise<void>;
}

/** Sessions in PostgreSQL. */
export function createSessionStore(db: Db): SessionStore {
  return {
    async add(row) {
      await db.insert(sessions).values(row);
    },
    async markProved(token, at) {
      await db.update(sessions).set({ provedAt: at }).where(eq(sessions.token, token));
    },
    list: (userId, now) =>
      db
        .select({
          id: sessions.id,
          token: sessions.token,
          ip: sessions.ipAddress,
          userAgent: sessions.userAgent,
          createdAt: sessions.createdAt,
          updatedAt: sessions.updatedAt,
        })
        .from(sessions)
        .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
        .orderBy(desc(sessions.updatedAt)),
    async end(userId, id) {
      const ended = await db
        .delete(sessions)
        .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
        .returning({ id: sessions.id });
      return ended.length === 1;
    },
    async endAll(userId) {
      await db.delete(sessions).where(eq(sessions.userId, userId));
    },
  };
}
