import { sha256Hex } from "@wopr/kernel/node";
import { and, eq, gt, lt } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { challenges } from "./tables-access.ts";

/** What is asked. */
export type ChallengeKind = "passkey_add" | "passkey_use" | "oidc" | "device" | "reset";

/** What may be answered once, within its time. Only hashes are kept. */
export interface ChallengeStore {
  ask(challenge: {
    readonly kind: ChallengeKind;
    readonly text: string;
    /** Whom it is for: a person, a device, a browser. */
    readonly subject: string;
    readonly data?: unknown;
    readonly expiresAt: Date;
  }): Promise<void>;
  /** Takes it away, so that of several answers one counts. @returns `undefined` when there is none that still holds. */
  take(
    kind: ChallengeKind,
    text: string,
    now: Date,
  ): Promise<{ readonly subject: string; readonly data: unknown } | undefined>;
  /** @returns How many were past their time. */
  removeOld(now: Date): Promise<number>;
}

/** Challenges in PostgreSQL: every replica may be the one that is answered. */
export function createChallengeStore(db: Db): ChallengeStore {
  return {
    async ask({ kind, text, subject, data, expiresAt }) {
      await db.insert(challenges).values({ sha256: sha256Hex(text), kind, subject, data: data ?? null, expiresAt });
    },
    async take(kind, text, now) {
      const [row] = await db
        .delete(challenges)
        .where(and(eq(challenges.sha256, sha256Hex(text)), eq(challenges.kind, kind), gt(challenges.expiresAt, now)))
        .returning({ subject: challenges.subject, data: challenges.data });
      return row;
    },
    async removeOld(now) {
      const removed = await db
        .delete(challenges)
        .where(lt(challenges.expiresAt, now))
        .returning({ k: challenges.kind });
      return removed.length;
    },
  };
}
