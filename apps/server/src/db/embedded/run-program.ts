import { spawn } from "node:child_process";

/** How a short program ended. */
export interface ProgramOutcome {
  /** Exit code; -1 when it could not be started or a signal ended it. */
  readonly code: number;
  /** What it wrote to standard output and standard error, in order of arrival. */
  readonly output: string;
}

/** As whom a program runs; absent: as ourselves. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Environment of PostgreSQL's programs: none of ours. `PGDATA`, `PGPORT` and the like would redirect it, and a locale
 * of the caller would change its messages.
 */
export const programEnv = (): NodeJS.ProcessEnv => ({
  PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
  LC_ALL: "C",
  TZ: "UTC",
});

/** Runs a program to its end. Never rejects: a program that is not there is an outcome too. */
export function runProgram(command: readonly [string, ...string[]], runAs?: RunAs): Promise<ProgramOutcome> {
  return new Promise((resolve) => {
    let output = "";
    const child = trySpawn(command, runAs);
    if (typeof child === "string") return resolve({ code: -1, output: child });
    const collect = (chunk: Buffer) => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (failure) => resolve({ code: -1, output: failure.message }));
    child.on("close", (code) => resolve({ code: code ?? -1, output }));
  });
}

/** Most failures are events of the child; that a user does not exist in this namespace is thrown. */
function trySpawn([program, ...args]: readonly [string, ...string[]], runAs: RunAs | undefined) {
  try {
    return spawn(program, args, { env: programEnv(), stdio: ["ignore", "pipe", "pipe"], cwd: "/", ...runAs });
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}
