import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../apps/server/src/db/open-database.ts";
import { median } from "../median.ts";

const COMMITS = 200;
/** One page of the write-ahead log. */
const PAGE_BYTES = 8_192;

/** Milliseconds of a durable commit of one row, and of writing one page and `fdatasync` on the same disk, in turns. */
export async function commitTimes(
  database: Database,
  folder: string,
): Promise<{ readonly ours: number; readonly peer: number }> {
  await database.pool.query("CREATE TABLE bench_rows (n integer PRIMARY KEY)");
  const client = await database.pool.connect();
  const file = await open(join(folder, "raw"), "w");
  const page = Buffer.alloc(PAGE_BYTES);
  await file.write(Buffer.alloc(PAGE_BYTES * COMMITS));
  await file.sync();
  const ours: number[] = [];
  const peer: number[] = [];
  try {
    for (let n = 0; n < COMMITS; n += 1) {
      const began = performance.now();
      await client.query({ name: "bench_insert", text: "INSERT INTO bench_rows VALUES ($1)", values: [n] });
      const committed = performance.now();
      await file.write(page, 0, PAGE_BYTES, n * PAGE_BYTES);
      await file.datasync();
      ours.push(committed - began);
      peer.push(performance.now() - committed);
    }
  } finally {
    client.release();
    await file.close();
  }
  return { ours: median(ours), peer: median(peer) };
}
