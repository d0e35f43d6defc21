import { randomUUID } from "node:crypto";
import type { NodePgQueryResultHKT } from "drizzle-orm/node-postgres";
import { drizzle } from "drizzle-orm/node-postgres";
import type { PgDatabase } from "drizzle-orm/pg-core";
import pg from "pg";
import { inject } from "vitest";

/** What Vitest's global set-up tells every test file about the PostgreSQL of this run. */
export interface TestPostgres {
  /** Connection URL of a maintenance database; its user may create databases. */
  readonly adminUrl: string;
  /** Name of the migrated, empty database that test databases are cloned from. */
  readonly template: string;
  /** Version of PostgreSQL, e.g. `18.4`. */
  readonly version: string;
  readonly kind: "embedded" | "external";
}

declare module "vitest" {
  interface ProvidedContext {
    /** Or why there is none: then only the tests that need a database fail. */
    postgres: TestPostgres | { readonly failed: string };
  }
}

/** A migrated, empty database of its own. */
export interface TestDb {
  readonly db: PgDatabase<NodePgQueryResultHKT>;
  readonly pool: pg.Pool;
  /** For a second process, or for `openDatabase({ kind: "postgres", url })`. */
  readonly url: string;
  /** A connection of its own; closed by {@link TestDb.close} if it is still open. */
  connect(): Promise<pg.Client>;
  /** Drops the database, whoever is still connected. Idempotent. */
  close(): Promise<void>;
}

/** The PostgreSQL of this run. @throws {Error} when there is none, with the reason. */
export function testPostgres(): TestPostgres {
  const found = inject("postgres");
  if (found === undefined) throw new Error("Vitest's global set-up did not run (see vitest.config.ts).");
  if ("failed" in found) throw new Error(`There is no PostgreSQL for tests: ${found.failed}`);
  return found;
}

/**
 * A migrated, empty PostgreSQL database of its own for one test file. The server behind it is started once per
 * run by Vitest's global set-up; `CREATE DATABASE … TEMPLATE` costs about 40 ms. Dropped by the returned `close`.
 *
 * @param options `template: false` gives a database without any table.
 * @throws {Error} when there is no PostgreSQL for tests, with the reason.
 */
export async function createTestDb(
  options: { readonly template?: boolean; readonly max?: number } = {},
): Promise<TestDb> {
  const { adminUrl, template } = testPostgres();
  const name = `wopr_test_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${options.template === false ? "template0" : template}`);
  const url = withDatabase(adminUrl, name);
  const pool = new pg.Pool({ connectionString: url, max: options.max ?? 4 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const clients: pg.Client[] = [];
  let closed: Promise<void> | undefined;
  return {
    db: drizzle(pool),
    pool,
    url,
    async connect() {
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => undefined);
      await client.connect();
      clients.push(client);
      return client;
    },
    close() {
      closed ??= (async () => {
        await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
        await pool.end();
        await asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      })();
      return closed;
    },
  };
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
