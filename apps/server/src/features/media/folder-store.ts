import { constants } from "node:fs";
import { access, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { NewId } from "@wopr/kernel";
import { Disk } from "flydrive";
import { FSDriver } from "flydrive/drivers/fs";
import type { ByteStore } from "./byte-store.ts";
import { MediaErrors } from "./errors.ts";

/** Unfinished files lie here: on the same file system as their destination, and never under a valid key. */
const WRITING = ".writing";

/**
 * Files in a folder or a mounted share.
 *
 * @param options.create Whether a missing root is made. A share that is not mounted must not be replaced by a folder of
 * the same name on the small disk below it.
 */
export function createFolderStore(options: {
  readonly root: string;
  readonly create: boolean;
  readonly newId: NewId;
}): ByteStore {
  const root = resolve(options.root);
  const disk = new Disk(new FSDriver({ location: root, visibility: "private" }));
  const pathOf = (key: string) => join(root, key);

  async function writeDurably(key: string, bytes: Uint8Array) {
    if (options.create) await mkdir(root, { recursive: true, mode: 0o700 });
    await mkdir(join(root, WRITING), { recursive: false }).catch(ignoring("EEXIST"));
    const unfinished = join(root, WRITING, options.newId());
    try {
      const file = await open(unfinished, "wx", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      const folder = dirname(pathOf(key));
      const madeBelow = await mkdir(folder, { recursive: true });
      await rename(unfinished, pathOf(key));
      await syncFolder(folder);
      if (madeBelow) await syncUpwards(folder, dirname(madeBelow));
    } catch (failure) {
      await rm(unfinished, { force: true }).catch(() => {});
      throw failure;
    }
  }

  return {
    async put(key, bytes) {
      try {
        await writeDurably(key, bytes);
      } catch (failure) {
        const code = codeOf(failure);
        if (code === "ENOSPC" || code === "EDQUOT") throw MediaErrors.no_space({}, { cause: failure });
        throw MediaErrors.storage_unavailable({}, { cause: failure });
      }
    },

    async read(key) {
      try {
        return await disk.getBytes(key);
      } catch (failure) {
        if (isMissing(failure)) return undefined;
        throw MediaErrors.storage_unavailable({}, { cause: failure });
      }
    },

    remove: (key) => disk.delete(key),

    async modifiedAt(key) {
      return (await stat(pathOf(key)).catch(ignoring("ENOENT", "ENOTDIR")))?.mtime;
    },

    async *list() {
      const { objects } = await disk.listAll("/", { recursive: true });
      for (const file of objects) {
        if (!file.isFile || file.key.startsWith(`${WRITING}/`)) continue;
        const found = await stat(pathOf(file.key)).catch(ignoring("ENOENT"));
        if (found) yield { key: file.key, modifiedAt: found.mtime };
      }
    },

    async removeUnfinished(before) {
      let removed = 0;
      for (const name of (await readdir(join(root, WRITING)).catch(ignoring("ENOENT"))) ?? []) {
        const path = join(root, WRITING, name);
        const found = await stat(path).catch(ignoring("ENOENT"));
        if (!found || found.mtime >= before) continue;
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },

    locate: pathOf,

    async isReachable() {
      const folder = options.create ? await nearestExisting(root) : root;
      return access(folder, constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      );
    },
  };
}

const codeOf = (failure: unknown) => (failure instanceof Error ? (failure as { code?: unknown }).code : undefined);

/** The library wraps what the file system said. */
function isMissing(failure: unknown): boolean {
  for (let error = failure; error instanceof Error; error = error.cause) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return true;
  }
  return false;
}

const ignoring =
  (...codes: readonly string[]) =>
  (failure: unknown): undefined => {
    if (!codes.includes(String(codeOf(failure)))) throw failure;
  };

/** Makes the names in a folder durable. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** New folders are names too, in the folder above them. */
async function syncUpwards(folder: string, top: string): Promise<void> {
  for (let at = dirname(folder); at.length >= top.length; at = dirname(at)) {
    await syncFolder(at);
    if (at === dirname(at)) return;
  }
}

async function nearestExisting(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (at === dirname(at) || (await stat(at).catch(ignoring("ENOENT", "ENOTDIR")))) return at;
  }
}
