import type pg from "pg";
import { openArchive } from "./archive/read.ts";
import type { Record } from "./archive/records.ts";
import type { ArchiveKey } from "./archive/seal.ts";
import type { Manifest } from "./manifest.ts";
import { addPartitions, beginLoad, copyIn, endLoad, tableFacts, tablesInOrder } from "./store-dump.ts";

/**
 * Loads the tables of an archive that was checked into a database with the schema it was made with, in one transaction.
 * The epoch grows by one.
 */
export async function loadTables(client: pg.Client, path: string, key: ArchiveKey, manifest: Manifest): Promise<void> {
  const archive = await openArchive(path);
  await addPartitions(client, manifest.partitions);
  const here = new Set(await tablesInOrder(client));
  const tables = manifest.tables.filter(({ name }) => here.has(name));
  await beginLoad(
    client,
    tables.map(({ name }) => name),
  );
  try {
    const records = archive.records(key)[Symbol.asyncIterator]();
    for (let next = await records.next(); !next.done; next = await records.next()) {
      const table =
        next.value.kind === "begin" ? tables.find(({ name }) => `table/${name}` === nameOf(next.value)) : undefined;
      if (table) await copyIn(client, table.name, table.columns, contentOf(records));
    }
    await endLoad(
      client,
      tables.map(({ name }) => name),
    );
  } catch (failure) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw failure;
  }
}

const nameOf = (record: Record) => (record.kind === "begin" ? record.name : "");

async function* contentOf(records: AsyncIterator<Record>): AsyncIterable<Buffer> {
  for (let next = await records.next(); !next.done && next.value.kind === "data"; next = await records.next()) {
    yield next.value.bytes;
  }
}

/** One difference between what was written and what came back. */
export interface Difference {
  readonly table: string;
  readonly expected: { readonly rows: number; readonly sha256: string };
  readonly found: { readonly rows: number; readonly sha256: string };
}

/** Tables that are meant to differ after a restore: the epoch grew, and what was not sealed got another place. */
const DIFFERS = new Set(["installation"]);

/** Compares every table with the manifest. */
export async function differences(client: pg.Client, manifest: Manifest): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const table of manifest.tables) {
    if (DIFFERS.has(table.name)) continue;
    const facts = await tableFacts(client, table.name, table.columns);
    if (facts.rows === table.rows && facts.sha256 === table.sha256) continue;
    const { rows, sha256 } = facts;
    found.push({ table: table.name, expected: { rows: table.rows, sha256: table.sha256 }, found: { rows, sha256 } });
  }
  return found;
}
