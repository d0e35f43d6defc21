import type { Clock, Log } from "@wopr/kernel";
import { migrateQueue } from "../jobs/queue.ts";
import { type MigrationReport, migrate } from "./migrate.ts";
import type { Database } from "./open-database.ts";

/**
 * Brings everything in the database up to date: our own schema, then the queue library's. Run it once the database has
 * answered, before any feature starts.
 *
 * @throws {AppError} what {@link migrate} names.
 */
export async function prepareSchema(
  database: Pick<Database, "listenClient" | "pool">,
  options: Parameters<typeof migrate>[1] & { readonly clock: Clock; readonly log: Log },
): Promise<MigrationReport> {
  const client = await database.listenClient();
  try {
    const report = await migrate(client, options);
    await migrateQueue(database.pool, options.log);
    return report;
  } finally {
    await client.end().catch(() => undefined);
  }
}
