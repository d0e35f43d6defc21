import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { createTestDb } from "@wopr/testkit/database";
import { expect, test } from "vitest";
import { createFolderStore } from "./folder-store.ts";
import { createMediaService } from "./media.ts";

const CHILD = fileURLToPath(new URL("./put-for-ever.testing.ts", import.meta.url));
const ROUNDS = 8;

/** Lets a process store files and kills it after a few; gives the keys it was told are stored. */
async function storeUntilKilled(url: string, root: string, afterFiles: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [CHILD, url, root], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (piece: Buffer) => {
    said += piece.toString();
    if (said.split("\n").length > afterFiles) child.kill("SIGKILL");
  });
  await once(child, "close");
  return said.split("\n").slice(0, -1);
}

test("P11: after kill -9 at any moment every row has its bytes, and everything acknowledged is there", {
  timeout: 120_000,
}, async () => {
  const testDb = await createTestDb();
  const root = await mkdtemp(join(tmpdir(), "wopr-media-crash-"));
  const bytes = createFolderStore({ root, create: true, newId: newUuidV7 });
  const media = createMediaService({ db: testDb.db, bytes, clock: systemClock, newId: newUuidV7, log: silentLog });
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    acknowledged.push(...(await storeUntilKilled(testDb.url, root, 1 + ((round * 5) % 23))));

  expect(acknowledged.length).toBeGreaterThan(ROUNDS);
  for (const key of acknowledged) expect(await media.find(key), key).toBeDefined();
  const { rows } = await testDb.pool.query<{ key: string }>("SELECT key FROM media_objects WHERE state = 'ready'");
  expect(rows.length).toBeGreaterThanOrEqual(acknowledged.length);
  for (const { key } of rows) await media.read(key);
  await testDb.close();
  await rm(root, { recursive: true, force: true });
});
