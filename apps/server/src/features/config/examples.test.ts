import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import type { Client } from "@wopr/client";
import { listConsumers } from "@wopr/contracts";
import { eventually } from "@wopr/testkit";
import { afterAll, beforeAll, describe, test } from "vitest";
import { createTestServer, type TestServer } from "../../testing.ts";
import { aNamespace, CONSUMER_RIGHTS, defaultLayer, publish } from "./config.testing.ts";

const EXAMPLES = fileURLToPath(new URL("../../../../../docs/examples/", import.meta.url));
let server: TestServer;
let owner: Client;
let url: string;
let folder: string;
const socket = createServer();
beforeAll(async () => {
  server = await createTestServer();
  owner = (await server.signIn("owner")).client;
  socket.on(
    "request",
    getRequestListener((request) => server.app.fetch(request), { overrideGlobalObjects: false }),
  );
  socket.listen(0, "127.0.0.1");
  await once(socket, "listening");
  url = `http://127.0.0.1:${(socket.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "wopr-config-examples-"));
});
afterAll(async () => {
  socket.closeAllConnections();
  socket.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs an example until the test ends it. */
async function start(command: string, args: readonly string[]) {
  const { key } = await server.keyWith(CONSUMER_RIGHTS);
  const env = { PATH: process.env["PATH"] ?? "", WOPR_URL: url, WOPR_KEY: key };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (piece: Buffer) => {
    said += piece.toString();
  });
  return {
    said: () => said,
    async end() {
      child.kill("SIGKILL");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

const stateOf = async (ns: string) =>
  (await owner.call(listConsumers, { params: { ns }, query: {} })).items[0]?.states[0];

describe("C29: consumers without our client", () => {
  test.each(["sh", "py"] as const)(
    "%s: starts, applies, hears of a change, refuses what does not fit",
    async (kind) => {
      const ns = `example-${kind}`;
      const apply = join(folder, "apply.sh");
      await writeFile(
        apply,
        '#!/bin/sh\nread -r document || true\ncase "$document" in *refuse*) echo "refused: no"; exit 1;; esac\n',
        { mode: 0o755 },
      );
      await aNamespace(owner, ns, "a: 1\n");
      const running =
        kind === "sh"
          ? await start("/bin/sh", [join(EXAMPLES, "config-consumer.sh"), ns, `${ns}-one`, apply])
          : await start("python3", [join(EXAMPLES, "config_consumer.py"), ns, `${ns}-one`]);
      try {
        await eventually("the first ack", async () => (await stateOf(ns))?.applied === 1);
        await publish(owner, ns, [defaultLayer("a: 2\n")]);
        await eventually("the second", async () => (await stateOf(ns))?.applied === 2);
        await publish(owner, ns, [defaultLayer("a: 3\nrefuse: no\n")]);
        await eventually("the return", async () => (await stateOf(ns))?.applied === 4);
      } finally {
        await running.end();
      }
    },
  );
});
