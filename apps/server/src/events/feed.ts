import type { Clock, Log, Runnable } from "@wopr/kernel";
import type pg from "pg";
import type { Database } from "../db/open-database.ts";
import type { DeliveredEvent, EventFeed } from "./outbox.ts";
import { formatEventId, isAfter, ORIGIN, type Position, parseEventId } from "./position.ts";
import { OUTBOX_CHANNEL, type PlacedEvent, readAfter, readBetween, readBounds } from "./store.ts";
import { createWake, type Wake } from "./wake.ts";

/** What following the outbox needs. */
export interface EventFeedDeps {
  readonly database: Pick<Database, "db" | "pool" | "listenClient">;
  readonly clock: Clock;
  readonly log: Log;
}

type Subscription = Parameters<EventFeed["subscribe"]>[0];

interface Subscriber extends Subscription {
  /** The last event it was given, or where it began. */
  position: Position;
  stopped: boolean;
}

const PAGE = 500;
/** A committed event behind a transaction that still runs has no notification of its own when that ends. */
const WAITING_POLL_MS = 10;
/** Finds what a lost notification did not tell. */
const IDLE_POLL_MS = 5_000;
const QUERY_TIMEOUT_MS = 10_000;
const BACK_OFF_MS = [50, 200, 1_000, 2_000, 4_000] as const;

/**
 * Follows the outbox over one connection and hands every committed event to the subscribers of this process, all in
 * the same order. After a lost connection everything since the last event is read, so nothing is missed.
 */
export function createEventFeed({ database, clock, log }: EventFeedDeps): EventFeed & Runnable {
  const live = new Map<string, Set<Subscriber>>();
  let epoch = 0;
  let cursor: Position = ORIGIN;
  let ready = Promise.withResolvers<void>();
  let stopping = new AbortController();
  let following: Promise<void> = Promise.resolve();

  const toDelivered = ({ position, event }: PlacedEvent): DeliveredEvent => ({
    ...event,
    id: formatEventId(epoch, position),
  });
  const headId = () => formatEventId(epoch, cursor);

  /** @param event The same object for all subscribers, so that they can share what they make of it. */
  function give(subscriber: Subscriber, position: Position, event: DeliveredEvent): void | Promise<void> {
    if (subscriber.stopped || !isAfter(position, subscriber.position)) return;
    subscriber.position = position;
    const complain = (err: unknown) =>
      log.error({ err, topic: event.topic, kind: event.kind }, "a listener to events failed");
    try {
      return subscriber.listener(event)?.catch(complain);
    } catch (err) {
      complain(err);
    }
  }

  function resetAll(): void {
    const all = new Set([...live.values()].flatMap((subscribers) => [...subscribers]));
    for (const subscriber of all) {
      subscriber.position = cursor;
      subscriber.onReset(headId());
    }
  }

  /** Takes up where it was, or begins: at first, after a restore, and when what was missed is gone. */
  async function takeUp(client: pg.Client): Promise<void> {
    const bounds = await readBounds(client);
    const isFirst = epoch === 0;
    if (!isFirst && bounds.epoch === epoch && !isAfter(bounds.trimmed, cursor)) return;
    epoch = bounds.epoch;
    cursor = bounds.head;
    if (!isFirst) resetAll();
  }

  async function follow(client: pg.Client, wake: Wake, signal: AbortSignal): Promise<void> {
    client.on("notification", () => wake.ring());
    client.on("end", () => wake.ring());
    await client.query(`LISTEN ${OUTBOX_CHANNEL}`);
    await takeUp(client);
    ready.resolve();
    while (!signal.aborted) {
      const page = await readAfter(client, cursor, PAGE);
      for (const placed of page.events) {
        cursor = placed.position;
        const subscribers = live.get(placed.event.topic);
        if (!subscribers) continue;
        const event = toDelivered(placed);
        for (const subscriber of subscribers) void give(subscriber, cursor, event);
      }
      if (!page.full) await wake.wait(page.waiting ? WAITING_POLL_MS : IDLE_POLL_MS, signal);
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      let client: pg.Client | undefined;
      try {
        client = await database.listenClient({ query_timeout: QUERY_TIMEOUT_MS });
        failures = 0;
        await follow(client, createWake(clock), signal);
      } catch (err) {
        if (signal.aborted) return;
        log.warn({ err }, "connection for events lost, trying again");
      } finally {
        await client?.end().catch(() => undefined);
      }
      const waitMs = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0;
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  function attach(subscriber: Subscriber): void {
    for (const topic of subscriber.topics) {
      const others = live.get(topic);
      if (others) others.add(subscriber);
      else live.set(topic, new Set([subscriber]));
    }
  }

  function detach(subscriber: Subscriber): void {
    subscriber.stopped = true;
    for (const topic of subscriber.topics) {
      const others = live.get(topic);
      others?.delete(subscriber);
      if (others?.size === 0) live.delete(topic);
    }
  }

  function beginAnew(subscriber: Subscriber): void {
    subscriber.position = cursor;
    subscriber.onReset(headId());
    attach(subscriber);
  }

  /** Gives what was missed, page by page, and goes live in the moment in which nothing is missing any more. */
  async function catchUp(subscriber: Subscriber): Promise<void> {
    const { signal } = stopping;
    while (!subscriber.stopped && !signal.aborted && isAfter(cursor, subscriber.position)) {
      const upTo = cursor;
      const missed = await readBetween(database.db, subscriber.position, upTo, subscriber.topics, PAGE);
      // Asked after reading: a slow reader may be overtaken by the deletion of old events.
      if (isAfter((await readBounds(database.pool)).trimmed, subscriber.position)) return beginAnew(subscriber);
      for (const placed of missed) await give(subscriber, placed.position, toDelivered(placed));
      if (missed.length < PAGE && isAfter(upTo, subscriber.position)) subscriber.position = upTo;
    }
    if (!subscriber.stopped) attach(subscriber);
  }

  async function catchUpPatiently(subscriber: Subscriber): Promise<void> {
    const { signal } = stopping;
    while (!subscriber.stopped && !signal.aborted) {
      try {
        return await catchUp(subscriber);
      } catch (err) {
        log.warn({ err }, "missed events not read, trying again");
        await clock.sleep(1_000, signal).catch(() => undefined);
      }
    }
  }

  async function resume(subscriber: Subscriber, afterId: string): Promise<void> {
    const bounds = await readBounds(database.pool);
    const from = parseEventId(epoch, afterId);
    const isKnown = from && !isAfter(bounds.trimmed, from) && !isAfter(from, bounds.future);
    if (!isKnown) return beginAnew(subscriber);
    // Another server may have delivered further than this one has come: then there is nothing to catch up with.
    subscriber.position = from;
    void catchUpPatiently(subscriber);
  }

  return {
    name: "events",
    head: headId,
    async subscribe(options) {
      await ready.promise;
      const subscriber: Subscriber = { ...options, position: cursor, stopped: false };
      if (options.afterId === undefined) attach(subscriber);
      else await resume(subscriber, options.afterId);
      return () => detach(subscriber);
    },
    async start() {
      stopping = new AbortController();
      const { signal } = stopping;
      following = run(signal);
      const aborted = new Promise<void>((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
      await Promise.race([ready.promise, aborted]);
      aborted.catch(() => undefined);
    },
    async stop() {
      stopping.abort();
      await following;
      ready = Promise.withResolvers();
    },
  };
}
