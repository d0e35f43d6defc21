import { and, eq } from "drizzle-orm";
import type { Db } from "../../../db/db.ts";
import { imports } from "../tables.ts";

/** Whether this very content was imported by this person before. */
export async function alreadyImported(db: Db, personId: string, sha256: string): Promise<boolean> {
  const rows = await db
    .select({ kind: imports.kind })
    .from(imports)
    .where(and(eq(imports.personId, personId), eq(imports.sha256, sha256)));
  return rows.length > 0;
}

/** Remembers an import. */
export async function rememberImport(db: Db, row: typeof imports.$inferInsert): Promise<void> {
  await db.insert(imports).values(row).onConflictDoNothing();
}
