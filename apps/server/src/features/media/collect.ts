import type { Clock } from "@wopr/kernel";
import { z } from "zod";
import type { Db } from "../../db/db.ts";
import { defineJob, type JobHandler } from "../../jobs/job.ts";
import type { ByteStore, StoredFile } from "./byte-store.ts";
import { isKey, ORPHAN_MS, TRASH_MS } from "./domain.ts";
import { createMediaStore } from "./store.ts";

/** Removes files nobody was ever told about, and empties the trash. */
export const collectMedia = defineJob({
  id: "media.collect",
  payload: z.object({}),
  attempts: 3,
  timeoutMs: 30 * 60_000,
  whyRepeatable: "It removes only files without a row and rows whose time in the trash is over; both are gone then.",
});

/** What one run removed. */
export interface Collected {
  readonly unfinished: number;
  readonly orphans: number;
  readonly trashed: number;
}

/** What collecting needs from outside. */
export interface CollectDeps {
  readonly db: Db;
  readonly bytes: ByteStore;
  readonly clock: Clock;
}

const BATCH = 500;

/** Carries {@link collectMedia} out once. Stops between files when `signal` is aborted. */
export async function collect({ db, bytes, clock }: CollectDeps, signal: AbortSignal): Promise<Collected> {
  const now = clock.now().getTime();
  const orphansBefore = new Date(now - ORPHAN_MS);
  const unfinished = await bytes.removeUnfinished(orphansBefore);
  const orphans = await removeOrphans(db, bytes, orphansBefore, signal);
  const trashed = await emptyTrash(db, bytes, new Date(now - TRASH_MS), signal);
  return { unfinished, orphans, trashed };
}

async function removeOrphans(db: Db, bytes: ByteStore, before: Date, signal: AbortSignal): Promise<number> {
  let removed = 0;
  let batch: StoredFile[] = [];
  const sift = async () => {
    const known = await createMediaStore(db).known(batch.map((file) => file.key));
    for (const { key } of batch.filter((file) => !known.has(file.key))) {
      signal.throwIfAborted();
      if (await removeOrphan(db, bytes, key, before)) removed += 1;
    }
    batch = [];
  };
  for await (const file of bytes.list()) {
    // Files somebody laid into the folder under a name that is no key are not ours to remove.
    if (!isKey(file.key) || file.modifiedAt >= before) continue;
    batch.push(file);
    if (batch.length >= BATCH) await sift();
  }
  await sift();
  return removed;
}

/** Looks again under the lock: the same key may just be written anew. */
function removeOrphan(db: Db, bytes: ByteStore, key: string, before: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const inside = createMediaStore(tx);
    await inside.lockKey(key);
    const modifiedAt = await bytes.modifiedAt(key);
    if (!modifiedAt || modifiedAt >= before || (await inside.isTaken(key))) return false;
    await bytes.remove(key);
    return true;
  });
}

async function emptyTrash(db: Db, bytes: ByteStore, before: Date, signal: AbortSignal): Promise<number> {
  const store = createMediaStore(db);
  let removed = 0;
  while (true) {
    const keys = await store.trashedBefore(before, BATCH);
    if (keys.length === 0) return removed;
    for (const key of keys) {
      signal.throwIfAborted();
      // Bytes first: a row without bytes in the trash is asked for by nobody, bytes without a row would stay for ever.
      await bytes.remove(key);
      await store.removeTrashed(key);
      removed += 1;
    }
  }
}

/** Handles {@link collectMedia}; its result says how much was removed. */
export const createCollectHandler = (deps: CollectDeps): JobHandler<typeof collectMedia.payload> => ({
  kind: collectMedia,
  async run(_, context) {
    const collected = await collect(deps, context.signal);
    await context.finish(async () => {}, collected);
  },
});
