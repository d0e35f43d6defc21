import type { Clock, Log, Runnable } from "@wopr/kernel";
import { levelOf } from "@wopr/life";
import type { Db } from "../../../db/db.ts";
import type { EventFeed } from "../../../events/outbox.ts";
import { baseTopic, discoveryPayload, discoveryTopic } from "../domain/discovery.ts";
import { LifeErrors } from "../errors.ts";
import type { Books } from "../services/book.ts";
import type { Care } from "../services/care.ts";
import type { Overview } from "../services/overview.ts";
import { feedOf } from "../services/timeline.ts";
import type { Vault } from "../services/vault.ts";
import { type BrokerRow, createBrokerStore } from "../store/brokers.ts";
import type { MqttCommands } from "./commands.ts";
import { type BrokerConnection, openBroker } from "./connection.ts";

/** Settings of a broker without its password. */
export interface BrokerSettings {
  readonly enabled: boolean;
  readonly url: string;
  readonly username: string | null;
  readonly discoveryPrefix: string;
  readonly exposeScore: boolean;
}

/** A broker as its person sees it. */
export interface BrokerView extends BrokerSettings {
  readonly configured: boolean;
  readonly hasPassword: boolean;
  readonly slug: string;
  readonly state: "off" | "connecting" | "connected" | "failed";
  readonly problem: string | null;
  readonly connectedAt: Date | null;
  readonly counts: {
    readonly received: number;
    readonly acted: number;
    readonly retained: number;
    readonly duplicates: number;
    readonly refused: number;
  };
  readonly lastRefusal: string | null;
}

/** The day on people's brokers: states out, buttons and messages in. */
export interface Bridge extends Runnable {
  view(personId: string): Promise<BrokerView>;
  change(personId: string, settings: BrokerSettings, password: string | null | undefined): Promise<BrokerView>;
  /** @throws {AppError} `life.broker_unreachable` */
  test(personId: string): Promise<number>;
}

interface Live {
  readonly connection: BrokerConnection;
  readonly stopFeed: () => void;
  state: BrokerView["state"];
  problem: string | null;
  connectedAt: Date | null;
  counts: { received: number; acted: number; retained: number; duplicates: number; refused: number };
  lastRefusal: string | null;
}

const OFF: BrokerSettings = {
  enabled: false,
  url: "mqtt://localhost:1883",
  username: null,
  discoveryPrefix: "homeassistant",
  exposeScore: false,
};
const AGAIN_MS = 5_000;

