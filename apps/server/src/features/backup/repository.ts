import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Where backups lie: a folder or a mounted share with `archives/` and `blobs/`. */
export interface Repository {
  readonly folder: string;
  archivePath(name: string): string;
  prepare(): Promise<void>;
  hasBlob(sha256: string): Promise<boolean>;
  /** Keeps bytes under their hash; durable when this resolves. */
  putBlob(sha256: string, bytes: Uint8Array): Promise<void>;
  /** @returns `undefined` when it is missing or not what its name says. */
  readBlob(sha256: string): Promise<Uint8Array | undefined>;
  /** Writes beside an archive which blobs it needs: hashes alone, so that tidying up needs no key. */
  putIndex(archive: string, sha256s: readonly string[]): Promise<void>;
  removeArchive(archive: string): Promise<void>;
  /** Removes blobs that no archive needs. @returns How many. */
  removeUnneeded(): Promise<number>;
}

const HASH = /^[0-9a-f]{64}$/;

/** A repository in a folder. */
export function createRepository(folder: string, newId: () => string): Repository {
  const archives = join(folder, "archives");
  const blobs = join(folder, "blobs");
  const blobPath = (sha256: string) => join(blobs, sha256);
  const indexPath = (archive: string) => join(archives, `${archive}.blobs`);

  async function writeDurably(path: string, bytes: Uint8Array) {
    const unfinished = `${path}.${newId()}`;
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  }

  return {
    folder,
    archivePath: (name) => join(archives, name),
    async prepare() {
      for (const one of [archives, blobs]) await mkdir(one, { recursive: true, mode: 0o700 });
    },
    hasBlob: (sha256) =>
      stat(blobPath(sha256)).then(
        () => true,
        () => false,
      ),
    putBlob: (sha256, bytes) => writeDurably(blobPath(sha256), bytes),
    async readBlob(sha256) {
      const bytes = await readFile(blobPath(sha256)).catch(() => undefined);
      return bytes && createHash("sha256").update(bytes).digest("hex") === sha256 ? bytes : undefined;
    },
    putIndex: (archive, sha256s) => writeDurably(indexPath(archive), Buffer.from(`${sha256s.join("\n")}\n`)),
    async removeArchive(archive) {
      await rm(join(archives, archive), { force: true });
      await rm(indexPath(archive), { force: true });
    },
    async removeUnneeded() {
      const needed = new Set<string>();
      for (const file of await readdir(archives)) {
        if (!file.endsWith(".blobs")) continue;
        for (const line of (await readFile(join(archives, file), "utf8")).split("\n")) needed.add(line);
      }
      let removed = 0;
      for (const file of await readdir(blobs)) {
        if (!HASH.test(file) || needed.has(file)) continue;
        await rm(blobPath(file), { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}
