import { sql } from "drizzle-orm";
import type { Db } from "../../db/db.ts";

/** Who this installation is. */
export interface InstallationStore {
  read(): Promise<{ readonly id: string; readonly epoch: number }>;
}

/** The one row of the installation. */
export function createInstallationStore(db: Db): InstallationStore {
  return {
    async read() {
      const { rows } = await db.execute(sql`SELECT id, epoch FROM installation`);
      const row = rows[0] as { readonly id: string; readonly epoch: number } | undefined;
      if (!row) throw new Error("The table installation is empty; the schema is damaged.");
      return row;
    },
  };
}
