import { join } from "node:path";
import type { Clock, Log } from "@wopr/kernel";
import type pg from "pg";
import { DatabaseErrors } from "./errors.ts";
import { type AppliedMigration, type Migration, planMigrations, readMigrations } from "./migrations.ts";
import { type SqlStatement, splitStatements } from "./sql-statements.ts";

/** The migrations this server ships. */
export const MIGRATIONS_FOLDER = join(import.meta.dirname, "../../migrations");

/** What a run of {@link migrate} did. */
export interface MigrationReport {
  readonly applied: readonly { readonly file: string; readonly tookMs: number }[];
  /** Number of the schema afterwards; 0 when there are no migrations. */
  readonly schema: number;
}

/** Arbitrary, but never to be changed: all servers on one database meet at it. */
const ADVISORY_LOCK = 7_706_180_001;
const LOCK_POLL_MS = 250;
const LOCK_TIMEOUT = "5s";
/** How often a migration that waits for a table is tried, with 1, 2, 4, 4 … s between. */
const LOCK_TRIES = 6;

/**
 * Brings the schema up to date. Each migration is one transaction: it is there whole or not at all. Two servers that
 * start at once do it once.
 *
 * @param client A connection of its own (the lock belongs to its session), which the caller ends.
 * @throws {AppError} `database.schema_newer`, `migration_changed`, `migration_invalid`, `migration_failed`,
 *   `migration_blocked`
 */
export async function migrate(
  client: pg.Client,
  options: {
    readonly clock: Clock;
    readonly log: Log;
    readonly folder?: string;
    readonly signal?: AbortSignal;
    /** Which migrations are applied, by number; absent: all. A restore brings the schema to where a backup was made. */
    readonly accept?: (number: number) => boolean;
    /** Called before each migration with how many are done. */
    readonly onProgress?: (file: string, done: number, total: number) => void;
  },
): Promise<MigrationReport> {
  const { clock, log, signal } = options;
  const known = await readMigrations(options.folder ?? MIGRATIONS_FOLDER);
  await takeLock(client, clock, signal);
  try {
    await client.query(HISTORY_TABLE);
    const { rows } = await client.query<AppliedMigration>("SELECT number, name, sha256 FROM schema_migrations");
    const accept = options.accept ?? (() => true);
    const pending = planMigrations(known, rows).filter(({ number }) => accept(number));
    const applied: { file: string; tookMs: number }[] = [];
    for (const migration of pending) {
      signal?.throwIfAborted();
      options.onProgress?.(migration.file, applied.length, pending.length);
      const tookMs = await applyWithPatience(client, migration, clock, log, signal);
      applied.push({ file: migration.file, tookMs });
      log.info({ migration: migration.file, tookMs }, "migration applied");
    }
    return { applied, schema: known.findLast(({ number }) => accept(number))?.number ?? 0 };
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [ADVISORY_LOCK]).catch(() => undefined);
  }
}

const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number integer PRIMARY KEY,
  name text NOT NULL,
  sha256 text NOT NULL,
  kind text NOT NULL,
  took_ms integer NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

async function takeLock(client: pg.Client, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      ADVISORY_LOCK,
    ]);
    if (rows[0]?.taken) return;
    await clock.sleep(LOCK_POLL_MS, signal);
  }
}

async function applyWithPatience(
  client: pg.Client,
  migration: Migration,
  clock: Clock,
  log: Log,
  signal: AbortSignal | undefined,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await apply(client, migration, clock);
    } catch (failure) {
      const isBlocked = (failure as { code?: unknown }).code === "database.migration_blocked";
      if (!isBlocked || attempt === LOCK_TRIES) throw failure;
      log.warn({ migration: migration.file, attempt }, "migration waits for a lock, trying again");
      await clock.sleep(Math.min(1_000 * 2 ** (attempt - 1), 4_000), signal);
    }
  }
}

async function apply(client: pg.Client, migration: Migration, clock: Clock): Promise<number> {
  const since = clock.monotonicMs();
  const { number, file, sha256, kind } = migration;
  await client.query("BEGIN");
  try {
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    for (const statement of splitStatements(migration.sql)) await run(client, file, statement);
    const tookMs = Math.round(clock.monotonicMs() - since);
    await client.query(
      "INSERT INTO schema_migrations (number, name, sha256, kind, took_ms) VALUES ($1, $2, $3, $4, $5)",
      [number, file, sha256, kind, tookMs],
    );
    await client.query("COMMIT");
    return tookMs;
  } catch (failure) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw failure;
  }
}

const LOCK_NOT_AVAILABLE = "55P03";

async function run(client: pg.Client, file: string, { text, line }: SqlStatement): Promise<void> {
  try {
    await client.query(text);
  } catch (cause) {
    const statement = text.length > 500 ? `${text.slice(0, 500)} …` : text;
    if ((cause as { code?: unknown }).code === LOCK_NOT_AVAILABLE) {
      throw DatabaseErrors.migration_blocked({ file, line, statement }, { cause });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw DatabaseErrors.migration_failed({ file, line, statement, reason }, { cause });
  }
}
