import type { Clock, Log, NewId, Runnable, Secret } from "@wopr/kernel";
import type { Db } from "../../db/db.ts";
import type { Database } from "../../db/open-database.ts";
import type { Outbox, TopicGuard } from "../../events/outbox.ts";
import type { App } from "../../http/env.ts";
import type { LocalLimiter } from "../../http/rate-limit.ts";
import type { Jobs } from "../../jobs/job.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { Redactor } from "../../telemetry/redact.ts";
import type { Audit } from "../audit/index.ts";
import type { Feature } from "../feature.ts";
import { createAnnouncer, type TellPeople } from "./announcer.ts";
import { createBoard } from "./board.ts";
import { createCameraPort } from "./camera-port.ts";
import { apiChecks } from "./checks/api.ts";
import { cameraChecks } from "./checks/cameras.ts";
import { configurationChecks, type ResolveConfiguration } from "./checks/configuration.ts";
import { databaseChecks } from "./checks/database.ts";
import { platformChecks, type StorageFolder } from "./checks/platform.ts";
import { webChecks } from "./checks/web.ts";
import { createCounting } from "./counting.ts";
import type { Run } from "./domain/types.ts";
import { createExecutor } from "./execute.ts";
import { type OwnFolder, takeFolder } from "./folder.ts";
import { createHostLimits } from "./host-limits.ts";
import { createIncidentKeeper, type RecentChanges } from "./incidents.ts";
import { createStatusJobs } from "./jobs.ts";
import { createJournal } from "./journal.ts";
import { createKeep } from "./keep.ts";
import { createConfigMapReader, type KubernetesPlace } from "./kubernetes.ts";
import { createLease } from "./lease.ts";
import { createCachedPages } from "./page-cache.ts";
import { createPageView } from "./page-view.ts";
import type { BuiltInCheck } from "./probe.ts";
import { createProbeKey } from "./probe-key.ts";
import { createExchange } from "./probes/exchange.ts";
import { type LookUp, systemLookUp } from "./probes/guard.ts";
import type { ReadSecret } from "./probes/store-sql.ts";
import { createPublished } from "./published.ts";
import { createPushes } from "./push.ts";
import { createRounds } from "./rounds.ts";
import { mountStatusRoutes } from "./routes.ts";
import { mountPublicRoutes } from "./routes-public.ts";
import { createScheduler } from "./scheduler.ts";
import { createIncidentService } from "./service-incidents.ts";
import { createReadService } from "./service-reads.ts";
import { createRunService } from "./service-runs.ts";
import { createSettingsService } from "./service-settings.ts";
import { createSettings, createStoredDefinitions } from "./settings.ts";
import { declareStatusMetrics } from "./status-metrics.ts";
import { createDatabaseProbe } from "./store-database-probe.ts";
import { createLeaseStore } from "./store-lease.ts";
import { createSync } from "./sync.ts";
import { type AskInside, CHECK_TOPIC, createRoundTrips } from "./trips.ts";
import { createWriter } from "./writer.ts";

export type { TellPeople } from "./announcer.ts";
export type { StatusNews } from "./incidents.ts";
export type { BuiltInCheck } from "./probe.ts";
export { createProbeKey } from "./probe-key.ts";

/** What the rest of the server may know about status. */
export interface StatusFeature extends Feature {
  /** Routes that answer whatever the database does; mounted before the gate, behind {@link earlyPaths}. */
  mountEarlyRoutes(app: App): void;
  /** Shows what was last known; started before the socket listens, stopped last. */
  readonly memory: Runnable;
  /** What runs checks; stopped before the database. */
  readonly runner: Runnable;
  declareMetrics(metrics: Metrics): void;
}

/** Paths of the routes that do not wait for the database. `/status/*` is also `/status` itself. */
export const EARLY_PATHS = ["/api/v1/status/*", "/api/v1/status-page", "/status/*", "/badges/*"] as const;

/** Where signs of life come in. */
export const PUSH_PATH = "/api/v1/checks/:name/push";

