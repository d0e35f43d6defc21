import { chown, mkdir, readFile, realpath } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import type { Clock, Log } from "@wopr/kernel";
import { DatabaseErrors } from "../errors.ts";
import { findBinaries, type PostgresBinaries } from "./binaries.ts";
import { ensureCluster } from "./cluster.ts";
import { type EmbeddedAddress, ensureDatabase, probe } from "./connect.ts";
import { findLauncher, type Launcher, runAsOf } from "./launcher.ts";
import {
  adoptPostmaster,
  type ClusterPlace,
  findPostmaster,
  launchPostmaster,
  type Postmaster,
  START_LOG,
} from "./postmaster.ts";
import { makeSocketFolder } from "./socket-folder.ts";

/** How to run it. */
export interface EmbeddedOptions {
  /** Data folder of the server; it exists and this process holds its lock. */
  readonly dataFolder: string;
  readonly temporaryFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings?: Readonly<Record<string, string>>;
  readonly diesWithParent?: boolean;
}

/** How long a fast shutdown may take before the process is killed. */
const STOP_MS = 30_000;
/** A running PostgreSQL whose socket is gone is of no use: it is stopped after this time and started afresh. */
const UNREACHABLE_MS = 5_000;
const POLL_MS = 20;

/** What stays the same over restarts. */
export interface Ground {
  readonly binaries: PostgresBinaries;
  readonly launcher: Launcher;
  readonly place: ClusterPlace;
}

/** Finds what starting needs. @throws {AppError} where no database can run on this machine. */
export async function prepare(options: EmbeddedOptions, socketFolder: string): Promise<Ground> {
  // Node reaches no Unix sockets there, and the way around (a port with a password) is not built.
  if (platform() === "win32") throw DatabaseErrors.platform_unsupported({ platform: "Windows" });
  const dataFolder = await realpath(options.dataFolder);
  const cluster = join(dataFolder, "postgres");
  const logFolder = join(dataFolder, "logs");
  const binaries = await findBinaries();
  const launcher = await findLauncher({ dataFolder, cluster, program: binaries.postgres });
  const runAs = runAsOf(launcher);
  await mkdir(logFolder, { recursive: true, mode: 0o700 });
  if (runAs) await chown(logFolder, runAs.uid, runAs.gid);
  const place = {
    cluster,
    socketFolder,
    logFolder,
    settings: options.settings ?? {},
    diesWithParent: options.diesWithParent ?? false,
  };
  return { binaries, launcher, place };
}

/** Adopts or starts, and waits until statements are answered. */
export async function bringUp(
  ground: Ground,
  address: EmbeddedAddress,
  options: EmbeddedOptions,
  onBusy: (detail: string) => void,
  signal: AbortSignal,
): Promise<Postmaster> {
  const { binaries, launcher, place } = ground;
  await makeSocketFolder(place.socketFolder, runAsOf(launcher));
  await ensureCluster(place.cluster, binaries, launcher);
  const found = await findPostmaster(place.cluster);
  const postmaster =
    found.kind === "running"
      ? adoptPostmaster(found.file.pid, found.startedAt, options.clock)
      : await launchPostmaster(binaries, launcher, place);
  try {
    const version = await answers(postmaster, address, place, options.clock, onBusy, signal);
    if (version !== binaries.version) throw new OtherVersion(version);
    await ensureDatabase(address);
    return postmaster;
  } catch (failure) {
    // Also on stop: whatever was started or found must not outlive this server unwatched.
    await end(postmaster, options);
    if (!(failure instanceof OtherVersion)) throw failure;
    options.log.info({ found: failure.version, ours: binaries.version }, "PostgreSQL was updated, starting it again");
    return bringUp(ground, address, options, onBusy, signal);
  }
}

/** A cluster left running by a server with other binaries: those may be gone from the disk by now. */
class OtherVersion extends Error {
  readonly version: string;
  constructor(version: string) {
    super(`PostgreSQL ${version} is running`);
    this.version = version;
  }
}

/** @returns The version it says it is. */
async function answers(
  postmaster: Postmaster,
  address: EmbeddedAddress,
  place: ClusterPlace,
  clock: Clock,
  onBusy: (detail: string) => void,
  signal: AbortSignal,
): Promise<string> {
  let outcome: string | undefined;
  postmaster.ended.then((how) => {
    outcome = how;
  });
  const since = clock.monotonicMs();
  for (;;) {
    const answer = await probe(address);
    if (answer.kind === "ready") return answer.version;
    if (outcome !== undefined) throw DatabaseErrors.start_failed({ outcome, log: await tail(place.logFolder) });
    if (answer.kind === "busy") onBusy(answer.detail);
    const waitedMs = clock.monotonicMs() - since;
    if (postmaster.adopted && answer.kind === "absent" && waitedMs > UNREACHABLE_MS) {
      throw DatabaseErrors.start_failed({ outcome: `running as ${postmaster.pid} but not reachable`, log: "" });
    }
    await clock.sleep(POLL_MS, signal);
  }
}

/** Fast shutdown; KILL if that does not end it. Its children end when it does. */
export async function end(postmaster: Postmaster, { clock, log }: EmbeddedOptions): Promise<void> {
  const patience = new AbortController();
  await postmaster.signal("SIGINT");
  const inTime = await Promise.race([
    postmaster.ended.then(() => true),
    clock.sleep(STOP_MS, patience.signal).then(
      () => false,
      () => true,
    ),
  ]);
  patience.abort();
  if (inTime) return;
  log.warn({ pid: postmaster.pid, waitedMs: STOP_MS }, "own PostgreSQL did not stop, killing it");
  await postmaster.signal("SIGKILL");
  await postmaster.ended;
}

/** What PostgreSQL wrote last, for the person who must find out why it did not start. */
async function tail(logFolder: string): Promise<string> {
  const text = await readFile(join(logFolder, START_LOG), "utf8").catch(() => "");
  return text.trim().split("\n").slice(-20).join("\n");
}
