import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { MediaObject } from "./service.ts";
import { mediaObjects } from "./tables.ts";

/** A file with what only this feature needs to know. */
export interface MediaRow extends MediaObject {
  readonly feature: string;
  readonly createdAt: Date;
}

/** Reads and writes the rows of files. */
export interface MediaStore {
  /**
   * Keeps everybody else who wants to write or collect this key out until the transaction is over.
   * Only inside a transaction.
   */
  lockKey(key: string): Promise<void>;
  /** Whether a row has this key, in the trash or not. */
  isTaken(key: string): Promise<boolean>;
  add(row: MediaRow): Promise<void>;
  /** The file under a key, unless it is in the trash. */
  find(key: string): Promise<MediaObject | undefined>;
  /** Idempotent. */
  trash(key: string, at: Date): Promise<void>;
  /** Which of these keys have a row. */
  known(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Keys that have been in the trash since before `before`, oldest first. */
  trashedBefore(before: Date, limit: number): Promise<readonly string[]>;
  countReady(): Promise<number>;
  /** Files that were looked at longest ago, or never. */
  leastScrubbed(limit: number): Promise<readonly { readonly key: string; readonly sha256: string }[]>;
  markScrubbed(key: string, at: Date): Promise<void>;
  /** Forgets a file in the trash. */
  removeTrashed(key: string): Promise<void>;
}

/** Rows of files in Postgres. Pass a transaction as `db` to take part in it. */
export function createMediaStore(db: Db): MediaStore {
  return {
    async lockKey(key) {
      await db.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`media ${key}`}, 0))`);
    },

    async isTaken(key) {
      return (await db.select({ id: mediaObjects.id }).from(mediaObjects).where(eq(mediaObjects.key, key))).length > 0;
    },

    async add(row) {
      await db.insert(mediaObjects).values({ ...row, state: "ready" });
    },

    async find(key) {
      const [row] = await db
        .select({
          id: mediaObjects.id,
          key: mediaObjects.key,
          sha256: mediaObjects.sha256,
          bytes: mediaObjects.bytes,
          mime: mediaObjects.mime,
          width: mediaObjects.width,
          height: mediaObjects.height,
          ownerObject: mediaObjects.ownerObject,
        })
        .from(mediaObjects)
        .where(and(eq(mediaObjects.key, key), eq(mediaObjects.state, "ready")));
      return row;
    },

    async trash(key, at) {
      await db
        .update(mediaObjects)
        .set({ state: "deleted", deletedAt: at })
        .where(and(eq(mediaObjects.key, key), eq(mediaObjects.state, "ready")));
    },

    async known(keys) {
      if (keys.length === 0) return new Set();
      const rows = await db
        .select({ key: mediaObjects.key })
        .from(mediaObjects)
        .where(inArray(mediaObjects.key, [...keys]));
      return new Set(rows.map((row) => row.key));
    },

    async trashedBefore(before, limit) {
      const rows = await db
        .select({ key: mediaObjects.key })
        .from(mediaObjects)
        .where(and(eq(mediaObjects.state, "deleted"), lt(mediaObjects.deletedAt, before)))
        .orderBy(asc(mediaObjects.deletedAt))
        .limit(limit);
      return rows.map((row) => row.key);
    },

    async countReady() {
      const [row] = await db
        .select({ count: sql<number>`count(*)::int` })
        .from(mediaObjects)
        .where(eq(mediaObjects.state, "ready"));
      return row?.count ?? 0;
    },

    leastScrubbed: (limit) =>
      db
        .select({ key: mediaObjects.key, sha256: mediaObjects.sha256 })
        .from(mediaObjects)
        .where(eq(mediaObjects.state, "ready"))
        .orderBy(sql`${mediaObjects.scrubbedAt} ASC NULLS FIRST`)
        .limit(limit),

    async markScrubbed(key, at) {
      await db.update(mediaObjects).set({ scrubbedAt: at }).where(eq(mediaObjects.key, key));
    },

    async removeTrashed(key) {
      await db.delete(mediaObjects).where(and(eq(mediaObjects.key, key), eq(mediaObjects.state, "deleted")));
    },
  };
}