/** What the feature needs from outside. */
export interface StatusDeps {
  readonly database: Database;
  readonly db: Db;
  readonly outbox: Outbox;
  readonly jobs: Jobs;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly redactor: Redactor;
  readonly limiter: LocalLimiter;
  readonly signingKey: Secret;
  readonly version: string;
  readonly build: () => Promise<string>;
  /** Number of the newest migration this server knows. */
  readonly schema: () => Promise<number>;
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly storage: StorageFolder | null;
  readonly kubernetes: KubernetesPlace | undefined;
  /** Whether this process runs checks. */
  readonly runs: boolean;
  /** Whether there is a feature with cameras. */
  readonly hasCameras: boolean;
  readonly readSecret: ReadSecret;
  readonly resolveConfiguration?: ResolveConfiguration;
  readonly recentChanges: RecentChanges;
  readonly tell: TellPeople;
  /** Checks other features add. Asked for once everything is built. */
  readonly moreChecks: () => readonly BuiltInCheck[];
  /** Absent: the resolver of the machine. */
  readonly lookUp?: LookUp;
}

const AT_ONCE = 50;
const PER_HOST = 4;

/** Wires the feature. Does no work. */
export function createStatusFeature(deps: StatusDeps): StatusFeature {
  const { database, db, outbox, jobs, audit, clock, log, newId, randomBytes, publicUrl } = deps;
  const databaseUp = () => database.health().state === "up";
  const startedMs = clock.now().getTime();
  const serverId = newId();
  const newNonce = () => Buffer.from(randomBytes(12)).toString("base64url");
  const redact = (text: string) => deps.redactor.text(text);
  const probeKey = createProbeKey(deps.signingKey);
  const lookUp = deps.lookUp ?? systemLookUp;
  const exchange = createExchange({ clock, lookUp });
  const tools = { exchange, lookUp, readSecret: deps.readSecret, clock };
  const source = createStoredDefinitions(db);

  let inside: App | undefined;
  const ask: AskInside = async (path, init) => {
    if (!inside) throw new Error("The server has no routes yet.");
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${probeKey.reveal()}` };
    return inside.request(`${publicUrl}${path}`, { ...init, headers });
  };

  const builtIn = (): readonly BuiltInCheck[] => {
    const readConfigMap = deps.kubernetes ? createConfigMapReader(deps.kubernetes) : undefined;
    return [
      ...databaseChecks({
        database: createDatabaseProbe({ database, writer: serverId, schema: deps.schema }),
        clock,
        newNonce,
      }),
      ...webChecks({ publicUrl, exchange, lookUp, now: () => clock.now(), newNonce, build: deps.build }),
      ...apiChecks({ publicUrl, version: deps.version, exchange, probeKey: probeKey.reveal, newId, newNonce }),
      ...cameraChecks({ cameras: deps.hasCameras ? createCameraPort(ask) : undefined, clock }),
      ...configurationChecks({ dataDir: deps.dataDir, readConfigMap, resolve: deps.resolveConfiguration }),
      ...platformChecks({
        trips: createRoundTrips({ db, jobs, outbox, ask, clock, newId }),
        clock,
        newId,
        dataDir: deps.dataDir,
        storage: deps.storage,
      }),
      ...deps.moreChecks(),
    ];
  };

  const board = createBoard();
  const settings = createSettings(builtIn, tools);
  const catalogue = () => settings.catalogue();
  const hosts = createHostLimits(clock, { all: AT_ONCE, host: PER_HOST });
  const executor = createExecutor({ clock, newId, log, redact, hosts });
  const announcer = createAnnouncer({ tell: deps.tell, databaseUp, clock, log });

  let folder: OwnFolder | undefined;
  let ranBefore = false;
  let wasUp = true;
  const journal = createJournal({ folder: () => folder?.path ?? deps.dataDir, log, newId });
  const writer = createWriter({ db, outbox, journal, clock, log, databaseUp });
  const lease = createLease({
    store: createLeaseStore(db),
    holder: serverId,
    clock,
    log,
    databaseUp,
    ranBefore: () => ranBefore,
    onTaken: () => sync.catchUp(),
  });
  const keeper = createIncidentKeeper({
    catalogue,
    board,
    clock,
    newId,
    log,
    recentChanges: deps.recentChanges,
    tell: (news) => announcer.add(news),
    decides: () => deps.runs && lease.held(),
  });

  /** What a run changes; told to whoever decides about incidents. */
  function noteOnly(run: Run) {
    const noted = board.note(run);
    if (!noted) return undefined;
    if (noted.turn === "confirm" && run.trigger !== "push" && deps.runs && lease.held())
      scheduler.confirmSoon(run.check);
    keeper.onNoted(noted);
    return noted;
  }

  /** A run of this server: it is also stored. */
  function noteAndStore(run: Run) {
    const noted = noteOnly(run);
    const isChange = noted && noted.before?.result !== run.result;
    const change = isChange
      ? { check: run.check, runId: run.runId, from: noted.before?.result ?? null, to: run.result, atUs: run.endedUs }
      : undefined;
    if (noted) writer.add(run, change);
    return noted;
  }

  const rounds = createRounds({
    catalogue,
    board,
    executor,
    clock,
    note: noteAndStore,
    maintenance: (component, atMs) => settings.maintenanceOf(component, atMs),
  });
  const pushes = createPushes({ settings, board, clock, newId, redact, note: noteAndStore });
  const scheduler = createScheduler({
    catalogue,
    board,
    rounds,
    clock,
    log,
    mayRun: () => deps.runs && lease.held(),
    nextTurnMs: () => pushes.nextMs(),
    onTurn(nowMs) {
      // The monitor of the database knows of a break and of a return long before the next check is due.
      if (databaseUp() !== wasUp) scheduler.confirmSoon("db-up");
      wasUp = databaseUp();
      pushes.onTurn(nowMs);
      keeper.onTurn(nowMs);
    },
  });
  const sync = createSync({
    db,
    board,
    settings,
    source,
    keeper,
    clock,
    log,
    databaseUp,
    backlog: () => journal.backlog(),
    note: noteOnly,
    onSettings: () => scheduler.wake(),
  });
  const counting = createCounting({
    db,
    clock,
    log,
    takeTouched: writer.takeTouched,
    decides: () => deps.runs && lease.held(),
    databaseUp,
  });
  const keep = createKeep({ board, settings, keeper, clock, log, runs: () => deps.runs && lease.held() });
  const view = createPageView({ board, settings, incidents: keeper.all, clock, startedMs: () => startedMs });
  const pages = createCachedPages(view, clock);
  const runs = createRunService({ catalogue, rounds, writer, tools, clock });
  const published = createPublished({ board, catalogue, clock, databaseUp });
  const shared = { catalogue, board, view, pages, runs, limiter: deps.limiter, clock, publicUrl };

  const topics: readonly TopicGuard[] = [
    { prefix: "status", allowed: async (caller) => caller.permissions.has("status:read") },
    { prefix: CHECK_TOPIC, allowed: async (caller) => caller.id === "status-checks" },
  ];
  const parts = [writer, announcer, lease, sync, counting, scheduler];
  return {
    name: "status",

    declareMetrics(metrics) {
      declareStatusMetrics(metrics, () => ({
        board,
        catalogue: catalogue(),
        incidents: keeper.all(),
        backlog: journal.backlog(),
        lateMs: scheduler.lateMs(),
      }));
    },

    mountEarlyRoutes(app) {
      inside = app;
      mountPublicRoutes(app, { ...shared, published, pushes, jobs, db, build: deps.build });
    },

    mountRoutes(app) {
      mountStatusRoutes(app, {
        ...shared,
        reads: createReadService({ db, catalogue, clock, count: counting.count }),
        incidents: createIncidentService({ db, outbox, audit, keeper, clock, newId }),
        settings: createSettingsService({
          db,
          outbox,
          audit,
          settings,
          source,
          clock,
          newId,
          randomBytes,
          onChanged: async () => scheduler.wake(),
        }),
        runner: () => ({
          here: deps.runs,
          running: deps.runs && lease.held(),
          journal_backlog: journal.backlog(),
          late_ms: scheduler.lateMs(),
          database: databaseUp(),
        }),
      });
    },

    jobs: createStatusJobs(runs),
    topics,
    parts: [],

    memory: {
      name: "status memory",
      async start() {
        folder = await takeFolder(deps.dataDir, { clock, log, newId }, new AbortController().signal);
        ranBefore = await keep.restore(folder.path);
        await journal.open();
        await keep.start();
        for (const part of parts) await part.start();
      },
      async stop() {
        await stopRunning();
        await keep.stop();
        await journal.close();
        await folder?.release();
        folder = undefined;
      },
    },

    runner: { name: "status checks", start: async () => {}, stop: stopRunning },
  };

  /** In reverse: nothing new is run, then everything is stored while the database is still there. */
  async function stopRunning(): Promise<void> {
    for (const part of [...parts].reverse()) await part.stop();
  }
}
