import { asc, eq, sql } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import type { Policy } from "../domain/policy.ts";
import { configNamespaces } from "../tables.ts";
import type { Namespace } from "./types.ts";

/** Reads and writes namespaces and tags. */
export interface NamespaceStore {
  list(): Promise<readonly Namespace[]>;
  find(name: string): Promise<Namespace | undefined>;
  /** Locks the row until the transaction ends: publishes of one namespace come one after the other. */
  lock(name: string): Promise<Namespace | undefined>;
  /** @returns Whether it was added; `false` means the name is taken. */
  add(row: Namespace): Promise<boolean>;
  change(
    name: string,
    facts: Partial<
      Pick<
        Namespace,
        "title" | "description" | "policy" | "archivedAt" | "stableRevision" | "headRevision" | "nextRevision"
      >
    >,
  ): Promise<void>;
  /** Removes a namespace that never had a revision. */
  remove(name: string): Promise<void>;
  tags(): Promise<readonly { readonly name: string; readonly priority: number }[]>;
  putTag(name: string, priority: number): Promise<void>;
  epoch(): Promise<number>;
}

/** Namespaces in Postgres. Pass a transaction as `db` to take part in it. */
export function createNamespaceStore(db: Db): NamespaceStore {
  const toNamespace = (row: typeof configNamespaces.$inferSelect): Namespace => ({
    ...row,
    policy: row.policy as Policy,
  });
  return {
    async list() {
      return (await db.select().from(configNamespaces).orderBy(asc(configNamespaces.name))).map(toNamespace);
    },
    async find(name) {
      const [row] = await db.select().from(configNamespaces).where(eq(configNamespaces.name, name));
      return row && toNamespace(row);
    },
    async lock(name) {
      const [row] = await db.select().from(configNamespaces).where(eq(configNamespaces.name, name)).for("update");
      return row && toNamespace(row);
    },
    async add(row) {
      const added = await db
        .insert(configNamespaces)
        .values(row)
        .onConflictDoNothing()
        .returning({ name: configNamespaces.name });
      return added.length === 1;
    },
    async change(name, facts) {
      await db.update(configNamespaces).set(facts).where(eq(configNamespaces.name, name));
    },
    async remove(name) {
      await db.execute(sql`
        DELETE FROM config_namespaces WHERE name = ${name}
          AND NOT EXISTS (SELECT 1 FROM config_revisions WHERE namespace = ${name})`);
    },
    async tags() {
      const { rows } = await db.execute<{ name: string; priority: number }>(
        sql`SELECT name, priority FROM config_tags ORDER BY priority, name`,
      );
      return rows;
    },
    async putTag(name, priority) {
      await db.execute(sql`
        INSERT INTO config_tags (name, priority) VALUES (${name}, ${priority})
        ON CONFLICT (name) DO UPDATE SET priority = excluded.priority`);
    },
    async epoch() {
      const { rows } = await db.execute<{ epoch: number }>(sql`SELECT epoch FROM installation`);
      return rows[0]?.epoch ?? 1;
    },
  };
}
