import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A real server on a data folder of its own. */
export interface RunningServer {
  /** `http://localhost:41234` */
  readonly url: string;
  /** The link of the first run, with its code. */
  readonly setupUrl: string;
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dirname, "../..");
const START_MS = 60_000;

/**
 * Starts WOPR as people do, with the embedded database in a new folder.
 *
 * @throws {Error} with everything it printed, when it is not ready within a minute.
 */
export async function startServer(): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), "wopr-e2e-"));
  const port = await freePort();
  const env = { ...process.env, WOPR_PORT: String(port), WOPR_DATA_DIR: folder, WOPR_LOG_LEVEL: "warn" };
  const child = spawn(process.execPath, ["apps/server/src/main.ts"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const setupUrl = await setupLink(child);
    return { url: `http://localhost:${port}`, setupUrl, stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

async function setupLink(child: ChildProcess): Promise<string> {
  const printed: string[] = [];
  const link = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      printed.push(line);
      const found = /https?:\S+\/setup#code=\S+/.exec(line);
      if (found) link.resolve(found[0]);
    });
  }
  const problem = (why: string) => new Error(`${why}. It printed:\n${printed.join("\n")}`);
  child.once("exit", (code) => link.reject(problem(`The server ended with ${code}`)));
  const timer = setTimeout(() => link.reject(problem("The server was not ready in time")), START_MS);
  return link.promise.finally(() => clearTimeout(timer));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no port.");
  return address.port;
}
