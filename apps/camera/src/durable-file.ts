import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Ends the names of files that are still being written; whatever carries it after a crash is no file yet. */
export const UNFINISHED = ".part";

/**
 * Writes a file so that after a power cut there is either the whole file or none: temporary file → fsync → rename →
 * fsync of the folder.
 *
 * @throws the error of the file system, e.g. `ENOSPC`; then nothing is left behind.
 */
export async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`;
  try {
    const file = await open(unfinished, "w", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (failure) {
    await rm(unfinished, { force: true });
    throw failure;
  }
  await syncFolder(dirname(path));
}

/** Makes renames and removals in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders; its renames are durable without.
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
