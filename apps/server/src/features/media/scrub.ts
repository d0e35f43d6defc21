import type { Clock, Log } from "@wopr/kernel";
import { sha256Hex } from "@wopr/kernel/node";
import { z } from "zod";
import type { Db } from "../../db/db.ts";
import { defineJob, type JobHandler } from "../../jobs/job.ts";
import type { ByteStore } from "./byte-store.ts";
import { createMediaStore } from "./store.ts";

/** Reads a thirtieth of all files again and compares them with what was stored: damage is found within a month. */
export const scrubMedia = defineJob({
  id: "media.scrub",
  payload: z.object({}),
  attempts: 2,
  timeoutMs: 2 * 60 * 60_000,
  whyRepeatable: "It only reads, and notes when it looked.",
});

/** What one run found. */
export interface Scrubbed {
  readonly looked: number;
  /** Keys of files that are missing or not what was stored. */
  readonly damaged: readonly string[];
}

/** What scrubbing needs from outside. */
export interface ScrubDeps {
  readonly db: Db;
  readonly bytes: ByteStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once for each run that found damage. */
  readonly onDamage?: ((keys: readonly string[]) => Promise<void>) | undefined;
}

const SHARE = 30;
/** More is said by the number. */
const MOST_NAMED = 50;

/** Carries {@link scrubMedia} out once: the files that were looked at longest ago. */
export async function scrub({ db, bytes, clock, log, onDamage }: ScrubDeps, signal: AbortSignal): Promise<Scrubbed> {
  const store = createMediaStore(db);
  const due = await store.leastScrubbed(Math.ceil((await store.countReady()) / SHARE));
  const damaged: string[] = [];
  for (const { key, sha256 } of due) {
    signal.throwIfAborted();
    const content = await bytes.read(key);
    if (!content || sha256Hex(content) !== sha256) {
      damaged.push(key);
      log.error({ media_key: key, missing: content === undefined }, "a stored file is missing or damaged");
    }
    await store.markScrubbed(key, clock.now());
  }
  if (damaged.length > 0) await onDamage?.(damaged.slice(0, MOST_NAMED));
  return { looked: due.length, damaged };
}

/** Handles {@link scrubMedia}. */
export const createScrubHandler = (deps: ScrubDeps): JobHandler<typeof scrubMedia.payload> => ({
  kind: scrubMedia,
  async run(_, context) {
    const { looked, damaged } = await scrub(deps, context.signal);
    await context.finish(async () => {}, { looked, damaged: damaged.length });
  },
});
