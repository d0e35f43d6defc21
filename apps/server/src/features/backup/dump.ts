import type pg from "pg";
import type { Record } from "./archive/records.ts";
import type { Manifest } from "./manifest.ts";
import {
  appliedMigrations,
  beginSnapshot,
  blobsOf,
  columnsOf,
  copyOut,
  partitionsOf,
  type TableFacts,
  tablesInOrder,
} from "./store-dump.ts";

/** Pieces of COPY are put together to about this, bytes: a record per row would double small tables. */
const RECORD_BYTES = 256 * 1024;

/**
 * Everything in the database as records, of one moment: each table, the master keys, the manifest last.
 *
 * @param onManifest Called with the manifest before it is written.
 */
export async function* dumpRecords(
  client: pg.Client,
  facts: { readonly version: string; readonly masterKeys: readonly string[] },
  onManifest: (manifest: Manifest) => void,
): AsyncIterable<Record> {
  await beginSnapshot(client);
  try {
    const tables: TableFacts[] = [];
    for (const table of await tablesInOrder(client)) {
      yield { kind: "begin", name: `table/${table}` };
      const columns = await columnsOf(client, table);
      yield* gathered(copyOut(client, table, columns, (found) => tables.push(found)));
      yield { kind: "end" };
    }
    yield* whole("master-keys", facts.masterKeys.join("\n"));
    const { rows } = await client.query<{ seq: number; hash: string }>(
      "SELECT seq::float AS seq, hash FROM audit_head",
    );
    const manifest: Manifest = {
      version: facts.version,
      migrations: [...(await appliedMigrations(client))],
      tables: tables.map((table) => ({ ...table, columns: [...table.columns] })),
      partitions: [...(await partitionsOf(client))],
      blobs: [...(await blobsOf(client))],
      anchor: rows[0] ?? { seq: 0, hash: "" },
    };
    onManifest(manifest);
    yield* whole("manifest.json", JSON.stringify(manifest));
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
  }
}

function* whole(name: string, text: string): Iterable<Record> {
  yield { kind: "begin", name };
  yield { kind: "data", bytes: Buffer.from(text) };
  yield { kind: "end" };
}

async function* gathered(pieces: AsyncIterable<Buffer>): AsyncIterable<Record> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    bytes += piece.byteLength;
    if (bytes < RECORD_BYTES) continue;
    yield { kind: "data", bytes: Buffer.concat(waiting) };
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield { kind: "data", bytes: Buffer.concat(waiting) };
}
