import { chown, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DatabaseErrors } from "../errors.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { commandFor, type Launcher, runAsOf } from "./launcher.ts";
import { runProgram } from "./run-program.ts";

/** Who owns everything in the cluster, by name. Reached through a private socket only, so it has no password. */
export const CLUSTER_USER = "wopr";

/**
 * Makes sure that there is a cluster which these binaries can run.
 *
 * A new one is made under another name and then renamed: a server killed in between leaves no half cluster.
 *
 * @throws {AppError} `database.init_failed`, `database.cluster_version`
 */
export async function ensureCluster(cluster: string, binaries: PostgresBinaries, launcher: Launcher): Promise<void> {
  await removeDrafts(cluster);
  const found = await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => undefined);
  if (found === undefined) return create(cluster, binaries, launcher);
  const major = Number.parseInt(found, 10);
  if (major !== binaries.major) {
    throw DatabaseErrors.cluster_version({ folder: cluster, cluster: major, binaries: binaries.major });
  }
}

const draftPrefix = (cluster: string) => `${basename(cluster)}.new-`;

async function removeDrafts(cluster: string): Promise<void> {
  const parent = dirname(cluster);
  for (const name of await readdir(parent)) {
    if (name.startsWith(draftPrefix(cluster))) await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function create(cluster: string, binaries: PostgresBinaries, launcher: Launcher): Promise<void> {
  const draft = join(dirname(cluster), `${draftPrefix(cluster)}${process.pid}`);
  const runAs = runAsOf(launcher);
  await mkdir(draft, { mode: 0o700 });
  if (runAs) await chown(draft, runAs.uid, runAs.gid);
  const initdb = [binaries.initdb, "-D", draft, "-U", CLUSTER_USER, ...INIT_OPTIONS] as const;
  const { code, output } = await runProgram(commandFor(launcher, initdb), runAs);
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw DatabaseErrors.init_failed({ folder: cluster, output: output.trim().slice(-2000) });
  }
  await rename(draft, cluster).catch((cause: unknown) => {
    throw DatabaseErrors.init_failed({ folder: cluster, output: String(cause) }, { cause });
  });
  await syncFolder(dirname(cluster));
}

const INIT_OPTIONS = ["-A", "trust", "--encoding=UTF8", "--locale=C", "--data-checksums"] as const;

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
