import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { AppError, type Clock, type Log, type NewId, type Runnable, type Secret } from "@wopr/kernel";
import type pg from "pg";
import type { Db } from "./db.ts";
import { type FolderLock, lockFolder } from "./embedded/folder-lock.ts";
import { createEmbeddedPostgres, type EmbeddedPostgres } from "./embedded/supervisor.ts";
import { DatabaseErrors } from "./errors.ts";
import { watchDatabase } from "./monitor.ts";
import { connectClient, createDb, createPool, createRelaxedPool } from "./pool.ts";

/** Which database: one that is given, or our own in the data folder. */
export type DatabaseConfig =
  | { readonly kind: "postgres"; readonly url: Secret }
  | {
      readonly kind: "embedded";
      readonly dir: string;
      /** For tests: settings of PostgreSQL that win over ours. */
      readonly settings?: Readonly<Record<string, string>>;
      /** For tests: see `ClusterPlace`. */
      readonly diesWithParent?: boolean;
    };

/** What `/health` tells of the database. Known without asking it, so it costs nothing. */
export interface DatabaseHealth {
  readonly kind: "embedded" | "external";
  readonly state: "stopped" | "starting" | "up" | "down";
  /** Since when it is in this state. */
  readonly since: Date;
  /** Why it is not up, in a sentence. Holds no secrets. */
  readonly detail: string | null;
  /** Version of PostgreSQL, once it has answered. */
  readonly version: string | null;
  /** How often our own PostgreSQL died since this server started. */
  readonly restarts: number;
}

/** The database of this installation. */
export interface Database extends Runnable {
  readonly db: Db;
  readonly pool: pg.Pool;
  health(): DatabaseHealth;
  /**
   * Takes the data folder of an embedded database before anything else is touched; `start` does it otherwise.
   * Idempotent; nothing to do for an external database.
   *
   * @throws {AppError} `database.folder_locked`
   */
  lock(): Promise<void>;
  /**
   * A further pool whose commits are not waited for (see {@link createRelaxedPool}). The caller ends it.
   *
   * @param size Most connections it may hold.
   */
  relaxedPool(size: number): pg.Pool;
  /** A connection of its own, past any pool: for LISTEN and for migrations. The caller ends it. */
  listenClient(options?: pg.ClientConfig): Promise<pg.Client>;
}

/** What the database needs from outside. */
export interface DatabaseDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

/** A remote database is asked again after 1, 2, 4, 4 … seconds. */
const EXTERNAL_BACK_OFF_MS = [1_000, 2_000, 4_000] as const;
const POOL_END_MS = 5_000;
/** Our own is on the same machine and usually back within 200 ms. */
const EMBEDDED_BACK_OFF_MS = [50, 100, 200, 400] as const;

/**
 * The database, not yet opened. `start` resolves once it answers, however long that takes, and rejects where waiting
 * cannot help: `database.folder_locked`, `database.too_old`, and what {@link createEmbeddedPostgres} names.
 */
