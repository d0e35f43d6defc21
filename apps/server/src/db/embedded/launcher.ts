import { access, constants, readFile, stat } from "node:fs/promises";
import { platform } from "node:os";
import { DatabaseErrors } from "../errors.ts";
import { type RunAs, runProgram } from "./run-program.ts";

/** As whom PostgreSQL's programs run, since they refuse to run as root. */
export type Launcher =
  | { readonly kind: "direct" }
  /** In a user namespace where root has an ordinary number: files stay root's. */
  | { readonly kind: "namespace" }
  /** As another user, who then owns the database folder. */
  | { readonly kind: "user"; readonly runAs: RunAs };

/** What {@link chooseLauncher} may look at. */
export interface LauncherFacts {
  /** Our own user number; `undefined` on Windows. */
  readonly uid: number | undefined;
  /** Owner of the database folder; `undefined` while there is none. */
  readonly clusterOwner: RunAs | undefined;
  readonly canUseNamespaces: boolean;
  /** The system's user `postgres`, if there is one. */
  readonly postgresUser: RunAs | undefined;
  /** Whether that user may enter the data folder and run the programs. */
  readonly postgresUserReaches: boolean;
}

/**
 * Decides as whom PostgreSQL runs. Pure.
 *
 * @returns The launcher, or why there is none.
 */
export function chooseLauncher(facts: LauncherFacts): Launcher | { readonly kind: "none"; readonly reason: string } {
  if (facts.uid !== 0) return { kind: "direct" };
  // A folder made as an ordinary user stays that user's: inside a namespace its files would look like a stranger's.
  if (facts.clusterOwner && facts.clusterOwner.uid !== 0) return { kind: "user", runAs: facts.clusterOwner };
  if (facts.canUseNamespaces) return { kind: "namespace" };
  if (facts.clusterOwner)
    return { kind: "none", reason: "user namespaces are forbidden, and the database folder belongs to root" };
  if (!facts.postgresUser)
    return { kind: "none", reason: "user namespaces are forbidden, and there is no user postgres" };
  if (!facts.postgresUserReaches) {
    return {
      kind: "none",
      reason: "user namespaces are forbidden, and the user postgres cannot reach the data folder",
    };
  }
  return { kind: "user", runAs: facts.postgresUser };
}

const NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"] as const;

/** The command line that runs `command` under a launcher. */
export function commandFor(launcher: Launcher, command: readonly [string, ...string[]]): [string, ...string[]] {
  return launcher.kind === "namespace" ? [...NAMESPACE, ...command] : [...command];
}

/** The user number to give to `spawn`, if another than ours. */
export const runAsOf = (launcher: Launcher): RunAs | undefined =>
  launcher.kind === "user" ? launcher.runAs : undefined;

/**
 * Finds out how PostgreSQL can be run on this machine.
 *
 * @param place `cluster` need not exist yet; `dataFolder` does.
 * @throws {AppError} `database.cannot_run_as_root`, `database.cluster_foreign_owner`
 */
export async function findLauncher(place: {
  readonly dataFolder: string;
  readonly cluster: string;
  readonly program: string;
}): Promise<Launcher> {
  const uid = process.getuid?.();
  const clusterOwner = await stat(place.cluster).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined,
  );
  if (uid !== undefined && uid !== 0 && clusterOwner && clusterOwner.uid !== uid) {
    throw DatabaseErrors.cluster_foreign_owner({ folder: place.cluster, owner: clusterOwner.uid, user: uid });
  }
  if (uid !== 0) return { kind: "direct" };
  const postgresUser = await findPostgresUser();
  const choice = chooseLauncher({
    uid,
    clusterOwner,
    canUseNamespaces: platform() === "linux" && (await runProgram([...NAMESPACE, "true"])).code === 0,
    postgresUser,
    postgresUserReaches: postgresUser !== undefined && (await reaches(postgresUser, place)),
  });
  if (choice.kind === "none") throw DatabaseErrors.cannot_run_as_root({ reason: choice.reason });
  return choice;
}

async function findPostgresUser(): Promise<RunAs | undefined> {
  const users = await readFile("/etc/passwd", "utf8").catch(() => "");
  const match = /^postgres:[^:]*:(\d+):(\d+):/m.exec(users);
  return match ? { uid: Number(match[1]), gid: Number(match[2]) } : undefined;
}

async function reaches(
  user: RunAs,
  place: { readonly dataFolder: string; readonly program: string },
): Promise<boolean> {
  const { code } = await runProgram(
    ["sh", "-c", 'test -x "$1" && test -x "$2"', "sh", place.dataFolder, place.program],
    user,
  );
  return code === 0 && (await isReadable(place.dataFolder));
}

const isReadable = (path: string) =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
