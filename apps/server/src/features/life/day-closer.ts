import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Books } from "./services/book.ts";
import { createPeopleStore } from "./store/people.ts";

const EVERY_MS = 30_000;
const AT_ONCE = 50;

/**
 * Closes days at their hour, also those that ended while the server was off: opening a book closes what is over, day by
 * day. With several servers the person's lock lets one of them do it.
 */
export function createDayCloser(deps: {
  readonly db: Db;
  readonly books: Books;
  readonly clock: Clock;
  readonly log: Log;
  readonly enabled: boolean;
}): Runnable {
  const { db, books, clock, log } = deps;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function closeDue(): Promise<void> {
    for (const personId of await createPeopleStore(db).due(clock.now(), AT_ONCE))
      await books.read(personId).catch((err: unknown) => log.warn({ err }, "a day could not be closed, tried again"));
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await closeDue().catch((err: unknown) => log.warn({ err }, "days that are over were not found, tried again"));
      await clock.sleep(EVERY_MS, signal);
    }
  }

  return {
    name: "day closer",
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
