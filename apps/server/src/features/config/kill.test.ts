import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportConfig, listRevisions, readNamespace } from "@wopr/contracts";
import { expect, test } from "vitest";
import { createTestServer } from "../../testing.ts";
import { aNamespace } from "./config.testing.ts";

const CHILD = fileURLToPath(new URL("./publish-for-ever.testing.ts", import.meta.url));
const ROUNDS = Number(process.env["WOPR_TRIALS"] ?? 4);

test("C8: after kill -9 during publishes the head is old or new, whole, and everything acknowledged is there", {
  timeout: 60_000 + ROUNDS * 15_000,
}, async () => {
  const server = await createTestServer();
  const folder = await mkdtemp(join(tmpdir(), "wopr-config-kill-"));
  const { client } = await server.signIn("owner");
  await aNamespace(client, "killed", "n: none\n");
  const { key } = await server.keyWith(["config:read", "config:publish"]);
  const told = new Map<number, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = spawn(process.execPath, [CHILD, server.testDb.url, join(folder, String(round)), key], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (piece: Buffer) => {
      said += piece.toString();
      if (said.split("\n").length > 2 + round) setTimeout(() => child.kill("SIGKILL"), (round * 7) % 20);
    });
    await once(child, "close");
    for (const line of said.split("\n").slice(0, -1)) {
      const [revision, n] = line.split(" ");
      told.set(Number(revision), n ?? "");
    }
    const { head_revision, stable_revision } = await client.call(readNamespace, { params: { ns: "killed" } });
    const { files } = await client.call(exportConfig, { query: { namespace: "killed" } });
    const layers = files.filter(({ path }) => /(default|device\.x|site\.x)\.yaml$/.test(path)).map(({ text }) => text);
    // All three layers of one publish, or none of them.
    expect([layers.length, new Set(layers).size, stable_revision]).toEqual([3, 1, head_revision]);
    expect(head_revision).toBeGreaterThanOrEqual(Math.max(0, ...told.keys()));
  }
  const { items } = await client.call(listRevisions, { params: { ns: "killed" }, query: { limit: 200 } });
  expect(told.size).toBeGreaterThan(ROUNDS);
  for (const [revision, n] of told)
    expect(items.find((item) => item.revision === revision)?.message).toBe(`publish ${n}`);
  expect(items.map(({ revision }) => revision)).toEqual(items.map((_, i) => items.length - i));
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
