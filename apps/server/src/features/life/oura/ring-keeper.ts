import type { Clock, Log, Runnable } from "@wopr/kernel";
import { addDays } from "@wopr/life";
import type { Db } from "../../../db/db.ts";
import type { Books } from "../services/book.ts";
import { createRingStore } from "../store/ring.ts";
import { collectionOf } from "./documents.ts";
import type { RingSync } from "./sync.ts";

const EVERY_MS = 60_000;
const AWAKE_MS = 15 * 60_000;
const ASLEEP_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const EVENTS_AT_ONCE = 100;

/**
 * Reads rings by themselves: three days every quarter of an hour while people are awake, hourly at night, fourteen days
 * once a day, and at once what an event told of. A ring that refuses is left alone until its person connects again.
 */
export function createRingKeeper(deps: {
  readonly db: Db;
  readonly books: Books;
  readonly sync: RingSync;
  readonly clock: Clock;
  readonly log: Log;
  readonly enabled: boolean;
}): Runnable & { round(): Promise<void> } {
  const { db, books, sync, clock, log } = deps;
  const readAt = new Map<string, { near: number; far: number }>();
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function readRing(personId: string): Promise<void> {
    const book = await books.read(personId);
    const now = clock.now().getTime();
    const last = readAt.get(personId) ?? { near: 0, far: 0 };
    const limited = (await book.measured.sync(personId)).some(
      ({ retryAt }) => retryAt !== null && retryAt.getTime() > now,
    );
    if (limited) return;
    const { minutes } = book.zone.wallAt(now);
    const awake = minutes >= 4 * 60 && minutes < 23 * 60;
    const far = now - last.far >= DAY_MS;
    if (!far && now - last.near < (awake ? AWAKE_MS : ASLEEP_MS)) return;
    readAt.set(personId, { near: now, far: far ? now : last.far });
    const { day } = book.today;
    await sync.run(personId, addDays(day, far ? -13 : -2), day);
  }

  async function fetchEvents(): Promise<void> {
    const rings = createRingStore(db);
    for (const event of await rings.waitingEvents(EVENTS_AT_ONCE)) {
      const ring = await rings.byUser(event.userId);
      const collection = collectionOf(event.dataType);
      if (ring?.state === "reauth") continue;
      if (ring && collection) await sync.one(ring.personId, collection, event.objectId, event.eventType === "delete");
      await rings.finishEvent(event.id, clock.now());
    }
  }

  async function round(): Promise<void> {
    const trouble = (err: unknown) => log.warn({ err, area: "life" }, "a ring could not be read, tried again");
    await fetchEvents().catch(trouble);
    for (const { personId, state } of await createRingStore(db).all())
      if (state !== "reauth") await readRing(personId).catch(trouble);
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await round().catch((err: unknown) => log.warn({ err, area: "life" }, "rings could not be listed, tried again"));
      await clock.sleep(EVERY_MS, signal);
    }
  }

  return {
    name: "ring keeper",
    round,
    async start() {
      if (!deps.enabled) return;
      stopping = new AbortController();
      running = run(stopping.signal).catch(() => {});
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
