import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

/** What a table holds, so that it can be compared. */
export interface TableFacts {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** SHA-256 of its rows as COPY text, in the order of the primary key. */
  readonly sha256: string;
}

/** A file that belongs to the backup but lies beside it. */
export interface BlobFacts {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly feature: string;
}

/** Tables whose rows mean nothing elsewhere or later: events on their way, limits, answers to repeat, the schema itself. */
const TRANSIENT = [
  "schema_migrations",
  "outbox",
  "outbox_trimmed",
  "http_rate_limits",
  "http_idempotency_keys",
  "identity_challenges",
];
const name = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Applied migrations by number, in order. */
export async function appliedMigrations(client: pg.Client): Promise<readonly number[]> {
  const { rows } = await client.query<{ number: number }>("SELECT number FROM schema_migrations ORDER BY number");
  return rows.map((row) => row.number);
}

/** Who the installation is. */
export async function installationOf(client: pg.Client): Promise<{ readonly id: string; readonly epoch: number }> {
  const { rows } = await client.query<{ id: string; epoch: number }>("SELECT id, epoch FROM installation");
  const row = rows[0];
  if (!row) throw new Error("The table installation is empty; the schema is damaged.");
  return row;
}

/** Tables in an order in which each comes after those it refers to. */
export async function tablesInOrder(client: pg.Client): Promise<readonly string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition ORDER BY relname`,
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT a.relname AS "from", b.relname AS "to" FROM pg_constraint
     JOIN pg_class a ON a.oid = conrelid JOIN pg_class b ON b.oid = confrelid
     WHERE contype = 'f' AND a.oid <> b.oid AND NOT a.relispartition`,
  );
  const left = new Set(tables.map((table) => table.name).filter((table) => !TRANSIENT.includes(table)));
  const ordered: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter((table) => !references.some(({ from, to }) => from === table && left.has(to)));
    // A circle of references: any order, its constraints are checked at the end of the transaction.
    for (const table of free.length > 0 ? free : left) {
      ordered.push(table);
      left.delete(table);
    }
  }
  return ordered;
}

/** Columns that hold data of their own; generated ones are computed again. */
export async function columnsOf(client: pg.Client, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = ('public.' || quote_ident($1))::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
     ORDER BY attname`,
    [table],
  );
  return rows.map((row) => row.name);
}

async function orderOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
     WHERE indrelid = ('public.' || quote_ident($1))::regclass AND indisprimary ORDER BY attname`,
    [table],
  );
  return rows.length > 0 ? ` ORDER BY ${rows.map((row) => name(row.name)).join(", ")}` : "";
}

/** The rows of a table as COPY text, in pieces. `onEnd` is told what went by. */
export async function* copyOut(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  onEnd: (facts: TableFacts) => void,
): AsyncIterable<Buffer> {
  const list = columns.map(name).join(", ");
  const order = await orderOf(client, table);
  const hash = createHash("sha256");
  let rows = 0;
  const stream = client.query(copyTo(`COPY (SELECT ${list} FROM ${name(table)}${order}) TO STDOUT`));
  for await (const piece of stream as AsyncIterable<Buffer>) {
    hash.update(piece);
    for (const byte of piece) if (byte === 10) rows += 1;
    yield piece;
  }
  onEnd({ name: table, columns, rows, sha256: hash.digest("hex") });
}

/** Facts of a table as it stands. */
export async function tableFacts(client: pg.Client, table: string, columns: readonly string[]): Promise<TableFacts> {
  let facts: TableFacts | undefined;
  for await (const _ of copyOut(client, table, columns, (found) => (facts = found)));
  if (!facts) throw new Error(`The table ${table} could not be read.`);
  return facts;
}

/** Begins one look at everything: nothing that commits later is seen. */
export const beginSnapshot = (client: pg.Client) => client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");

/** Whether somebody lives in this database already. */
export async function isInhabited(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('public.identity_users') IS NOT NULL AS there",
  );
  if (!rows[0]?.there) return false;
  const users = await client.query("SELECT 1 FROM identity_users LIMIT 1");
  return users.rows.length > 0;
}