/** One connection per person, on the process that does background work. */
export function createBridge(deps: {
  readonly db: Db;
  readonly feed: EventFeed;
  readonly books: Books;
  readonly vault: Vault;
  readonly commands: MqttCommands;
  readonly overview: Overview;
  readonly care: Care;
  readonly clock: Clock;
  readonly log: Log;
  readonly chance: () => number;
  readonly publicUrl: string;
  readonly version: string;
  readonly enabled: boolean;
}): Bridge {
  const { db, books, vault, commands, clock, log } = deps;
  const live = new Map<string, Live>();
  const stopping = new AbortController();

  async function open(row: BrokerRow): Promise<void> {
    const { personId } = row;
    await close(personId);
    const settings = settingsOf(row);
    if (!settings.enabled || !deps.enabled) return;
    const slug = slugOf(personId);
    const base = baseTopic(slug);
    const book = await books.read(personId);
    const password = row.passwordSealed ? ((await vault.open(book, row.passwordSealed)) ?? null) : null;
    const publish = () =>
      publishStates(personId, settings).catch((err: unknown) =>
        log.warn({ err, area: "life" }, "the day could not be published"),
      );
    const stopFeed = await deps.feed.subscribe({
      topics: [`life:${personId}`],
      listener: () => void publish(),
      onReset: () => void publish(),
    });
    const homeAssistant = `${settings.discoveryPrefix}/status`;
    const entry: Live = {
      connection: openBroker(
        {
          url: settings.url,
          username: settings.username,
          password,
          clientId: `wopr-life-${slug}`,
          statusTopic: `${base}/status`,
        },
        [`${base}/in/#`, homeAssistant],
        {
          async onMessage(topic, payload, retained) {
            if (topic === homeAssistant) {
              if (new TextDecoder().decode(payload) === "online" && !retained) void announceAgain(personId, settings);
              return;
            }
            if (topic.startsWith(`${base}/in/`))
              await receive(personId, topic.slice(`${base}/in/`.length), payload, retained);
          },
          onConnect() {
            Object.assign(entry, { state: "connected", problem: null, connectedAt: clock.now() });
            void announce(personId, settings).then(publish);
          },
          onTrouble(problem) {
            Object.assign(entry, { state: "failed", problem });
          },
        },
      ),
      stopFeed,
      state: "connecting",
      problem: null,
      connectedAt: null,
      counts: { received: 0, acted: 0, retained: 0, duplicates: 0, refused: 0 },
      lastRefusal: null,
    };
    live.set(personId, entry);
  }

  async function close(personId: string): Promise<void> {
    const entry = live.get(personId);
    live.delete(personId);
    entry?.stopFeed();
    await entry?.connection.end();
  }

  async function receive(personId: string, path: string, payload: Uint8Array, retained: boolean): Promise<void> {
    const entry = live.get(personId);
    if (!entry) return;
    entry.counts.received += 1;
    // A command that lies on the broker is old: whoever pressed has gone.
    if (retained) {
      entry.counts.retained += 1;
      return;
    }
    const outcome = await commands.handle(personId, path, payload, clock.now());
    if (outcome === "acted") entry.counts.acted += 1;
    else if (outcome === "duplicate") entry.counts.duplicates += 1;
    else {
      entry.counts.refused += 1;
      entry.lastRefusal = outcome.refused.slice(0, 200);
    }
  }

  async function announce(personId: string, settings: BrokerSettings): Promise<void> {
    const slug = slugOf(personId);
    const payload = discoveryPayload({
      slug,
      url: deps.publicUrl,
      version: deps.version,
      exposeScore: settings.exposeScore,
    });
    await live
      .get(personId)
      ?.connection.publish(discoveryTopic(settings.discoveryPrefix, slug), JSON.stringify(payload), true);
  }

  /** After a restart of Home Assistant, within five seconds at random, so that a house of devices does not speak at once. */
  async function announceAgain(personId: string, settings: BrokerSettings): Promise<void> {
    await clock.sleep(deps.chance() * AGAIN_MS, stopping.signal).catch(() => {});
    if (stopping.signal.aborted) return;
    await announce(personId, settings)
      .then(() => publishStates(personId, settings))
      .catch(() => {});
  }

  async function publishStates(personId: string, settings: BrokerSettings): Promise<void> {
    const entry = live.get(personId);
    if (!entry) return;
    const book = await books.read(personId);
    const { items, completed } = await feedOf(book, book.today.day, { hours: 24, expand: true });
    const open = items.filter(({ status }) => ["active", "overdue", "upcoming", "pending"].includes(status));
    const count = (status: string) => items.filter((item) => item.status === status).length;
    const [next] = open;
    const { total } = await book.ledger.totals(personId);
    const tonight = await deps.care.tonight(personId);
    const states: Record<string, unknown> = {
      next: {
        name: next?.planned.item.name ?? null,
        code: next?.code ?? null,
        at: next ? new Date(next.plannedAtMs).toISOString() : null,
      },
      counts: { due: count("active") + count("overdue"), overdue: count("overdue"), done: completed },
      level: { level: levelOf(total).value, xp_today: await book.ledger.earnedOn(personId, book.today.day) },
      winddown: { phase: tonight.phase.code, light: tonight.phase.light, bedtime: tonight.bedtimeAt.toISOString() },
    };
    if (settings.exposeScore) {
      const { row } = await deps.overview.score(personId, book.today.day);
      states["score"] = { value: row.score, coverage: Math.round(row.coverage * 100) };
    }
    for (const [name, state] of Object.entries(states))
      await entry.connection.publish(`${baseTopic(slugOf(personId))}/${name}`, JSON.stringify(state), true);
  }

  async function view(personId: string): Promise<BrokerView> {
    const row = await createBrokerStore(db).find(personId);
    const entry = live.get(personId);
    return {
      ...(row ? settingsOf(row) : OFF),
      configured: row !== undefined,
      hasPassword: row?.passwordSealed != null,
      slug: slugOf(personId),
      state: entry?.state ?? "off",
      problem: entry?.problem ?? null,
      connectedAt: entry?.connectedAt ?? null,
      counts: entry?.counts ?? { received: 0, acted: 0, retained: 0, duplicates: 0, refused: 0 },
      lastRefusal: entry?.lastRefusal ?? null,
    };
  }

  return {
    name: "brokers of people",
    view,
    async change(personId, settings, password) {
      const row = await books.write(personId, async (book) => {
        const brokers = createBrokerStore(book.db);
        const known = await brokers.find(personId);
        const kept = known?.passwordSealed ?? null;
        const passwordSealed =
          password === undefined ? kept : password === null ? null : await vault.seal(book, password);
        const next = { personId, settings: { ...settings }, passwordSealed, updatedAt: book.now };
        await brokers.put(next);
        return next;
      });
      await open(row);
      return view(personId);
    },
    async test(personId) {
      const entry = live.get(personId);
      if (!entry) throw LifeErrors.broker_unreachable({ why: "no broker is switched on" });
      if (entry.state !== "connected")
        throw LifeErrors.broker_unreachable({ why: entry.problem ?? "it is not connected yet" });
      return entry.connection.echo(`${baseTopic(slugOf(personId))}/echo`).catch(() => {
        throw LifeErrors.broker_unreachable({ why: "nothing came back" });
      });
    },
    async start() {
      for (const row of await createBrokerStore(db).all())
        await open(row).catch((err: unknown) => log.warn({ err, area: "life" }, "a broker could not be opened"));
    },
    async stop() {
      stopping.abort();
      await Promise.all([...live.keys()].map(close));
    },
  };
}

const settingsOf = (row: BrokerRow): BrokerSettings => ({ ...OFF, ...(row.settings as Partial<BrokerSettings>) });

/** The end of an id: its beginning is the time it was made, which two people may share. */
const slugOf = (personId: string): string => personId.replaceAll("-", "").slice(-12);
