import { createHash } from "node:crypto";
import { chown, lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseErrors } from "../errors.ts";
import type { RunAs } from "./run-program.ts";

/** The port is part of the socket's name only: nothing listens on a network. */
export const SOCKET_PORT = 5432;

/** Longest path of a Unix socket on every system we run on: 107 bytes on Linux, 103 on macOS. */
const MAX_PATH_BYTES = 103;

/**
 * Where the database's socket goes: inside the data folder, or, where that path is too long for a socket, in a short
 * folder of its own below the temporary folder. The same data folder always gives the same answer.
 */
export function socketFolderOf(dataFolder: string, temporaryFolder: string): string {
  const inside = join(dataFolder, "postgres-socket");
  if (fits(inside)) return inside;
  const name = `wopr-${createHash("sha256").update(dataFolder).digest("hex").slice(0, 12)}`;
  const below = join(temporaryFolder, name);
  return fits(below) ? below : join("/tmp", name);
}

const fits = (folder: string) => Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}`)) <= MAX_PATH_BYTES;

/**
 * Makes the folder, open to its owner alone: the database trusts everybody who can reach its socket.
 *
 * @throws {AppError} `database.socket_folder_taken` when somebody else made it first.
 */
export async function makeSocketFolder(folder: string, owner: RunAs | undefined): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code !== "EEXIST") throw failure;
  });
  const found = await lstat(folder);
  const expected = [process.getuid?.(), owner?.uid];
  const isPrivate = found.isDirectory() && (found.mode & 0o077) === 0 && expected.includes(found.uid);
  if (!isPrivate) throw DatabaseErrors.socket_folder_taken({ folder });
  if (owner && found.uid !== owner.uid) await chown(folder, owner.uid, owner.gid);
}
