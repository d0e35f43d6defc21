import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { StatusNews } from "./incidents.ts";

/** Hands news to whoever tells people. */
export interface Announcer extends Runnable {
  add(news: StatusNews): void;
  /** How many wait for the database. */
  waiting(): number;
}

/** How people are told. */
export interface TellPeople {
  /** By the routes and channels of the installation; needs the database. */
  usual(news: StatusNews & { readonly once: boolean }): Promise<void>;
  /** Straight to one address, for when the database is away; absent: nobody is told until it is back. */
  readonly direct?: ((news: StatusNews) => Promise<void>) | undefined;
}

const RETRY_MS = 1_000;

/** News in order. While the database is away they go to the direct address at once, and to the usual ones afterwards. */
export function createAnnouncer(deps: {
  readonly tell: TellPeople;
  readonly databaseUp: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
}): Announcer {
  const { tell, clock, log } = deps;
  let queue: (StatusNews & { readonly once: boolean })[] = [];
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let wake: (() => void) | undefined;

  async function sendAll(): Promise<void> {
    while (deps.databaseUp()) {
      const [first] = queue;
      if (!first) return;
      await tell.usual(first);
      queue = queue.filter((one) => one !== first);
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sendAll().catch((err: unknown) => log.debug({ err }, "people could not be told yet"));
      if (queue.length > 0) await clock.sleep(RETRY_MS, signal).catch(() => undefined);
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
    }
  }

  return {
    name: "status news",
    add(news) {
      const unsent = queue.find((one) => one.incidentId === news.incidentId && one.what === "open");
      if (news.what === "resolved" && unsent) {
        // Nobody was told that it broke: one message says both.
        queue = queue.filter((one) => one !== unsent);
        queue.push({ ...news, text: `${unsent.text} ${news.text}`, once: true });
      } else queue.push({ ...news, once: false });
      if (!deps.databaseUp() && tell.direct) {
        tell.direct(news).catch((err: unknown) => log.warn({ err }, "nobody could be told directly"));
      }
      wake?.();
    },
    waiting: () => queue.length,
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      await sendAll().catch(() => undefined);
    },
  };
}
