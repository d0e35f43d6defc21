import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { eventually } from "@wopr/testkit";
import pg from "pg";
import type { EmbeddedAddress } from "./connect.ts";
import { readProcess } from "./process-facts.ts";
import { socketFolderOf } from "./socket-folder.ts";

/** What a database in a process of its own said first. */
export interface Said {
  readonly state?: string;
  readonly started?: string;
  readonly code?: string;
  readonly message?: string;
}

/** A server's database in a process of its own. */
export interface DatabaseProcess {
  readonly said: Said;
  readonly pid: number;
  /** Stops it as a server is stopped. */
  stop(): Promise<void>;
  kill9(): Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

const SCRIPT = join(import.meta.dirname, "embedded-process.testing.ts");

/** Starts a database in a process of its own; resolves when it is up or has said why it cannot be. */
export function startDatabaseProcess(dataFolder: string): Promise<DatabaseProcess> {
  const child = spawn(process.execPath, [SCRIPT, dataFolder], { stdio: ["pipe", "pipe", "inherit"] });
  return follow(child);
}

/**
 * As {@link startDatabaseProcess}, as root in a user namespace of its own that allows no further ones, like a
 * container. Needs root on Linux.
 *
 * @param map Which users exist in it: root alone, or all.
 */
export async function startInContainer(dataFolder: string, map: "root" | "all"): Promise<DatabaseProcess> {
  const forbid = 'read -r _; exec sh -c \'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"\' sh "$@"';
  const child = spawn("unshare", ["--user", "sh", "-c", forbid, "sh", process.execPath, SCRIPT, dataFolder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const proc = `/proc/${child.pid}`;
  await eventually("the namespace", async () => (await readProcess(child.pid ?? 0))?.command.startsWith("sh"));
  const count = map === "all" ? 65_536 : 1;
  await writeFile(`${proc}/uid_map`, `0 0 ${count}`);
  await writeFile(`${proc}/gid_map`, `0 0 ${count}`);
  child.stdin.write("go\n");
  return follow(child);
}

async function follow(child: Child): Promise<DatabaseProcess> {
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const gone = once(child, "exit");
  const line = await eventually("the database process", () => text.includes("\n") && text.split("\n")[0], {
    withinMs: 30_000,
  });
  return {
    said: JSON.parse(line) as Said,
    pid: child.pid ?? 0,
    async stop() {
      child.stdin.end();
      await gone;
    },
    async kill9() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** The address of the embedded database of a data folder. */
export const addressOf = (dataFolder: string): EmbeddedAddress => ({
  host: socketFolderOf(dataFolder, "/tmp"),
  port: 5432,
  user: "wopr",
  database: "wopr",
});

/** One statement on its own connection. */
export async function ask<Row extends pg.QueryResultRow>(dataFolder: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ ...addressOf(dataFolder) });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
