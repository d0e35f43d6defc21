import type pg from "pg";
import type { Database } from "../../db/open-database.ts";

/** What checks ask of the database, each on a connection of its own: a pool that is full says nothing of the database. */
export interface DatabaseProbe {
  selectOne(signal: AbortSignal): Promise<number>;
  /** Newest migration, the newest this server knows, and how many results were stored since. */
  readSchema(
    since: Date,
    signal: AbortSignal,
  ): Promise<{ readonly schema: number; readonly expected: number; readonly results: number }>;
  /** Overwrites this server's own row. */
  writeNonce(nonce: string, signal: AbortSignal): Promise<void>;
  readNonce(signal: AbortSignal): Promise<string | undefined>;
  readClock(signal: AbortSignal): Promise<Date>;
}

/** Asks the database as anybody would who has just arrived. */
export function createDatabaseProbe(deps: {
  readonly database: Pick<Database, "listenClient">;
  /** Names this server's own row. */
  readonly writer: string;
  /** Number of the newest migration this server knows. */
  readonly schema: () => Promise<number>;
}): DatabaseProbe {
  const { database, writer } = deps;

  /** A connection for one question. At the deadline it is cut, whatever it is doing. */
  async function within<T>(signal: AbortSignal, work: (client: pg.Client) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const client = await database.listenClient({ query_timeout: 15_000 });
    const abort = () => void client.end().catch(() => undefined);
    signal.addEventListener("abort", abort, { once: true });
    try {
      signal.throwIfAborted();
      return await work(client);
    } finally {
      signal.removeEventListener("abort", abort);
      // Not waited for: a database that hangs does not answer a farewell either.
      void client.end().catch(() => undefined);
    }
  }

  return {
    selectOne: (signal) =>
      within(signal, async (client) => (await client.query<{ one: number }>("SELECT 1 AS one")).rows[0]?.one ?? 0),

    readSchema: (since, signal) =>
      within(signal, async (client) => {
        const { rows } = await client.query<{ schema: number; results: number }>(
          `SELECT (SELECT max(number) FROM schema_migrations) AS schema,
            (SELECT count(*)::int FROM status_results WHERE at >= $1) AS results`,
          [since],
        );
        return { schema: rows[0]?.schema ?? 0, results: rows[0]?.results ?? 0, expected: await deps.schema() };
      }),

    writeNonce: (nonce, signal) =>
      within(signal, async (client) => {
        await client.query(
          `INSERT INTO status_write_probe (writer, nonce, written_at) VALUES ($1, $2, now())
           ON CONFLICT (writer) DO UPDATE SET nonce = excluded.nonce, written_at = excluded.written_at`,
          [writer, nonce],
        );
      }),

    readNonce: (signal) =>
      within(signal, async (client) => {
        const { rows } = await client.query<{ nonce: string }>(
          "SELECT nonce FROM status_write_probe WHERE writer = $1",
          [writer],
        );
        return rows[0]?.nonce;
      }),

    readClock: (signal) =>
      within(signal, async (client) => {
        const { rows } = await client.query<{ now: Date }>("SELECT clock_timestamp() AS now");
        return rows[0]?.now ?? new Date(0);
      }),
  };
}
