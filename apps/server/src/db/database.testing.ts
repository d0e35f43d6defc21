import { type TestDb, testPostgres } from "@wopr/testkit/database";
import type { Database } from "./open-database.ts";
import { connectClient, createRelaxedPool } from "./pool.ts";

/** A test database in the shape the server's parts take. Its `start` and `stop` do nothing: the test owns it. */
export function asDatabase(testDb: TestDb): Database {
  return {
    name: "test database",
    db: testDb.db,
    pool: testDb.pool,
    health: () => ({
      kind: testPostgres().kind,
      state: "up",
      since: new Date(0),
      detail: null,
      version: testPostgres().version,
      restarts: 0,
    }),
    lock: async () => {},
    relaxedPool: (size) => createRelaxedPool({ connectionString: testDb.url }, size),
    listenClient: (options) => connectClient({ connectionString: testDb.url }, options),
    start: async () => {},
    stop: async () => {},
  };
}
