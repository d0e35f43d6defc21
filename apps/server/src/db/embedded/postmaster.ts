import { spawn } from "node:child_process";
import { open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "@wopr/kernel";
import type { PostgresBinaries } from "./binaries.ts";
import { commandFor, type Launcher, runAsOf } from "./launcher.ts";
import { disown, type PostmasterFile, parsePostmasterFile } from "./postmaster-file.ts";
import { folderIdentity, readProcess } from "./process-facts.ts";
import { programEnv } from "./run-program.ts";
import { SOCKET_PORT } from "./socket-folder.ts";

/** A PostgreSQL server process, ours or one found running. */
export interface Postmaster {
  readonly pid: number;
  /** Whether an earlier server started it. */
  readonly adopted: boolean;
  /** Resolves once the process is gone, with how it ended as far as that can be seen. */
  readonly ended: Promise<string>;
  /** Sends a signal, unless it is gone already. */
  signal(name: "SIGINT" | "SIGKILL"): Promise<void>;
}

/** Everything about the cluster that starting it needs. */
export interface ClusterPlace {
  /** The cluster itself (`PGDATA`). */
  readonly cluster: string;
  readonly socketFolder: string;
  readonly logFolder: string;
  /** Further settings, which win over ours: tests use `fsync=off`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Linux: end the database when the thread that started it ends, however that happens. For tests. */
  readonly diesWithParent: boolean;
}

/** What goes wrong before PostgreSQL's own log collector runs is written here, in the log folder. */
export const START_LOG = "postgres-start.log";

const SETTINGS = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_buffers: "64MB",
  max_connections: "60",
  timezone: "UTC",
  log_timezone: "UTC",
  // The collector is PostgreSQL's own process: the log goes on while no WOPR server is there to read a pipe.
  logging_collector: "on",
  log_filename: "postgres-%a.log",
  log_truncate_on_rotation: "on",
  log_rotation_age: "1d",
  log_rotation_size: "0",
  log_file_mode: "0600",
} as const;

/** Starts PostgreSQL as a child. It does not wait until it answers. */
export async function launchPostmaster(
  binaries: PostgresBinaries,
  launcher: Launcher,
  place: ClusterPlace,
): Promise<Postmaster> {
  const settings = {
    ...SETTINGS,
    log_directory: place.logFolder,
    // A list: quoted, so that a comma in the path does not end it.
    unix_socket_directories: `"${place.socketFolder.replaceAll('"', '""')}"`,
    ...place.settings,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const postgres = [binaries.postgres, "-D", place.cluster, "-p", String(SOCKET_PORT), ...options] as const;
  // Inside the namespace, not around it: entering one clears the parent-death signal.
  const [program, ...args] = commandFor(
    launcher,
    place.diesWithParent ? ["setpriv", "--pdeathsig", "INT", "--", ...postgres] : [...postgres],
  );
  const log = await open(join(place.logFolder, START_LOG), "w", 0o600);
  try {
    const child = spawn(program, args, {
      env: programEnv(),
      cwd: "/",
      stdio: ["ignore", log.fd, log.fd],
      // Its own process group: Ctrl-C in the terminal must not stop it before the server has finished its requests.
      detached: true,
      ...runAsOf(launcher),
    });
    const ended = new Promise<string>((resolve) => {
      child.on("error", (failure) => resolve(failure.message));
      child.on("exit", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    const isGone = () => child.exitCode !== null || child.signalCode !== null;
    return {
      pid: child.pid ?? -1,
      adopted: false,
      ended,
      async signal(name) {
        if (!isGone()) child.kill(name);
      },
    };
  } finally {
    await log.close();
  }
}

const POLL_MS = 100;

/** Looks after a PostgreSQL that an earlier server started. Its end is seen within 100 ms. */
export function adoptPostmaster(pid: number, startedAt: string, clock: Clock): Postmaster {
  const isThere = async () => (await readProcess(pid))?.startedAt === startedAt;
  let ended: Promise<string> | undefined;
  return {
    pid,
    adopted: true,
    get ended() {
      ended ??= (async () => {
        while (await isThere()) await clock.sleep(POLL_MS);
        return "unknown, it was not our child";
      })();
      return ended;
    },
    async signal(name) {
      if (await isThere()) process.kill(pid, name);
    },
  };
}

/** What the pid file of a cluster leads to. */
export type Found =
  /** Nobody runs this cluster; a file left behind was made harmless. */
  { readonly kind: "none" } | { readonly kind: "running"; readonly file: PostmasterFile; readonly startedAt: string };

/**
 * Looks for a PostgreSQL that runs this very cluster. Only the holder of the data folder's lock may call it.
 *
 * A number alone proves nothing: it may belong to another program by now, or the folder may be a copy.
 */
export async function findPostmaster(cluster: string): Promise<Found> {
  const path = join(cluster, "postmaster.pid");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return { kind: "none" };
  const file = parsePostmasterFile(text);
  const facts = file && (await readProcess(file.pid));
  if (file && facts && (await runsCluster(facts.workingFolder, facts.command, file, cluster))) {
    return { kind: "running", file, startedAt: facts.startedAt };
  }
  if (file) {
    await writeFile(path, disown(text));
    // The socket has a lock of its own, with the same number in it.
    if (file.socketFolder) await rm(join(file.socketFolder, `.s.PGSQL.${SOCKET_PORT}.lock`), { force: true });
  } else {
    await rm(path, { force: true });
  }
  return { kind: "none" };
}

async function runsCluster(workingFolder: string | undefined, command: string, file: PostmasterFile, cluster: string) {
  // PostgreSQL works inside its data folder: device and inode cannot be mistaken, whatever the path was.
  if (workingFolder !== undefined) return workingFolder === (await folderIdentity(cluster));
  return file.dataFolder === cluster && /postgres/.test(command);
}
