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
  const [program, ...args] = command;
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(program, args, { env: programEnv(), stdio: ["ignore", "pipe", "pipe"], cwd: "/", ...runAs });
    const collect = (chunk: Buffer) => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (failure) => resolve({ code: -1, output: failure.message }));
    child.on("close", (code) => resolve({ code: code ?? -1, output }));
  });
}
