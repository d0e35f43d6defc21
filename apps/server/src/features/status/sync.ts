import type { Clock, Log, Runnable } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Board } from "./board.ts";
import type { Run } from "./domain/types.ts";
import type { IncidentKeeper } from "./incidents.ts";
import type { DefinitionSource, Settings } from "./settings.ts";
import { createBucketStore } from "./store-buckets.ts";
import { createIncidentStore } from "./store-incidents.ts";
import { createResultStore } from "./store-results.ts";
import { createSettingsStore } from "./store-settings.ts";

/** Keeps memory and database alike: what other servers did comes in, incidents go out. */
export interface Sync extends Runnable {
  /** Reads settings and incidents now; after a change made here. */
  refresh(): Promise<void>;
  /** Also reads what other servers ran; before this one begins to decide. */
  catchUp(): Promise<void>;
}

const EVERY_MS = 1_000;
const SETTINGS_EVERY_MS = 2_000;
const RECENT_MS = 2 * 3_600_000;
const INCIDENTS_MS = 30 * 86_400_000;
const DAY_MS = 86_400_000;
const DAYS_MS = 91 * DAY_MS;
const PAGE = 1_000;
/** Numbers are given before they are committed: so far back a smaller one may still appear. */
const OVERLAP = 500;

/** Follows the database once a second. */
export function createSync(deps: {
  readonly db: Db;
  readonly board: Board;
  readonly settings: Settings;
  readonly source: DefinitionSource;
  readonly keeper: IncidentKeeper;
  readonly clock: Clock;
  readonly log: Log;
  readonly databaseUp: () => boolean;
  /** How many runs of this server are not stored yet: counts are read after them. */
  readonly backlog: () => number;
  readonly note: (run: Run) => unknown;
  readonly onSettings: () => void;
}): Sync {
  const { db, board, settings, source, keeper, clock, log } = deps;
  const results = createResultStore(db);
  const stored = createSettingsStore(db);
  const incidents = createIncidentStore(db);
  let seq: number | undefined;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);

  async function readSettings(): Promise<void> {
    const definitions = await source.read();
    if (definitions.revision !== settings.definitions().revision) {
      try {
        settings.setDefinitions(definitions);
        deps.onSettings();
      } catch (err) {
        log.error({ err }, "the definitions of the checks cannot be used; the former ones stay");
      }
    }
    settings.setMaintenance(await stored.listMaintenance());
    settings.setPushTokens(await stored.listPushTokens());
  }

  async function exchangeIncidents(): Promise<void> {
    for (const incident of keeper.unsaved()) {
      const written = await incidents.save(incident);
      keeper.saved(incident.id, incident.version);
      if (!written) {
        const newer = await incidents.find(incident.id);
        if (newer) keeper.adopt([{ ...newer, version: newer.version + 1 }]);
      }
    }
    keeper.adopt(await incidents.openOrSince(ago(INCIDENTS_MS)));
  }

  async function followResults(): Promise<void> {
    seq ??= await results.head();
    for (;;) {
      const page = await results.storedAfter(Math.max(0, seq - OVERLAP), PAGE);
      for (const run of page.runs) deps.note(run);
      const isFull = page.runs.length === PAGE;
      seq = Math.max(seq, page.seq);
      if (!isFull) return;
    }
  }

  async function refresh(): Promise<void> {
    await readSettings();
    await exchangeIncidents();
  }

  async function load(): Promise<void> {
    await readSettings();
    seq ??= await results.head();
    for (const run of await results.newest(60, ago(RECENT_MS))) board.note(run);
    const buckets = createBucketStore(db);
    const now = clock.now();
    await buckets.recompute(new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS), new Date(now.getTime() + 1));
    const days = new Map<string, Map<number, { pass: number; fail: number; norun: number; maintenance: number }>>();
    for (const { check, startMs, pass, fail, norun, maintenance } of await buckets.days(ago(DAYS_MS))) {
      const own = days.get(check) ?? new Map();
      own.set(startMs, { pass, fail, norun, maintenance });
      days.set(check, own);
    }
    for (const [check, counts] of days) board.setDays(check, counts);
    for (const [check, counts] of await buckets.hours(ago(DAY_MS))) board.setHours(check, counts);
    await exchangeIncidents();
  }

  async function run(signal: AbortSignal): Promise<void> {
    let loaded = false;
    let settingsMs = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      try {
        if (deps.databaseUp()) {
          if (!loaded && deps.backlog() === 0) {
            await load();
            loaded = true;
          }
          await followResults();
          if (clock.monotonicMs() - settingsMs >= SETTINGS_EVERY_MS) {
            await refresh();
            settingsMs = clock.monotonicMs();
          }
        }
      } catch (err) {
        if (!signal.aborted && deps.databaseUp())
          log.debug({ err }, "status could not follow the database, trying again");
      }
      await clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  return {
    name: "status sync",
    refresh,
    async catchUp() {
      await refresh();
      await followResults();
    },
    async start() {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping.abort();
      await running;
      if (deps.databaseUp()) await exchangeIncidents().catch(() => undefined);
    },
  };
}
