import { and, desc, eq } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { configDrafts } from "../tables.ts";
import type { Draft, LayerText } from "./types.ts";

/** Reads and writes drafts. */
export interface DraftStore {
  list(namespace: string): Promise<readonly Draft[]>;
  find(namespace: string, id: string): Promise<Draft | undefined>;
  put(draft: Draft): Promise<void>;
  remove(namespace: string, id: string): Promise<boolean>;
}

/** Drafts in Postgres. Pass a transaction as `db` to take part in it. */
export function createDraftStore(db: Db): DraftStore {
  const toDraft = (row: typeof configDrafts.$inferSelect): Draft => ({
    ...row,
    layers: row.layers as readonly LayerText[],
  });
  const is = (namespace: string, id: string) => and(eq(configDrafts.namespace, namespace), eq(configDrafts.id, id));
  return {
    async list(namespace) {
      const rows = await db
        .select()
        .from(configDrafts)
        .where(eq(configDrafts.namespace, namespace))
        .orderBy(desc(configDrafts.updatedAt))
        .limit(200);
      return rows.map(toDraft);
    },
    async find(namespace, id) {
      const [row] = await db.select().from(configDrafts).where(is(namespace, id));
      return row && toDraft(row);
    },
    async put(draft) {
      const { baseRevision, layers, schema, message, updatedAt } = draft;
      await db
        .insert(configDrafts)
        .values(draft)
        .onConflictDoUpdate({ target: configDrafts.id, set: { baseRevision, layers, schema, message, updatedAt } });
    },
    async remove(namespace, id) {
      return (await db.delete(configDrafts).where(is(namespace, id)).returning({ id: configDrafts.id })).length === 1;
    },
  };
}
