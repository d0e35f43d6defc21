import type { Permission, Role } from "@wopr/contracts";
import { and, desc, eq, isNull } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { apiKeys, users } from "./tables.ts";

/** An API key without its secret. */
export interface ApiKey {
  readonly id: string;
  readonly ownerId: string;
  readonly prefix: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** Where it counts: `*`, or e.g. `area:tabletop`. */
  readonly scope: string;
  /** Addresses or blocks it may come from; empty: any. */
  readonly ipAllow: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A key as the sign-in check needs it: with its hash and who made it. */
export interface StoredKey extends ApiKey {
  readonly sha256: string;
  readonly owner: {
    readonly name: string;
    readonly email: string;
    readonly role: Role;
    readonly status: "active" | "suspended";
  };
}

/** Reads and writes API keys. */
export interface KeyStore {
  add(key: ApiKey, sha256: string): Promise<void>;
  findByPrefix(prefix: string): Promise<StoredKey | undefined>;
  /** Newest first; all keys when `ownerId` is absent. */
  list(ownerId?: string): Promise<readonly ApiKey[]>;
  /** Idempotent. @returns `false` when there is no such key (of `ownerId`, when given). */
  revoke(id: string, ownerId: string | undefined, at: Date): Promise<boolean>;
  touch(id: string, at: Date): Promise<void>;
}

/** API keys in Postgres. */
export function createKeyStore(db: Db): KeyStore {
  const columns = {
    id: apiKeys.id,
    ownerId: apiKeys.ownerId,
    prefix: apiKeys.prefix,
    name: apiKeys.name,
    permissions: apiKeys.permissions,
    scope: apiKeys.scope,
    ipAllow: apiKeys.ipAllow,
    createdAt: apiKeys.createdAt,
    expiresAt: apiKeys.expiresAt,
    lastUsedAt: apiKeys.lastUsedAt,
    revokedAt: apiKeys.revokedAt,
  };
  return {
    async add(key, sha256) {
      await db.insert(apiKeys).values({ ...key, permissions: [...key.permissions], ipAllow: [...key.ipAllow], sha256 });
    },

    async findByPrefix(prefix) {
      const owner = { name: users.name, email: users.email, role: users.role, status: users.status };
      const [row] = await db
        .select({ ...columns, sha256: apiKeys.sha256, owner })
        .from(apiKeys)
        .innerJoin(users, eq(users.id, apiKeys.ownerId))
        .where(eq(apiKeys.prefix, prefix));
      return row as StoredKey | undefined;
    },

    async list(ownerId) {
      const rows = await db
        .select(columns)
        .from(apiKeys)
        .where(ownerId === undefined ? undefined : eq(apiKeys.ownerId, ownerId))
        .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
      return rows as ApiKey[];
    },

    async revoke(id, ownerId, at) {
      const which = and(eq(apiKeys.id, id), ownerId === undefined ? undefined : eq(apiKeys.ownerId, ownerId));
      const revoked = await db
        .update(apiKeys)
        .set({ revokedAt: at })
        .where(and(which, isNull(apiKeys.revokedAt)))
        .returning({ id: apiKeys.id });
      if (revoked.length === 1) return true;
      return (await db.select({ id: apiKeys.id }).from(apiKeys).where(which)).length === 1;
    },

    async touch(id, at) {
      await db.update(apiKeys).set({ lastUsedAt: at }).where(eq(apiKeys.id, id));
    },
  };
}