export function openDatabase(config: DatabaseConfig, deps: DatabaseDeps): Database {
  const own = config.kind === "embedded" ? embedded(config, deps) : undefined;
  const target: pg.ClientConfig =
    config.kind === "postgres" ? { connectionString: config.url.reveal() } : { ...own?.postgres.address };
  const pool = createPool(target);
  const { clock, log } = deps;
  let state: Omit<DatabaseHealth, "kind" | "restarts"> = {
    state: "stopped",
    since: clock.now(),
    detail: null,
    version: null,
  };
  let stopping = new AbortController();
  let watching: Promise<void> = Promise.resolve();
  const enter = (next: DatabaseHealth["state"], detail: string | null, version = state.version) => {
    const since = next === state.state ? state.since : clock.now();
    state = { state: next, since, detail, version };
  };

  async function open(up: () => void): Promise<void> {
    await own?.lock(stopping.signal);
    await own?.postgres.start();
    const watcher = {
      onUp(version: string) {
        log.info({ version, kind: config.kind }, "database answers");
        enter("up", null, version);
        up();
      },
      onDown(failure: unknown) {
        if (state.state === "up") log.warn({ err: failure }, "database does not answer, trying again");
        else log.debug({ err: failure }, "database still does not answer");
        enter(state.state === "starting" ? "starting" : "down", own?.postgres.state().detail ?? describe(failure));
      },
    };
    const backOff = own ? EMBEDDED_BACK_OFF_MS : EXTERNAL_BACK_OFF_MS;
    await watchDatabase(target, watcher, backOff, clock, stopping.signal);
  }

  return {
    name: "database",
    db: createDb(pool),
    pool,
    health: () => {
      const detail = state.detail ?? (state.state === "up" ? null : (own?.postgres.state().detail ?? null));
      return {
        ...state,
        detail,
        kind: own ? "embedded" : "external",
        restarts: own?.postgres.state().restarts ?? 0,
      };
    },
    lock: async () => own?.lock(stopping.signal),
    relaxedPool: (size) => createRelaxedPool(target, size),
    listenClient: (options) => connectClient(target, options),
    async start() {
      stopping = new AbortController();
      enter("starting", null);
      const up = Promise.withResolvers<void>();
      watching = open(up.resolve).then(
        () => up.reject(DatabaseErrors.stopped({})),
        (failure: unknown) => {
          enter("down", describe(failure));
          up.reject(failure);
        },
      );
      try {
        await up.promise;
      } catch (failure) {
        await own?.close();
        throw failure;
      }
    },
    async stop() {
      stopping.abort();
      // Stopping our own PostgreSQL also ends a start that still waits for it.
      const closing = state.state === "starting" ? own?.postgres.stop() : undefined;
      await watching;
      await closing;
      await endPool(pool, clock);
      await own?.close();
      enter("stopped", null);
    },
  };
}

/** Waits for statements in flight, but not for a database that hangs. */
async function endPool(pool: pg.Pool, clock: Clock): Promise<void> {
  if (pool.ending) return;
  const patience = new AbortController();
  await Promise.race([pool.end(), clock.sleep(POOL_END_MS, patience.signal).catch(() => undefined)]);
  patience.abort();
}

/** Our own PostgreSQL together with the lock on its data folder. */
interface Own {
  readonly postgres: EmbeddedPostgres;
  lock(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

function embedded(config: DatabaseConfig & { kind: "embedded" }, deps: DatabaseDeps): Own {
  const dataFolder = resolve(config.dir);
  const { dir: _, kind: __, ...forTests } = config;
  const postgres = createEmbeddedPostgres({ dataFolder, temporaryFolder: tmpdir(), ...forTests, ...deps });
  let lock: Promise<FolderLock> | undefined;
  return {
    postgres,
    async lock(signal) {
      await mkdir(dataFolder, { recursive: true, mode: 0o700 });
      lock ??= lockFolder(dataFolder, deps, signal);
      await lock.catch((failure: unknown) => {
        lock = undefined;
        throw failure;
      });
    },
    async close() {
      await postgres.stop();
      await (await lock?.catch(() => undefined))?.release();
      lock = undefined;
    },
  };
}

/** Says what is wrong without repeating the address: it may hold a password. */
function describe(failure: unknown): string {
  if (failure instanceof AppError) return failure.message;
  const code = failure instanceof Error ? (failure as { code?: unknown }).code : undefined;
  const causes: Readonly<Record<string, string>> = {
    ECONNREFUSED: "Nothing listens at the address of the database.",
    ENOENT: "The socket of the database does not exist.",
    ENOTFOUND: "The host name of the database is not known.",
    EAI_AGAIN: "The host name of the database could not be looked up.",
    "28P01": "The database refused the password in WOPR_DATABASE_URL.",
    "28000": "The database refused this user.",
    "3D000": "The database named in WOPR_DATABASE_URL does not exist.",
    "57P03": "The database is starting.",
    "53300": "The database has no connection left.",
  };
  return (typeof code === "string" ? causes[code] : undefined) ?? "The database does not answer.";
}
