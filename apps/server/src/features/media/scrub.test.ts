import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { expect, test } from "vitest";
import { createTestServer } from "../../testing.ts";
import { createFolderStore } from "./index.ts";
import { scrub } from "./scrub.ts";

test("P11: within thirty nights every file is read again; what is missing or damaged is found and told once", async () => {
  const server = await createTestServer({ env: { WOPR_ROLES: "web" } });
  const keys = Array.from({ length: 60 }, (_, n) => `games/g/photo_${n}.jpg`);
  for (const key of keys) {
    const file = { key, bytes: randomBytes(10), mime: "image/jpeg", feature: "tabletop", ownerObject: "g" };
    await server.testDb.db.transaction((tx) => server.media.put(tx, file));
  }
  await rm(server.media.locate("games/g/photo_7.jpg"));
  await writeFile(server.media.locate("games/g/photo_42.jpg"), "other bytes");
  const told: string[] = [];
  const bytes = createFolderStore({ root: `${server.dataDir}/media`, create: false, newId: newUuidV7 });
  const deps = {
    db: server.testDb.db,
    bytes,
    clock: systemClock,
    log: silentLog,
    onDamage: async (found: readonly string[]) => void told.push(...found),
  };
  const looked: number[] = [];
  for (let night = 0; night < 30; night += 1) looked.push((await scrub(deps, new AbortController().signal)).looked);
  expect(looked.reduce((sum, n) => sum + n, 0)).toBe(60);
  expect(told.sort()).toEqual(["games/g/photo_42.jpg", "games/g/photo_7.jpg"]);
  await server.close();
});