/** Begins to load: one transaction, in which nothing but what is loaded happens. */
export async function beginLoad(client: pg.Client, tables: readonly string[]): Promise<void> {
  await client.query("BEGIN");
  const list = tables.map(name).join(", ");
  if (tables.length > 0) await client.query(`TRUNCATE ${list} CASCADE`);
  // Triggers tell events and guard the history; both would be wrong while rows come back.
  for (const table of tables) await client.query(`ALTER TABLE ${name(table)} DISABLE TRIGGER USER`);
}

/** Loads rows into one table. */
export async function copyIn(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  pieces: AsyncIterable<Buffer>,
): Promise<void> {
  const list = columns.map(name).join(", ");
  await pipeline(Readable.from(pieces), client.query(copyFrom(`COPY ${name(table)} (${list}) FROM STDIN`)));
}

/** Ends a load: counters go on behind what is there, the epoch grows, triggers work again. */
export async function endLoad(client: pg.Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT c.relname AS "table", a.attname AS "column", pg_get_serial_sequence('public.' || quote_ident(c.relname), a.attname) AS sequence
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
       AND (a.attidentity <> '' OR pg_get_serial_sequence('public.' || quote_ident(c.relname), a.attname) IS NOT NULL)`,
  );
  for (const { table, column, sequence } of rows) {
    await client.query(
      `SELECT setval($1, greatest((SELECT max(${name(column)}) FROM ${name(table)}), 1),
        (SELECT count(*) > 0 FROM ${name(table)}))`,
      [sequence],
    );
  }
  await client.query("UPDATE installation SET epoch = epoch + 1");
  for (const table of tables) await client.query(`ALTER TABLE ${name(table)} ENABLE TRIGGER USER`);
  await client.query("COMMIT");
}

/** Transaction numbers of another cluster mean nothing here: entries that wait to be sealed come first now. */
export async function forgetTransactions(client: pg.Client): Promise<void> {
  await client.query(`BEGIN; ALTER TABLE audit_entries DISABLE TRIGGER USER;
    UPDATE audit_entries SET xid = '1' WHERE seq IS NULL;
    ALTER TABLE audit_entries ENABLE TRIGGER USER; COMMIT`);
}

/** A part of a table that is kept in parts, e.g. by month; features add those as time goes on. */
export interface Partition {
  readonly name: string;
  readonly parent: string;
  /** `FOR VALUES FROM (…) TO (…)` */
  readonly bound: string;
}

/** Every partition there is. */
export async function partitionsOf(client: pg.Client): Promise<readonly Partition[]> {
  const { rows } = await client.query<Partition>(
    `SELECT c.relname AS name, p.relname AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound
     FROM pg_class c JOIN pg_inherits ON inhrelid = c.oid JOIN pg_class p ON p.oid = inhparent
     WHERE c.relnamespace = 'public'::regnamespace AND c.relispartition AND c.relkind IN ('r', 'p') ORDER BY c.relname`,
  );
  return rows;
}

/** Makes the partitions that are not there. */
export async function addPartitions(client: pg.Client, partitions: readonly Partition[]): Promise<void> {
  const there = new Set((await partitionsOf(client)).map((partition) => partition.name));
  for (const partition of partitions.filter((one) => !there.has(one.name))) {
    await client.query(
      `CREATE TABLE ${name(partition.name)} PARTITION OF ${name(partition.parent)} ${partition.bound}`,
    );
  }
}

/** Stored files, the trash included: it can be emptied later. */
export async function blobsOf(client: pg.Client): Promise<readonly BlobFacts[]> {
  const { rows } = await client.query<BlobFacts>(
    "SELECT key, sha256, bytes::float AS bytes, feature FROM media_objects WHERE state = 'ready' ORDER BY key",
  );
  return rows;
}

/** An empty database beside this one. @returns Its name. */
export async function createScratch(client: pg.Client, id: string): Promise<string> {
  const database = `wopr_drill_${id.replaceAll("-", "")}`;
  await client.query(`CREATE DATABASE ${name(database)} TEMPLATE template0`);
  return database;
}

/** Removes a scratch database. */
export const dropScratch = (client: pg.Client, database: string) =>
  client.query(`DROP DATABASE IF EXISTS ${name(database)} WITH (FORCE)`);
