import pg from "pg";

/** Where our own PostgreSQL answers. */
export interface EmbeddedAddress {
  /** Folder of the socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** What our own PostgreSQL answers to a knock. */
export type Answer =
  | { readonly kind: "ready"; readonly version: string }
  /** It is there but does not take statements yet, e.g. while it recovers from a crash. */
  | { readonly kind: "busy"; readonly detail: string }
  | { readonly kind: "absent" };

/** Databases every cluster has. */
const MAINTENANCE = "postgres";

/** Asks whether statements are answered. Never rejects. */
export async function probe(address: EmbeddedAddress): Promise<Answer> {
  const client = clientFor(address);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return { kind: "ready", version: rows[0]?.server_version ?? "" };
  } catch (failure) {
    const code = (failure as { code?: unknown }).code;
    // 57P03: starting up, shutting down or recovering
    return code === "57P03" ? { kind: "busy", detail: (failure as Error).message } : { kind: "absent" };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes our database in a new cluster. Idempotent. */
export async function ensureDatabase(address: EmbeddedAddress): Promise<void> {
  const client = clientFor(address);
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [address.database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(address.database)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function clientFor(address: EmbeddedAddress): pg.Client {
  const client = new pg.Client({ ...address, database: MAINTENANCE, connectionTimeoutMillis: 5_000 });
  // A connection may break at any time; the statement in flight reports it.
  client.on("error", () => undefined);
  return client;
}
