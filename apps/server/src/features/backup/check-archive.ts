import { createHash } from "node:crypto";
import { openArchive } from "./archive/read.ts";
import type { ArchiveHeader, ArchiveKey } from "./archive/seal.ts";
import { BackupErrors } from "./errors.ts";
import { Manifest } from "./manifest.ts";

/** An archive that was read from beginning to end. */
export interface CheckedArchive {
  readonly header: ArchiveHeader;
  readonly manifest: Manifest;
  /** Base64, newest first. */
  readonly masterKeys: readonly string[];
}

/**
 * Reads a whole archive and compares every table with the manifest, before anything is done with it.
 *
 * @throws {AppError} `backup.no_archive`, `backup.damaged`, `backup.truncated`, `backup.table_damaged`, `backup.no_key`
 */
export async function checkArchive(path: string, key: ArchiveKey): Promise<CheckedArchive> {
  const archive = await openArchive(path);
  const found = new Map<string, string>();
  const small = new Map<string, Buffer[]>();
  let name = "";
  let hash = createHash("sha256");
  const reading = async () => {
    for await (const record of archive.records(key)) {
      if (record.kind === "begin") {
        name = record.name;
        hash = createHash("sha256");
      } else if (record.kind === "end") found.set(name, hash.digest("hex"));
      else if (name.startsWith("table/")) hash.update(record.bytes);
      else small.set(name, [...(small.get(name) ?? []), record.bytes]);
    }
  };
  await reading().catch((failure: unknown) => {
    // Sealed chunks fit, so what does not fit inside was never written by us.
    if (failure instanceof RangeError) throw BackupErrors.no_archive({ file: path }, { cause: failure });
    throw failure;
  });
  const manifest = Manifest.safeParse(parse(small.get("manifest.json")));
  if (!manifest.success) throw BackupErrors.no_archive({ file: path });
  for (const table of manifest.data.tables) {
    if (found.get(`table/${table.name}`) !== table.sha256) throw BackupErrors.table_damaged({ table: table.name });
  }
  const keys = Buffer.concat(small.get("master-keys") ?? []).toString();
  return {
    header: archive.header,
    manifest: manifest.data,
    masterKeys: keys.split("\n").filter((line) => line !== ""),
  };
}

function parse(pieces: readonly Buffer[] | undefined): unknown {
  try {
    return JSON.parse(Buffer.concat(pieces ?? []).toString());
  } catch {
    return undefined;
  }
}
