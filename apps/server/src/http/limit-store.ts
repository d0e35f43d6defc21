import type { Clock } from "@wopr/kernel";
import { lt, sql } from "drizzle-orm";
import { doublePrecision, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { Db } from "../db/db.ts";
import { PlatformErrors } from "./errors.ts";
import { type Limit, takeToken } from "./token-bucket.ts";

const buckets = pgTable("http_rate_limits", {
  bucket: text("bucket").primaryKey(),
  tokens: doublePrecision("tokens").notNull(),
  refilledAt: timestamp("refilled_at", { withTimezone: true, mode: "date" }).notNull(),
});

/** Limits that hold over all replicas of the server. */
export interface SharedLimiter {
  /** Takes a token. @throws {AppError} `platform.rate_limited` */
  take(limit: Limit, who: string): Promise<void>;
  /** Gives a token back: the try turned out not to be one that counts. */
  giveBack(limit: Limit, who: string): Promise<void>;
  /** Forgets buckets nobody asked for since `before`. @returns How many. */
  removeOld(before: Date): Promise<number>;
}

/** Buckets in Postgres. The row is locked while it is counted, so n and n+1 are exact however many ask at once. */
export function createSharedLimiter(db: Db, clock: Clock): SharedLimiter {
  const nameOf = (limit: Limit, who: string) => `${limit.name} ${who}`;
  return {
    async take(limit, who) {
      const now = clock.now();
      const bucket = nameOf(limit, who);
      const taken = await db.transaction(async (tx) => {
        await tx.insert(buckets).values({ bucket, tokens: limit.capacity, refilledAt: now }).onConflictDoNothing();
        const [row] = await tx.select().from(buckets).where(sql`${buckets.bucket} = ${bucket}`).for("update");
        const known = row && { tokens: row.tokens, atMs: row.refilledAt.getTime() };
        const outcome = takeToken(limit, known, now.getTime());
        await tx
          .update(buckets)
          .set({ tokens: outcome.bucket.tokens, refilledAt: new Date(outcome.bucket.atMs) })
          .where(sql`${buckets.bucket} = ${bucket}`);
        return outcome;
      });
      if (!taken.allowed) throw PlatformErrors.rate_limited({ limit: limit.name, retry_after_s: taken.waitS });
    },

    async giveBack(limit, who) {
      await db
        .update(buckets)
        .set({ tokens: sql`LEAST(${limit.capacity}, ${buckets.tokens} + 1)` })
        .where(sql`${buckets.bucket} = ${nameOf(limit, who)}`);
    },

    async removeOld(before) {
      const removed = await db.delete(buckets).where(lt(buckets.refilledAt, before)).returning({ b: buckets.bucket });
      return removed.length;
    },
  };
}
