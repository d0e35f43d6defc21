import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import { hashAfter, type Link } from "./domain/chain.ts";
import { createAuditStore } from "./store.ts";

/** Most entries of one pass. */
const MOST_PER_PASS = 1_000;
const EVERY_MS = 1_000;
/** An anchor is told outside after this many entries, and after this long. */
const ANCHOR_ENTRIES = 10_000;
const ANCHOR_MS = 24 * 60 * 60_000;

/** What sealing needs from outside. */
export interface SealerDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly onAnchor?: ((tx: Db, anchor: Link) => Promise<void>) | undefined;
}

/** Gives committed entries their place and hash; of several processes one does it at a time. */
export function createSealer({ db, clock, log, onAnchor }: SealerDeps) {
  async function anchorIfDue(tx: Db, link: Link): Promise<Link | undefined> {
    const store = createAuditStore(tx);
    const newest = await store.newestAnchor();
    const now = clock.now();
    const isDue =
      newest === undefined ||
      link.seq - newest.seq >= ANCHOR_ENTRIES ||
      (link.seq > newest.seq && now.getTime() - newest.at.getTime() >= ANCHOR_MS);
    if (!isDue) return undefined;
    await store.addAnchor(link, now, ["log", ...(onAnchor ? ["notifications"] : [])]);
    await onAnchor?.(tx, link);
    return link;
  }

  async function seal(): Promise<number | undefined> {
    const outcome = await db.transaction(async (tx) => {
      const store = createAuditStore(tx);
      if (!(await store.becomeSealer())) return undefined;
      const waiting = await store.unsealed(MOST_PER_PASS);
      if (waiting.length === 0) return { sealed: 0, anchor: undefined };
      let link = await store.head();
      const links = waiting.map((entry) => {
        const seq = link.seq + 1;
        link = { seq, hash: hashAfter(link.hash, { ...entry, seq }) };
        return { ...link, id: entry.id };
      });
      await store.seal(links);
      return { sealed: links.length, anchor: await anchorIfDue(tx, link) };
    });
    // Outside the database, so that whoever owns the tables cannot take it back.
    if (outcome?.anchor) log.info({ seq: outcome.anchor.seq, hash: outcome.anchor.hash }, "audit anchor");
    return outcome?.sealed;
  }

  return { seal, mostPerPass: MOST_PER_PASS };
}

/** Seals every second; a full pass is followed by the next at once. */
export function createSealing(deps: {
  readonly seal: () => Promise<number | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}): Runnable {
  const { seal, clock, log } = deps;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function run(signal: AbortSignal) {
    while (!signal.aborted) {
      const sealed = await seal().catch((err: unknown) => {
        log.warn({ err }, "history not sealed, trying again");
        return 0;
      });
      if (sealed !== MOST_PER_PASS) await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  return {
    name: "sealing of the history",
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
