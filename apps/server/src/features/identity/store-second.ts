import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { passkeys, recoveryCodes, totp } from "./tables-access.ts";

/** A passkey as it is kept. */
export interface Passkey {
  readonly id: string;
  readonly userId: string;
  /** Base64url, as browsers name it. */
  readonly credentialId: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly backedUp: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Codes and passkeys of people. */
export interface SecondStore {
  totp(
    userId: string,
  ): Promise<{ readonly sealed: Buffer; readonly confirmedAt: Date | null; readonly lastStep: number } | undefined>;
  /** Replaces one that was not confirmed. @returns `false` when a confirmed one stands there. */
  putTotp(userId: string, sealed: Buffer): Promise<boolean>;
  /** Uses a step up. @returns `false` when it, or a later one, was used already. */
  useStep(userId: string, step: number, confirmedAt: Date): Promise<boolean>;
  removeTotp(userId: string): Promise<void>;
  putRecoveryCodes(userId: string, sha256s: readonly string[]): Promise<void>;
  /** @returns Whether it was one that was not used yet. */
  useRecoveryCode(userId: string, sha256: string, at: Date): Promise<boolean>;
  recoveryCodesLeft(userId: string): Promise<number>;
  passkeys(userId: string): Promise<readonly Passkey[]>;
  passkey(credentialId: string): Promise<Passkey | undefined>;
  addPasskey(passkey: Passkey): Promise<void>;
  /** @returns `false` when its counter is not higher than the stored one: somebody copied the key. */
  usePasskey(id: string, counter: number, at: Date): Promise<boolean>;
  /** @returns `false` when the person has no such passkey. */
  removePasskey(userId: string, id: string): Promise<boolean>;
}

/** Codes and passkeys in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createSecondStore(db: Db): SecondStore {
  return {
    async totp(userId) {
      const [row] = await db.select().from(totp).where(eq(totp.userId, userId));
      return row;
    },
    async putTotp(userId, sealed) {
      const put = await db
        .insert(totp)
        .values({ userId, sealed, lastStep: 0 })
        .onConflictDoUpdate({ target: totp.userId, set: { sealed, lastStep: 0 }, setWhere: isNull(totp.confirmedAt) })
        .returning({ userId: totp.userId });
      return put.length === 1;
    },
    async useStep(userId, step, confirmedAt) {
      const used = await db
        .update(totp)
        .set({ lastStep: step, confirmedAt: sql`coalesce(${totp.confirmedAt}, ${confirmedAt})` })
        .where(and(eq(totp.userId, userId), lt(totp.lastStep, step)))
        .returning({ userId: totp.userId });
      return used.length === 1;
    },
    async removeTotp(userId) {
      await db.delete(totp).where(eq(totp.userId, userId));
      await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
    },
    async putRecoveryCodes(userId, sha256s) {
      await db.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
      await db.insert(recoveryCodes).values(sha256s.map((sha256) => ({ userId, sha256 })));
    },
    async useRecoveryCode(userId, sha256, at) {
      const used = await db
        .update(recoveryCodes)
        .set({ usedAt: at })
        .where(and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.sha256, sha256), isNull(recoveryCodes.usedAt)))
        .returning({ userId: recoveryCodes.userId });
      return used.length === 1;
    },
    async recoveryCodesLeft(userId) {
      const left = await db
        .select({ sha256: recoveryCodes.sha256 })
        .from(recoveryCodes)
        .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
      return left.length;
    },
    passkeys: (userId) =>
      db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.createdAt)),
    passkey: async (credentialId) =>
      (await db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId)))[0],
    async addPasskey(passkey) {
      await db.insert(passkeys).values({ ...passkey, transports: [...passkey.transports] });
    },
    async usePasskey(id, counter, at) {
      // Authenticators that do not count always say 0.
      const isNewer = counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter);
      const used = await db
        .update(passkeys)
        .set({ counter, lastUsedAt: at })
        .where(and(eq(passkeys.id, id), isNewer))
        .returning({ id: passkeys.id });
      return used.length === 1;
    },
    async removePasskey(userId, id) {
      const removed = await db
        .delete(passkeys)
        .where(and(eq(passkeys.id, id), eq(passkeys.userId, userId)))
        .returning({ id: passkeys.id });
      return removed.length === 1;
    },
  };
}
