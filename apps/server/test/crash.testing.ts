import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@wopr/client";
import { completeSetup, createApiKey, signIn } from "@wopr/contracts";
import { type Clock, silentLog, systemClock } from "@wopr/kernel";
import { createEmbeddedPostgres } from "../src/db/embedded/supervisor.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const START_MS = 30_000;
const OWNER = { name: "Ada", email: "ada@example.org", password: "kettle maple orbit nine" };

/** A server process that can be killed at any moment and started again on the same data. */
export interface KillableServer {
  /** Resolves once it serves. */
  start(): Promise<void>;
  /** `kill -9`; resolves once the process is gone. */
  kill(): Promise<void>;
  /** Asks it to stop as Ctrl-C does, with its own PostgreSQL; resolves once it has. */
  stop(): Promise<void>;
  /** Makes the owner and a key on the first start. Its client works across restarts, with one try per call. */
  client(): Promise<Client>;
  readonly said: () => string;
}

/** `kill -9` of the PostgreSQL that runs in a data folder; nothing when it is just not running. */
export async function killDatabaseOf(dataFolder: string): Promise<void> {
  const file = await readFile(join(dataFolder, "postgres/postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(file.split("\n")[0]);
  if (pid > 1) process.kill(pid, "SIGKILL");
}

/** A PostgreSQL that is not the server's own: this process runs it and starts it again when it dies. */
export async function anOutsideDatabase() {
  const folder = await mkdtemp(join(tmpdir(), "wopr-outside-"));
  // Waits between restarts grow to 4 s; here there are many, and none needs to be waited for.
  const clock: Clock = {
    ...systemClock,
    sleep: (ms, signal) => systemClock.sleep(ms <= 4_000 ? Math.min(ms, 50) : ms, signal),
  };
  const postgres = createEmbeddedPostgres({ dataFolder: folder, temporaryFolder: tmpdir(), clock, log: silentLog });
  await postgres.start();
  const { host, port, user, database } = postgres.address;
  return {
    folder,
    url: `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
    async stop() {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param env Where data and database are. */
export function aKillableServer(env: Readonly<Record<string, string>>): KillableServer {
  let child: ChildProcess | undefined;
  let port = 0;
  let said = "";
  let setupCode = "";
  let key: string | undefined;

  const found = async (pattern: RegExp): Promise<string> => {
    const untilMs = performance.now() + START_MS;
    while (performance.now() < untilMs) {
      const match = pattern.exec(said);
      if (match) return match[1] ?? "";
      if (child?.exitCode !== null && child?.exitCode !== undefined) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`The server did not say ${pattern}:\n${said.slice(-4000)}`);
  };

  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };

  const address = () => `http://127.0.0.1:${port}`;

  return {
    said: () => said,

    async start() {
      said = "";
      const path = process.env["PATH"] ?? "";
      child = spawn(process.execPath, [MAIN], { env: { PATH: path, WOPR_PORT: "0", ...env } });
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (piece: Buffer) => {
          said += piece.toString();
        });
      port = Number(new URL(await found(/is ready: {2}(http:\S+)/)).port);
      if (key === undefined) setupCode = await found(/setup#code=(\S+)/);
    },

    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),

    async client() {
      if (key === undefined) {
        const first = createClient({ baseUrl: address() });
        await first.call(completeSetup, { body: { code: setupCode, ...OWNER } });
        const session = await first.raw(signIn, { body: { email: OWNER.email, password: OWNER.password } });
        const cookie = session.headers
          .getSetCookie()
          .map((one) => one.split(";")[0])
          .join("; ");
        const origin = address();
        const owner = createClient({ baseUrl: origin, headers: () => ({ cookie, origin }) });
        const permissions = ["tabletop:read", "tabletop:write", "tabletop:operate"] as const;
        ({ key } = await owner.call(createApiKey, { body: { name: "crash", permissions: [...permissions] } }));
      }
      const token = key;
      return createClient({ baseUrl: address(), token });
    },
  };
}
