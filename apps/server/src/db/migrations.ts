import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseErrors } from "./errors.ts";

/** What a migration does to servers of the previous version: nothing, takes away, or rewrites rows. */
export type MigrationKind = "expand" | "contract" | "data";

/** One step of the schema, as it stands in its file. */
export interface Migration {
  readonly number: number;
  /** `0001_platform.sql` */
  readonly file: string;
  readonly kind: MigrationKind;
  readonly sql: string;
  readonly sha256: string;
}

/** One step of the schema, as the database remembers it. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;
const HEADER = /^-- kind: (expand|contract|data)\s*$/m;

/**
 * Reads `NNNN_name.sql` files in order of their numbers.
 *
 * @throws {AppError} `database.migration_invalid` for a wrong name, a missing `-- kind:` line or a number used twice.
 */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const migrations: Migration[] = [];
  for (const file of (await readdir(folder)).sort()) {
    if (!file.endsWith(".sql")) continue;
    const sql = await readFile(join(folder, file), "utf8");
    const number = Number(FILE_NAME.exec(file)?.[1] ?? Number.NaN);
    const kind = HEADER.exec(sql)?.[1];
    if (!Number.isInteger(number)) {
      throw DatabaseErrors.migration_invalid({ file, problem: "its name is not like 0001_name.sql" });
    }
    if (!kind) {
      throw DatabaseErrors.migration_invalid({ file, problem: 'it has no line "-- kind: expand|contract|data"' });
    }
    if (migrations.at(-1)?.number === number) {
      throw DatabaseErrors.migration_invalid({ file, problem: `number ${number} is used twice` });
    }
    const sha256 = createHash("sha256").update(sql).digest("hex");
    migrations.push({ number, file, kind: kind as MigrationKind, sql, sha256 });
  }
  return migrations;
}

/**
 * Decides which migrations are still to be applied, in order. Pure.
 *
 * A number below the newest applied one is applied too: two branches may have been merged in either order.
 *
 * @throws {AppError} `database.schema_newer`, `database.migration_changed`
 */
export function planMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const newestKnown = Math.max(0, ...known.map((migration) => migration.number));
  const newestApplied = Math.max(0, ...applied.map((migration) => migration.number));
  if (newestApplied > newestKnown) {
    throw DatabaseErrors.schema_newer({ schema: newestApplied, known: newestKnown });
  }
  const done = new Map(applied.map((migration) => [migration.number, migration]));
  const changed = known.find((migration) => {
    const record = done.get(migration.number);
    return record !== undefined && record.sha256 !== migration.sha256;
  });
  if (changed) throw DatabaseErrors.migration_changed({ file: changed.file });
  return known.filter((migration) => !done.has(migration.number));
}
