import type { Clock, Log, NewId, Runnable } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Teller } from "./channels/teller.ts";
import { digestOf, type Message } from "./domain/message.ts";
import { afterFailure, fallbackFor, planDeliveries } from "./domain/plan.ts";
import type { Channel, StoredNotice } from "./domain/types.ts";
import { createNoticeStore, type DueDelivery } from "./store.ts";
import { createSettingsStore } from "./store-settings.ts";

/** What sending needs from outside. */
export interface PumpDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly teller: Teller;
  /** Address of the web app; links are paths below it. */
  readonly publicUrl: string;
  readonly onOutcome?: (channel: string, outcome: "sent" | "failed" | "repeated") => void;
}

const EVERY_MS = 1_000;
const BATCH = 50;
/** Longer than any try may take: another process then takes over. */
const LEASE_MS = 90_000;

/** Decides who is told and tells them. */
export interface Pump extends Runnable {
  /** One pass over what waits. @returns How much was done. */
  pass(): Promise<number>;
}

/** Several processes may pump: each takes what no other has. */
export function createPump(deps: PumpDeps): Pump {
  const { db, clock, log, newId, teller } = deps;

  function route(): Promise<number> {
    return db.transaction(async (tx) => {
      const store = createNoticeStore(tx);
      const settings = createSettingsStore(tx);
      const fresh = (await store.takeUnrouted(BATCH)).map((notice) => ({ ...notice, from: 0 }));
      const waiting = [...fresh, ...(await store.takeEscalating(clock.now(), BATCH))];
      if (waiting.length === 0) return 0;
      const routes = await settings.routes();
      const channels = await settings.channels();
      for (const { from, ...notice } of waiting) {
        const told = await store.told(notice.dedupeKey, notice.id);
        const plan = planDeliveries(notice, { routes, channels, told, now: clock.now(), from });
        for (const planned of plan.deliveries) await store.addDelivery(newId(), notice, planned, clock.now());
        await store.markRouted(notice.id, clock.now(), plan.escalate);
      }
      return waiting.length;
    });
  }

  async function deliver(): Promise<number> {
    const store = createNoticeStore(db);
    const now = clock.now();
    const due = await store.takeDue(now, new Date(now.getTime() + LEASE_MS), BATCH);
    if (due.length === 0) return 0;
    const channels = await createSettingsStore(db).channels();
    const byChannel = Map.groupBy(due, ({ channelId }) => channelId);
    await Promise.all(
      [...byChannel].map(async ([channelId, waiting]) => {
        const channel = channels.find(({ id }) => id === channelId);
        if (channel) await deliverOn(channel, waiting, channels);
      }),
    );
    return due.length;
  }

  /** One after the other, so that the end of a trouble does not overtake its beginning. */
  async function deliverOn(channel: Channel, due: readonly DueDelivery[], channels: readonly Channel[]) {
    const store = createNoticeStore(db);
    const held: { readonly delivery: DueDelivery; readonly notice: StoredNotice }[] = [];
    for (const delivery of due) {
      const notice = await store.notice(delivery.notificationId);
      if (!notice) continue;
      if (delivery.state === "held") held.push({ delivery, notice });
      else await tell(channel, delivery, [delivery.id], messageOf(delivery, notice), channels);
    }
    const [first] = held;
    if (!first) return;
    if (held.length === 1 && (await store.endedSince(first.notice))) {
      await store.end([first.delivery.id], "digested", null, clock.now());
      return;
    }
    const ids = held.map(({ delivery }) => delivery.id);
    const single = messageOf(first.delivery, first.notice);
    const message =
      held.length === 1
        ? single
        : {
            ...single,
            ...digestOf(held.map(({ notice }) => notice)),
            link: null,
            dedupeKey: `digest ${first.delivery.id}`,
          };
    await tell(channel, first.delivery, ids, message, channels);
  }

  const messageOf = (delivery: DueDelivery, notice: StoredNotice): Omit<Message, "photo"> => ({
    id: delivery.id,
    title: notice.title,
    text: notice.text,
    severity: notice.severity,
    phase: notice.phase,
    link: notice.link === null ? null : `${deps.publicUrl}${notice.link}`,
    dedupeKey: notice.dedupeKey,
    notice,
  });

  async function tell(
    channel: Channel,
    delivery: DueDelivery,
    ids: readonly string[],
    message: Omit<Message, "photo">,
    channels: readonly Channel[],
  ) {
    const store = createNoticeStore(db);
    const outcome = await teller.tell(channel, message, delivery.photos);
    const now = clock.now();
    if (outcome.ok) {
      await store.end(ids.slice(0, 1), "sent", null, now);
      await store.end(ids.slice(1), "digested", null, now);
      deps.onOutcome?.(channel.kind, "sent");
      return;
    }
    const next = outcome.permanent
      ? { state: "failed" as const }
      : afterFailure(delivery.attempts, now, outcome.waitMs);
    if (next.state === "queued") {
      for (const id of ids) await store.repeatAt(id, next.dueAt, outcome.error);
      deps.onOutcome?.(channel.kind, "repeated");
      return;
    }
    log.warn({ channel: channel.id, kind: channel.kind, attempts: delivery.attempts }, "somebody could not be told");
    deps.onOutcome?.(channel.kind, "failed");
    await store.end(ids, "failed", outcome.error, now);
    const other = fallbackFor(channel, channels, await store.channelsTried(delivery.notificationId));
    if (!other) return;
    const planned = {
      channelId: other.id,
      routeId: null,
      state: "queued",
      dueAt: now,
      photos: delivery.photos,
    } as const;
    await store.addDelivery(newId(), message.notice, planned, now, delivery.id);
  }

  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function run(signal: AbortSignal) {
    while (!signal.aborted) {
      const done = await pass().catch((err: unknown) => {
        log.warn({ err }, "notifications not sent, trying again");
        return 0;
      });
      if (done < BATCH) await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }
  const pass = async () => (await route()) + (await deliver());

  return {
    name: "notifications",
    pass,
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
