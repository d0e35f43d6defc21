import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A running external PostgreSQL on loopback. */
export interface RunningPostgres {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of the distribution in a temporary folder: an external database for the suites that must hold on
 * one. Root starts it as the user `postgres`.
 *
 * @param command The `postgres` executable.
 */
export async function startPostgres(command: string): Promise<RunningPostgres> {
  const dir = mkdtempSync(join(tmpdir(), "wopr-pg-"));
  const port = await freePort();
  const asUser = process.getuid?.() === 0 ? asPostgresUser(dir) : [];
  const run = (argv: readonly string[]) =>
    execFileSync(argv[0]!, argv.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
  run([
    ...asUser,
    join(dirname(command), "initdb"),
    "-D",
    `${dir}/data`,
    "-A",
    "trust",
    "-U",
    "wopr",
    "--encoding=UTF8",
    "--locale=C",
  ]);
  const argv = [
    ...asUser,
    command,
    "-D",
    `${dir}/data`,
    "-h",
    "127.0.0.1",
    "-p",
    String(port),
    "-k",
    dir,
    "-c",
    "max_connections=200",
  ];
  const log = openSync(`${dir}/log`, "a");
  const child = spawn(argv[0]!, argv.slice(1), { stdio: ["ignore", log, log] });
  const ready = () => {
    try {
      run([join(dirname(command), "pg_isready"), "-q", "-h", "127.0.0.1", "-p", String(port)]);
      return true;
    } catch {
      return false;
    }
  };
  const deadline = performance.now() + 20_000;
  while (!ready()) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(
        `PostgreSQL did not start:\n${readFileSync(`${dir}/log`, "utf8").split("\n").slice(-20).join("\n")}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `postgres://wopr@127.0.0.1:${port}/postgres`, pid: child.pid!, stop: () => stop(child, dir) };
}

function asPostgresUser(dir: string): readonly string[] {
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  chownSync(dir, id("-u"), id("-g"));
  return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"];
}

async function stop(child: ChildProcess, dir: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    await ended;
  }
  rmSync(dir, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
