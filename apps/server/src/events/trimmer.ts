import { type Clock, type Log, type Runnable, repeatedly } from "@wopr/kernel";
import type { Db } from "../db/db.ts";
import { type Retention, trimOutbox } from "./store.ts";

/** How far back a stream can be resumed (platform.md 6.8). */
export const EVENT_RETENTION: Retention = { hours: 24, rows: 100_000 };

const EVERY_MS = 10 * 60_000;

/** Deletes old events every ten minutes. Several servers may do so at once; they take turns. */
export function createOutboxTrimmer(deps: { readonly db: Db; readonly clock: Clock; readonly log: Log }): Runnable {
  const { db, clock, log } = deps;
  return repeatedly("event retention", {
    everyMs: EVERY_MS,
    clock,
    async act() {
      const deleted = await trimOutbox(db, EVENT_RETENTION);
      if (deleted > 0) log.debug({ deleted }, "old events deleted");
    },
    onFailure: (err) => log.warn({ err }, "old events not deleted, will try again"),
  });
}
