import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** etcd as it is started for a measurement, through its JSON gateway. */
export interface Etcd {
  put(key: string, value: string): Promise<void>;
  /** Calls back for every change of a key. @returns How to stop. */
  watch(key: string, heard: () => void): Promise<() => void>;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Starts etcd of Debian in a folder of its own; `undefined` where it is not installed. */
export async function startEtcd(): Promise<Etcd | undefined> {
  if (!existsSync("/usr/bin/etcd")) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "wopr-bench-etcd-"));
  const [client, peer] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${client}`;
  const child: ChildProcess = spawn(
    "/usr/bin/etcd",
    [
      "--data-dir",
      folder,
      "--listen-client-urls",
      url,
      "--advertise-client-urls",
      url,
      "--listen-peer-urls",
      `http://127.0.0.1:${peer}`,
      "--initial-advertise-peer-urls",
      `http://127.0.0.1:${peer}`,
      "--initial-cluster",
      `default=http://127.0.0.1:${peer}`,
      "--log-level",
      "error",
    ],
    { stdio: "ignore" },
  );
  for (let tries = 0; tries < 100; tries += 1) {
    const ok = await fetch(`${url}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    async put(key, value) {
      await (
        await fetch(`${url}/v3/kv/put`, {
          method: "POST",
          body: JSON.stringify({ key: base64(key), value: base64(value) }),
        })
      ).text();
    },
    async watch(key, heard) {
      const stop = new AbortController();
      const answer = await fetch(`${url}/v3/watch`, {
        method: "POST",
        body: JSON.stringify({ create_request: { key: base64(key) } }),
        signal: stop.signal,
      });
      const reader = answer.body?.getReader();
      const decoder = new TextDecoder();
      let rest = "";
      const created = Promise.withResolvers<void>();
      void (async () => {
        while (reader) {
          const piece = await reader.read();
          if (piece.done) return;
          rest += decoder.decode(piece.value, { stream: true });
          const lines = rest.split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) {
            if (line.includes('"created":true')) created.resolve();
            else if (line.includes('"events"')) heard();
          }
        }
      })().catch(() => {});
      await created.promise;
      return () => stop.abort();
    },
    async stop() {
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
