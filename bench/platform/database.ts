import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { type Database, openDatabase } from "../../apps/server/src/db/open-database.ts";
import { prepareSchema } from "../../apps/server/src/db/prepare-schema.ts";

/** Runs `work` on our own PostgreSQL as it is in production (fsync on), in a folder that is removed afterwards. */
export async function withDatabase<T>(work: (database: Database, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "wopr-bench-"));
  const deps = { clock: systemClock, log: silentLog, newId: newUuidV7 };
  const database = openDatabase({ kind: "embedded", dir: folder, diesWithParent: process.platform === "linux" }, deps);
  try {
    await database.start();
    await prepareSchema(database, deps);
    return await work(database, folder);
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
