import { and, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { deviceKeys, pairings } from "./tables-access.ts";

/** The key of a machine or phone. */
export interface DeviceKey {
  readonly id: string;
  readonly kind: "agent" | "camera" | "phone" | "service";
  readonly name: string;
  /** Ed25519, 32 bytes in base64url. */
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly status: "pending" | "active" | "rotating" | "revoked";
  readonly previousKey: string | null;
  readonly previousUntil: Date | null;
  readonly ownerId: string | null;
  readonly nextRotationAt: Date;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Device keys and pairing codes. Says nothing about who may. */
export interface DeviceStore {
  addPairing(codeSha256: string, createdBy: string, expiresAt: Date): Promise<void>;
  /** Uses a code up. @returns Who made it; `undefined` when there is none that still holds. */
  takePairing(codeSha256: string, now: Date): Promise<string | undefined>;
  /** @returns `false` when the public key is known already. */
  add(key: DeviceKey): Promise<boolean>;
  find(id: string): Promise<DeviceKey | undefined>;
  lock(id: string): Promise<DeviceKey | undefined>;
  update(key: DeviceKey): Promise<void>;
  /** Newest first; of one owner, or all. */
  list(ownerId?: string): Promise<readonly DeviceKey[]>;
  countPending(): Promise<number>;
  touch(id: string, at: Date): Promise<void>;
  removeOldPairings(now: Date): Promise<void>;
}

/** Device keys in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createDeviceStore(db: Db): DeviceStore {
  return {
    async addPairing(codeSha256, createdBy, expiresAt) {
      await db.insert(pairings).values({ codeSha256, createdBy, expiresAt });
    },
    async takePairing(codeSha256, now) {
      const [row] = await db
        .delete(pairings)
        .where(and(eq(pairings.codeSha256, codeSha256), gt(pairings.expiresAt, now)))
        .returning({ createdBy: pairings.createdBy });
      return row?.createdBy;
    },
    async add(key) {
      const added = await db.insert(deviceKeys).values(key).onConflictDoNothing().returning({ id: deviceKeys.id });
      return added.length === 1;
    },
    find: async (id) => (await db.select().from(deviceKeys).where(eq(deviceKeys.id, id)))[0],
    lock: async (id) => (await db.select().from(deviceKeys).where(eq(deviceKeys.id, id)).for("update"))[0],
    async update(key) {
      await db.update(deviceKeys).set(key).where(eq(deviceKeys.id, key.id));
    },
    list: (ownerId) =>
      db
        .select()
        .from(deviceKeys)
        .where(ownerId === undefined ? undefined : eq(deviceKeys.ownerId, ownerId))
        .orderBy(desc(deviceKeys.createdAt)),
    async countPending() {
      const [row] = await db
        .select({ count: sql<number>`count(*)::int` })
        .from(deviceKeys)
        .where(inArray(deviceKeys.status, ["pending"]));
      return row?.count ?? 0;
    },
    async touch(id, at) {
      await db.update(deviceKeys).set({ lastSeenAt: at }).where(eq(deviceKeys.id, id));
    },
    async removeOldPairings(now) {
      await db.delete(pairings).where(lt(pairings.expiresAt, now));
    },
  };
}
