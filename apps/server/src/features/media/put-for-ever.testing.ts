// A process that stores files until it is killed; prints the key of each once its transaction has committed.
import { silentLog, systemClock } from "@wopr/kernel";
import { newUuidV7 } from "@wopr/kernel/node";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { createFolderStore } from "./folder-store.ts";
import { createMediaService } from "./media.ts";

const [url = "", root = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 4 });
const db = drizzle(pool);
const bytes = createFolderStore({ root, create: true, newId: newUuidV7 });
const media = createMediaService({ db, bytes, clock: systemClock, newId: newUuidV7, log: silentLog });

async function putForEver(lane: number): Promise<never> {
  for (let i = 0; ; i += 1) {
    const key = `games/${lane}/${newUuidV7()}.jpg`;
    const content = new Uint8Array(20_000 + ((i * 7919) % 50_000)).fill(i % 251);
    const file = { key, bytes: content, mime: "image/jpeg", feature: "test", ownerObject: "test" };
    await db.transaction((tx) => media.put(tx, file));
    process.stdout.write(`${key}\n`);
  }
}

await Promise.all([0, 1, 2].map(putForEver));
