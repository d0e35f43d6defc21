import { desc, eq, inArray } from "drizzle-orm";
import type { Db } from "../../db/db.ts";
import { backups, drills } from "./tables.ts";

/** A backup as it is known here. */
export interface Backup {
  readonly id: string;
  readonly archive: string;
  readonly state: "writing" | "good" | "failed" | "removed";
  readonly bytes: number | null;
  readonly version: string;
  readonly schemaNumber: number | null;
  readonly epoch: number;
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly sha256: string }[] | null;
  readonly blobs: number | null;
  readonly blobsCopied: number | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A try to restore. */
export interface Drill {
  readonly id: string;
  readonly backupId: string | null;
  readonly ok: boolean;
  readonly tookMs: number;
  /** Sentences. */
  readonly differences: readonly string[];
  readonly at: Date;
}

/** Rows of backups and drills. */
export interface BackupStore {
  add(backup: Backup): Promise<void>;
  update(id: string, change: Partial<Backup>): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly Backup[]>;
  find(id: string): Promise<Backup | undefined>;
  newestGood(): Promise<Backup | undefined>;
  addDrill(drill: Drill): Promise<void>;
  drills(): Promise<readonly Drill[]>;
}

/** Backups and drills in PostgreSQL. */
export function createBackupStore(db: Db): BackupStore {
  return {
    async add(backup) {
      await db.insert(backups).values(backup);
    },
    async update(id, change) {
      await db.update(backups).set(change).where(eq(backups.id, id));
    },
    list: () => db.select().from(backups).orderBy(desc(backups.createdAt)).limit(200),
    find: async (id) => (await db.select().from(backups).where(eq(backups.id, id)))[0],
    newestGood: async () =>
      (
        await db
          .select()
          .from(backups)
          .where(inArray(backups.state, ["good"]))
          .orderBy(desc(backups.createdAt))
          .limit(1)
      )[0],
    async addDrill(drill) {
      await db.insert(drills).values(drill);
    },
    drills: () => db.select().from(drills).orderBy(desc(drills.at)).limit(100),
  };
}
