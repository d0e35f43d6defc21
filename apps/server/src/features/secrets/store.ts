import { and, asc, eq, ne } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import type { SecretFacts } from "./service.ts";
import { dataKeys, masters, secrets, versions } from "./tables.ts";

/** A key under a master key. */
export interface WrappedKey {
  readonly wrappedKey: Buffer;
  readonly keyId: string;
}

/** A sealed value with its wrapped key. */
export interface SealedValue extends WrappedKey {
  readonly ciphertext: Buffer;
}

/** A secret with its id. */
export interface SecretRow extends SecretFacts {
  readonly id: string;
}

/** The only reader and writer of the tables of secrets. Sees sealed bytes only. */
export interface SecretStore {
  /** Ids of the master keys something was wrapped with. */
  masterIds(): Promise<readonly string[]>;
  addMaster(keyId: string, at: Date): Promise<void>;
  removeMastersBut(keyId: string): Promise<void>;
  find(name: string): Promise<SecretRow | undefined>;
  /** As {@link SecretStore.find}, locked until the transaction ends. */
  lock(name: string): Promise<SecretRow | undefined>;
  list(): Promise<readonly SecretRow[]>;
  /** @returns `false` when somebody else made it first. */
  add(row: SecretRow): Promise<boolean>;
  update(row: SecretRow): Promise<void>;
  addVersion(secretId: string, version: number, sealed: SealedValue, at: Date): Promise<void>;
  newestVersion(secretId: string): Promise<number>;
  value(secretId: string, version: number): Promise<SealedValue | undefined>;
  remove(name: string): Promise<void>;
  dataKey(scope: string): Promise<WrappedKey | undefined>;
  /** Idempotent: the first one stays. */
  addDataKey(scope: string, key: WrappedKey, at: Date): Promise<void>;
  removeDataKey(scope: string): Promise<void>;
  /** Everything not wrapped with `keyId`. */
  wrappedOtherwise(keyId: string): Promise<{
    readonly values: readonly (WrappedKey & { readonly secretId: string; readonly version: number })[];
    readonly keys: readonly (WrappedKey & { readonly scope: string })[];
  }>;
  rewrapValue(secretId: string, version: number, key: WrappedKey): Promise<void>;
  rewrapKey(scope: string, key: WrappedKey): Promise<void>;
}

const HOME = eq(secrets.org, "home");
const columns = {
  id: secrets.id,
  name: secrets.name,
  description: secrets.description,
  allowed: secrets.allowed,
  version: secrets.currentVersion,
  createdAt: secrets.createdAt,
  updatedAt: secrets.updatedAt,
};

/** Secrets in PostgreSQL. Pass a transaction as `db` to take part in it. */
export function createSecretStore(db: Db): SecretStore {
  const byName = (name: string) => and(HOME, eq(secrets.name, name));
  const rowOf = ({ version, ...row }: SecretRow) => ({ ...row, allowed: [...row.allowed], currentVersion: version });
  return {
    masterIds: async () => (await db.select({ id: masters.keyId }).from(masters)).map(({ id }) => id),
    async addMaster(keyId, createdAt) {
      await db.insert(masters).values({ keyId, createdAt }).onConflictDoNothing();
    },
    async removeMastersBut(keyId) {
      await db.delete(masters).where(ne(masters.keyId, keyId));
    },

    find: async (name) => (await db.select(columns).from(secrets).where(byName(name)))[0],
    lock: async (name) => (await db.select(columns).from(secrets).where(byName(name)).for("update"))[0],
    list: () => db.select(columns).from(secrets).where(HOME).orderBy(asc(secrets.name)),

    async add(row) {
      const added = await db.insert(secrets).values(rowOf(row)).onConflictDoNothing().returning({ id: secrets.id });
      return added.length === 1;
    },
    async update(row) {
      await db.update(secrets).set(rowOf(row)).where(eq(secrets.id, row.id));
    },
    async addVersion(secretId, version, sealed, createdAt) {
      await db.insert(versions).values({ secretId, version, ...sealed, createdAt });
    },
    async newestVersion(secretId) {
      const rows = await db.select({ version: versions.version }).from(versions).where(eq(versions.secretId, secretId));
      return Math.max(0, ...rows.map(({ version }) => version));
    },
    async value(secretId, version) {
      const [row] = await db
        .select({ ciphertext: versions.ciphertext, wrappedKey: versions.wrappedKey, keyId: versions.keyId })
        .from(versions)
        .where(and(eq(versions.secretId, secretId), eq(versions.version, version)));
      return row;
    },
    async remove(name) {
      await db.delete(secrets).where(byName(name));
    },

    async dataKey(scope) {
      const [row] = await db
        .select({ wrappedKey: dataKeys.wrappedKey, keyId: dataKeys.keyId })
        .from(dataKeys)
        .where(eq(dataKeys.scope, scope));
      return row;
    },
    async addDataKey(scope, key, createdAt) {
      await db
        .insert(dataKeys)
        .values({ scope, ...key, createdAt })
        .onConflictDoNothing();
    },
    async removeDataKey(scope) {
      await db.delete(dataKeys).where(eq(dataKeys.scope, scope));
    },

    async wrappedOtherwise(keyId) {
      const values = await db
        .select({
          secretId: versions.secretId,
          version: versions.version,
          wrappedKey: versions.wrappedKey,
          keyId: versions.keyId,
        })
        .from(versions)
        .where(ne(versions.keyId, keyId))
        .for("update");
      const keys = await db
        .select({ scope: dataKeys.scope, wrappedKey: dataKeys.wrappedKey, keyId: dataKeys.keyId })
        .from(dataKeys)
        .where(ne(dataKeys.keyId, keyId))
        .for("update");
      return { values, keys };
    },
    async rewrapValue(secretId, version, key) {
      await db
        .update(versions)
        .set(key)
        .where(and(eq(versions.secretId, secretId), eq(versions.version, version)));
    },
    async rewrapKey(scope, key) {
      await db.update(dataKeys).set(key).where(eq(dataKeys.scope, scope));
    },
  };
}
