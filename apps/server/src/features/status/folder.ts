import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type Clock, type Log, type NewId } from "@wopr/kernel";
import { type FolderLock, lockFolder } from "../../db/embedded/folder-lock.ts";

/** A folder that this process alone writes. */
export interface OwnFolder {
  readonly path: string;
  release(): Promise<void>;
}

/** More servers than this do not share one data folder. */
const MOST = 8;

/**
 * Takes `<data>/status`, or `status-2`, `status-3` … where another server of the same data folder has it. What a server that
 * is gone left in one of them is taken over with it.
 *
 * @throws {AppError} `database.folder_locked` when all are taken.
 */
export async function takeFolder(
  dataDir: string,
  deps: { readonly clock: Clock; readonly log: Log; readonly newId: NewId },
  signal: AbortSignal,
): Promise<OwnFolder> {
  for (let place = 1; ; place += 1) {
    const path = join(dataDir, place === 1 ? "status" : `status-${place}`);
    await mkdir(path, { recursive: true, mode: 0o700 });
    try {
      const lock: FolderLock = await lockFolder(path, deps, signal);
      return { path, release: () => lock.release() };
    } catch (failure) {
      const isTaken = failure instanceof AppError && failure.code === "database.folder_locked";
      if (!isTaken || place === MOST) throw failure;
    }
  }
}
