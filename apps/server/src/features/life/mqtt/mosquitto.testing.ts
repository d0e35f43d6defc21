import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer, connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@wopr/testkit";
import { connect, type MqttClient } from "mqtt";

/** A real Mosquitto on a port of its own, that keeps what it holds over restarts. */
export interface RunningBroker {
  readonly url: string;
  /** A client of its own, for playing devices and Home Assistant. */
  client(): Promise<MqttClient>;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts Mosquitto in the foreground. */
export async function startMosquitto(command: string): Promise<RunningBroker> {
  const folder = await mkdtemp(join(tmpdir(), "wopr-mosquitto-"));
  const port = await freePort();
  const config = join(folder, "mosquitto.conf");
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    "persistence true",
    `persistence_location ${folder}/`,
    "autosave_interval 1",
    "max_queued_messages 10000",
    // Started as root it would become somebody who may not write into this folder, and forget its sessions.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  let child: ChildProcess | undefined;
  const clients: MqttClient[] = [];
  const start = async () => {
    child = spawn(command, ["-c", config], { stdio: "ignore" });
    await eventually("the broker listens", () => listens(port));
  };
  const stop = async () => {
    if (child?.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
  };
  await start();
  const url = `mqtt://127.0.0.1:${port}`;
  return {
    url,
    start,
    stop,
    async client() {
      const client = connect(url, { reconnectPeriod: 200 });
      clients.push(client);
      await new Promise<void>((resolve) => client.once("connect", () => resolve()));
      return client;
    },
    async close() {
      await Promise.all(clients.map((client) => client.endAsync(true).catch(() => {})));
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = dial(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
