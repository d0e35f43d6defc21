import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../../db/db.ts";
import { createConsumerStore } from "../store/consumers.ts";
import type { Consumer, Namespace } from "../store/types.ts";

/** Who is there. Kept in memory, written down every few seconds. */
export interface Presence {
  /** This consumer was just heard. */
  seen(id: string): void;
  isOnline(id: string): boolean;
  /** When it was heard last. */
  seenAt(consumer: Consumer): Date;
  /** This consumer reads these namespaces from now on. Idempotent. */
  follow(id: string, namespaces: readonly string[]): Promise<void>;
  /** Consumers that read a namespace, may do so, and were there in the last 30 days. */
  consumersOf(namespace: Pick<Namespace, "name" | "policy">): Promise<readonly Consumer[]>;
  /** All of them, as they registered. */
  all(): Promise<readonly Consumer[]>;
  find(id: string): Promise<Consumer | undefined>;
  /** Reads again when one of these is not known here: it may have registered with another process. */
  ensure(ids: readonly string[]): Promise<void>;
  /** Somebody registered. */
  put(consumer: Consumer): void;
}

/** A consumer that holds a long-poll or a stream is heard at least this often, milliseconds. */
const ONLINE_MS = 100_000;
const FORGOTTEN_MS = 30 * 86_400_000;
const FLUSH_MS = 5_000;
const REFRESH_MS = 15_000;

/** Presence of consumers over all processes; others are known by what they wrote down. */
export function createPresence({
  db,
  clock,
  log,
}: {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
}): Presence & Runnable {
  const heard = new Map<string, number>();
  const unwritten = new Set<string>();
  let known = new Map<string, Consumer>();
  let following = new Map<string, Set<string>>();
  let readAt = Number.NEGATIVE_INFINITY;
  let stopping = new AbortController();
  let flushing: Promise<void> = Promise.resolve();

  const now = () => clock.now().getTime();
  const lastSeen = (consumer: Consumer) => Math.max(consumer.seenAt.getTime(), heard.get(consumer.id) ?? 0);

  async function refresh(): Promise<void> {
    if (clock.monotonicMs() - readAt < REFRESH_MS) return;
    readAt = clock.monotonicMs();
    const store = createConsumerStore(db);
    const fresh = new Map<string, Set<string>>();
    for (const { consumer, namespace } of await store.following()) note(fresh, namespace, consumer);
    following = fresh;
    known = new Map((await store.all()).map((consumer) => [consumer.id, consumer]));
  }

  async function flush(): Promise<void> {
    const ids = [...unwritten].filter((id) => known.has(id));
    unwritten.clear();
    const rows = ids.map((id) => ({ id, at: new Date(heard.get(id) ?? 0) }));
    for (let i = 0; i < rows.length; i += 1_000) await createConsumerStore(db).seen(rows.slice(i, i + 1_000));
  }

  return {
    name: "presence of consumers",
    async start() {
      stopping = new AbortController();
      const { signal } = stopping;
      flushing = (async () => {
        while (!signal.aborted) {
          await clock.sleep(FLUSH_MS, signal).catch(() => {});
          await flush().catch((err: unknown) =>
            log.warn({ err }, "when consumers were seen could not be written, will retry"),
          );
        }
      })();
    },
    async stop() {
      stopping.abort();
      await flushing;
    },
    seen(id) {
      heard.set(id, now());
      unwritten.add(id);
    },
    isOnline(id) {
      const consumer = known.get(id);
      return now() - (consumer ? lastSeen(consumer) : (heard.get(id) ?? 0)) <= ONLINE_MS;
    },
    seenAt: (consumer) => new Date(lastSeen(consumer)),
    async ensure(ids) {
      if (ids.some((id) => !known.has(id))) readAt = Number.NEGATIVE_INFINITY;
      await refresh();
    },
    async all() {
      await refresh();
      return [...known.values()];
    },
    async follow(id, namespaces) {
      const fresh = namespaces.filter((name) => !following.get(name)?.has(id));
      if (fresh.length === 0) return;
      await createConsumerStore(db).follow(id, fresh, clock.now());
      for (const name of fresh) note(following, name, id);
    },
    async consumersOf({ name, policy }) {
      await refresh();
      const readers = following.get(name) ?? new Set();
      return [...known.values()].filter(
        (consumer) =>
          readers.has(consumer.id) &&
          now() - lastSeen(consumer) < FORGOTTEN_MS &&
          (policy.readers.length === 0 || policy.readers.includes(consumer.name)),
      );
    },
    async find(id) {
      const before = known.get(id);
      if (before) return before;
      const found = await createConsumerStore(db).find(id);
      if (found) known.set(id, found);
      return found;
    },
    put(consumer) {
      known.set(consumer.id, consumer);
      heard.set(consumer.id, now());
    },
  };
}

function note(following: Map<string, Set<string>>, namespace: string, consumer: string): void {
  const set = following.get(namespace) ?? new Set();
  set.add(consumer);
  following.set(namespace, set);
}
