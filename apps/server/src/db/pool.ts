import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Db } from "./db.ts";

/** Name under which our connections are listed in `pg_stat_activity`. */
export const APPLICATION_NAME = "wopr-server";

// bigint arrives as a number: our counters stay far below 2^53, and a string would sort and add wrongly. Set here,
// once: the driver's table of types is shared by all connections of the process.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number; select it as text.`);
  return value;
});

const CONNECT_TIMEOUT_MS = 5_000;
const POOL_SIZE = 10;

/** A pool whose broken connections are replaced silently: the statement in flight reports the break. */
export function createPool(target: pg.ClientConfig, size = POOL_SIZE, options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({
    application_name: APPLICATION_NAME,
    ...target,
    ...options,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    allowExitOnIdle: false,
  });
  pool.on("error", () => undefined);
  // A connection that breaks while it is lent out has no listener of the pool's, and would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/**
 * As {@link createPool}, but commits are not waited for: after a crash of the database the last moments may be gone.
 * Only for what is repeated anyway.
 */
export const createRelaxedPool = (target: pg.ClientConfig, size: number): pg.Pool =>
  createPool(target, size, {
    // The pool waits for this before it lends the connection, although its type does not say so.
    onConnect: (client) => client.query("SET synchronous_commit = off"),
  });

/** One connection of its own, connected: for LISTEN, session locks and watching. The caller ends it. */
export async function connectClient(target: pg.ClientConfig, options: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({
    application_name: APPLICATION_NAME,
    ...target,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    ...options,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (failure) {
    await client.end().catch(() => undefined);
    throw failure;
  }
}

/** The query builder over a pool. */
export const createDb = (pool: pg.Pool): Db => drizzle(pool);
