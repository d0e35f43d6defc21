import {
  configEndpoints,
  keptConfigEndpoints,
  lifeEndpoints,
  statusEndpoints,
  tabletopEndpoints,
} from "@wopr/contracts";
import { type Clock, inOrder, type Log, type NewId, type Runnable, type Secret } from "@wopr/kernel";
import { MIGRATIONS_FOLDER, migrate } from "./db/migrate.ts";
import { readMigrations } from "./db/migrations.ts";
import type { Database } from "./db/open-database.ts";
import { prepareSchema } from "./db/prepare-schema.ts";
import { createEventFeed } from "./events/feed.ts";
import { mountEventRoutes } from "./events/routes.ts";
import { createOutbox } from "./events/store.ts";
import { createOutboxTrimmer } from "./events/trimmer.ts";
import { actorOf, createAuditFeature } from "./features/audit/index.ts";
import { createBackupFeature, createBackupJob, drillJob, loadKey } from "./features/backup/index.ts";
import type { Feature } from "./features/feature.ts";
import { createIdentityFeature, forgetOld } from "./features/identity/index.ts";
import { createLifeFeature } from "./features/life/index.ts";
import { collectMedia, createMediaFeature, scrubMedia } from "./features/media/index.ts";
import { createNotificationsFeature, type Notice } from "./features/notifications/index.ts";
import { createRolloutsFeature } from "./features/rollouts/index.ts";
import { createSecretsFeature } from "./features/secrets/index.ts";
import {
  createProbeKey,
  createStatusFeature,
  EARLY_PATHS,
  PUSH_PATH,
  type StatusNews,
} from "./features/status/index.ts";
import { createTabletopFeature } from "./features/tabletop/index.ts";
import { createHousekeeping } from "./housekeeping.ts";
import { createHttpApp } from "./http/app.ts";
import { createBuildId } from "./http/build-id.ts";
import { ANONYMOUS } from "./http/caller.ts";
import { mountDisabled } from "./http/disabled.ts";
import { mountDocsPage } from "./http/docs-page.ts";
import type { App } from "./http/env.ts";
import { mountHealthRoutes } from "./http/health-routes.ts";
import { repeatSafely } from "./http/idempotency.ts";
import { createIdempotencyStore } from "./http/idempotency-store.ts";
import { type Identify, identifyCaller } from "./http/identify.ts";
import { createInFlight } from "./http/in-flight.ts";
import { createSharedLimiter } from "./http/limit-store.ts";
import { countRequests, createMetricsListener, mountMetrics } from "./http/metrics-routes.ts";
import { mountOpenApi } from "./http/openapi.ts";
import { allowListedOrigins, demandSameOrigin } from "./http/origin.ts";
import { createLocalLimiter, type LocalLimiter, limitRequests, limitWrongKeys } from "./http/rate-limit.ts";
import { demandReady, type Stage } from "./http/ready-gate.ts";
import { rememberCallers } from "./http/remembered-callers.ts";
import { createStaticFiles } from "./http/static-files.ts";
import { mountSystemRoutes } from "./http/system-routes.ts";
import { serveWebApp } from "./http/web-app.ts";
import { createJobs } from "./jobs/jobs.ts";
import { jobsTopicGuard, mountJobRoutes } from "./jobs/routes.ts";
import { mountScheduleRoutes } from "./jobs/schedule-routes.ts";
import { createSchedules } from "./jobs/schedules.ts";
import { createJobWorker } from "./jobs/worker.ts";
import type { ServerConfig } from "./load-config.ts";
import { createAddressGuard } from "./outward/addresses.ts";
import { createOutward } from "./outward/outward.ts";
import { createTransport, type Transport } from "./outward/transport.ts";
import { createStartUp, type StartUp } from "./start-up.ts";
import { createRedactor, type Redactor } from "./telemetry/redact.ts";
import { createServerMetrics } from "./telemetry/server-metrics.ts";
import { createFigures } from "./telemetry/store-figures.ts";
import { wireConfig } from "./wire-config.ts";
import { describerFrom } from "./wire-describer.ts";

/** Everything from outside the process. Tests pass their own; `main.ts` passes the real ones. */
export interface Outside {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** 0 to 1. */
  readonly chance: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Calls to other machines: cameras. */
  readonly fetch: typeof fetch;
  /** How {@link Outward} reaches other machines; absent: over the network, guarded. */
  readonly transport?: Transport;
  readonly signingKey: Secret;
  readonly version: string;
  readonly database: Database;
  /** The redactor of the log; absent: one that knows the signing key. */
  readonly redactor?: Redactor;
  /** Folder of the built web app. */
  readonly webFolder: string;
  /** The socket; absent in tests, which call the application itself. */
  readonly listen?: (app: App) => Runnable;
  /** Limits of this process; absent means those of limits.ts. */
  readonly limiter?: LocalLimiter;
}

/** How long requests may take to finish once the server is told to stop. */
const DRAIN_MS = 20_000;
const JOBS_AT_ONCE = 4;

/** The server with every part connected. The only place that knows all features; building it starts nothing. */
export function composeServer(outside: Outside) {
  const { config, clock, log, database, newId } = outside;
  const { db } = database;
  const outbox = createOutbox();
  const feed = createEventFeed({ database, clock, log });
  const jobs = createJobs({ db, newId });
  const limiter = createSharedLimiter(db, clock);
  const idempotency = createIdempotencyStore(db, clock, newId, outside.signingKey);

  const redactor = outside.redactor ?? createRedactor([outside.signingKey]);
  const audit = createAuditFeature({
    ...outside,
    db,
    redactor,
    undoHandlers: () => features.flatMap((feature) => feature.undos ?? []),
    seals: config.roles.has("jobs"),
    onAnchor: async (tx, { seq, hash }) => {
      await notifications.service.send(tx, {
        kind: "audit.anchor_set",
        severity: "info",
        topic: "audit",
        object: { kind: "audit_anchor", id: String(seq) },
        title: `History anchored at entry ${seq}`,
        text: `Entry ${seq} has the hash ${hash}. Keep this message: with it a history that was cut off is found out.`,
        dedupeKey: `audit anchor ${seq}`,
        phase: "once",
      });
    },
  });
  const addressGuard = createAddressGuard(config.outwardAllow);
  const outward = createOutward({
    ...outside,
    transport: outside.transport ?? createTransport(addressGuard),
    onOutcome: (target, outcome) => telemetry.onOutward(target, outcome),
  });
  const secrets = createSecretsFeature({
    ...outside,
    db,
    redactor,
    audit: audit.service,
    keyFile: config.secretKeyFile,
  });
  const media = createMediaFeature({
    ...outside,
    db,
    storage: config.media,
    onDamage: async (keys) => {
      await notifications.service.send(db, {
        kind: "media.files_damaged",
        severity: "critical",
        topic: "media",
        object: { kind: "media", id: keys[0] ?? "" },
        title: `${keys.length} stored ${keys.length === 1 ? "file is" : "files are"} missing or damaged`,
        text: `${keys.join("\n")}\nPut them back from a backup; every backup holds each file once.`,
        dedupeKey: "media scrub",
        phase: "once",
      });
    },
  });
  const identity = createIdentityFeature({
    ...outside,
    db,
    limiter,
    idempotency,
    publicUrl: config.publicUrl,
    audit: audit.service,
    secrets: secrets.service,
    outward,
    oidc: config.oidc,
    signUpOpen: config.signUpOpen,
  });
  const notifications = createNotificationsFeature({
    ...outside,
    db,
    redactor,
    audit: audit.service,
    secrets: secrets.service,
    outward,
    guard: addressGuard,
    media: media.service,
    publicUrl: config.publicUrl,
    sends: config.roles.has("jobs"),
    onOutcome: (channel, outcome) => telemetry.onNotification(channel, outcome),
  });
  const backup = createBackupFeature({
    ...outside,
    db,
    jobs,
    folder: config.backup.folder,
    secrets: secrets.service,
    media: media.service,
    audit: audit.service,
    notifications: notifications.service,
    key: () => loadKey({ passphrase: config.backup.passphrase, file: config.backup.keyFile, create: outside }),
    connectTo: (name) => database.listenClient(besides(config.database, name)),
    async migrateTo(client, migrations) {
      const wanted = new Set(migrations);
      await migrate(client, { clock, log, accept: (number) => wanted.has(number) });
    },
  });
  const storageRoot = config.media.root;
  const tabletop = config.featuresOff.has("tabletop")
    ? undefined
    : createTabletopFeature({
        ...outside,
        ...{ db, outbox, feed, jobs, media: media.service, storageRoot },
        secret: (name) => secrets.service.resolve(name, { feature: "tabletop" }),
        describer: describerFrom(config.tabletop.describer, clock, (name) =>
          secrets.service.resolve(name, { feature: "tabletop" }),
        ),
      });
  const localLimiter = outside.limiter ?? createLocalLimiter(clock);
  const files = createStaticFiles(outside.webFolder);
  const build = createBuildId(files, outside.version);
  const status = config.featuresOff.has("status")
    ? undefined
    : createStatusFeature({
        ...outside,
        ...{ db, outbox, jobs, redactor },
        storage: config.media,
        audit: audit.service,
        limiter: localLimiter,
        build: build.current,
        schema: async () => (await readMigrations(MIGRATIONS_FOLDER)).at(-1)?.number ?? 0,
        publicUrl: config.publicUrl,
        dataDir: config.dataDir,
        kubernetes: config.status.kubernetes,
        runs: config.roles.has("jobs"),
        hasCameras: tabletop !== undefined,
        readSecret: async (name) => {
          const consumer = { feature: "status" };
          const known = await secrets.service.canResolve(name, consumer);
          return known ? secrets.service.resolve(name, consumer) : undefined;
        },
        recentChanges: async (sinceMs) => {
          const { items } = await audit.service.list(ANONYMOUS, { since: new Date(sinceMs) }, 50, undefined);
          // What people said about incidents is no cause of one.
          const changes = items.filter(({ action }) => !action.endsWith("_incident"));
          return changes.map(({ at, actor, summary }) => ({ atMs: at.getTime(), text: `${actor.name}: ${summary}` }));
        },
        tell: {
          usual: async (news) => void (await notifications.service.send(db, noticeOf(news))),
          direct: config.status.webhookUrl ? (news) => tellDirectly(news) : undefined,
        },
        moreChecks: () => features.flatMap((feature) => feature.checks ?? []),
      });
  const tellDirectly = async ({ what, title, text, severity }: StatusNews) => {
    const body = JSON.stringify({ event: `status.${what}`, severity, title, text, content: `${title}: ${text}` });
    const url = config.status.webhookUrl?.reveal() ?? "";
    const answer = await outside.fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The web hook of the status answered with status ${answer.status}.`);
  };
  const life = config.featuresOff.has("life")
    ? undefined
    : createLifeFeature({
        ...outside,
        db,
        outbox,
        feed,
        secrets: secrets.service,
        environment: config.environment,
        closes: config.roles.has("jobs"),
        outward,
        publicUrl: config.publicUrl,
        oura: config.oura,
      });
  const runs = config.roles.has("jobs");
  const rollouts = createRolloutsFeature({ ...outside, db, outbox, audit: audit.service, runs });
  const settings = config.featuresOff.has("config")
    ? undefined
    : wireConfig({
        ...outside,
        ...{ outbox, feed, rollouts, notifications },
        audit: audit.service,
        secrets: secrets.service,
        checks: { failing: async () => [] },
        listUsers: () => identity.service.listUsers(),
        registered: [],
        watches: runs,
      });
  const features: readonly Feature[] = [
    audit,
    secrets,
    identity,
    media,
    notifications,
    backup,
    rollouts,
    ...(settings ? [settings] : []),
    ...(tabletop ? [tabletop] : []),
    ...(life ? [life] : []),
    ...(status ? [status] : []),
  ];

  const inFlight = createInFlight();
  const isDatabaseUp = () => database.health().state === "up";
  const telemetry = createServerMetrics({
    clock,
    version: outside.version,
    commit: config.commit,
    pool: database.pool,
    figures: createFigures(db),
    isDatabaseUp,
    inFlight: inFlight.count,
    outward: () => outward,
    unsealed: audit.waiting,
    isSecretStoreLocked: () => secrets.service.lockedWhy() !== undefined,
    lastBackup: backup.service.lastGood,
    lastDrill: backup.service.lastDrill,
    disks: { data: config.dataDir, media: config.media.root },
  });
  const worker = createJobWorker({
    ...outside,
    handlers: telemetry.measured(features.flatMap((feature) => feature.jobs)),
    concurrency: JOBS_AT_ONCE,
  });
  const housekeeping = createHousekeeping({ db, jobs, kinds: [forgetOld, collectMedia], clock, log });
  const schedules = createSchedules({
    ...{ db, jobs, clock, log },
    zone: config.timeZone,
    definitions: [
      { name: "backup", cron: "30 3 * * *", kind: createBackupJob, misfire: "run_once" },
      { name: "backup drill", cron: "30 4 * * 0", kind: drillJob, misfire: "run_once" },
      { name: "media scrub", cron: "15 2 * * *", kind: scrubMedia, misfire: "skip" },
    ],
  });
  const background = config.roles.has("jobs") ? [worker, housekeeping, schedules] : [];

  const stopping = new AbortController();
  const stage = (): Stage => startUp.stage();

  const app = createHttpApp({
    ...outside,
    trustedProxies: config.trustedProxies,
    newNonce: () => Buffer.from(outside.randomBytes(16)).toString("base64"),
    stopping: stopping.signal,
    tls: config.publicUrl.startsWith("https:"),
  });
  const origins = { publicUrl: config.publicUrl, allowed: config.corsOrigins };
  app.use(inFlight.middleware);
  app.use(countRequests(telemetry, clock));
  app.use(allowListedOrigins(origins));
  mountHealthRoutes(app, {
    clock,
    version: outside.version,
    environment: config.environment,
    features: features.map((feature) => feature.name),
    stage,
    services: () => ({
      database: isDatabaseUp() ? "healthy" : "unhealthy",
      storage: media.health(),
      jobs: config.roles.has("jobs") ? "healthy" : "disabled",
      tabletop: tabletop ? "healthy" : "disabled",
      life: life ? "healthy" : "disabled",
      config: settings ? "healthy" : "disabled",
      status: status ? "healthy" : "disabled",
    }),
  });
  mountOpenApi(app, outside.version);
  mountDocsPage(app, outside.version);
  app.use(serveWebApp(files, build.of));
  const probeKey = createProbeKey(outside.signingKey);
  const identify: Identify = async (credentials) => {
    const caller = probeKey.callerOf(credentials.authorization);
    return caller ? { caller, setCookies: [] } : identity.identify(credentials);
  };
  if (status) {
    // These answer whatever the database does; whoever was known a while ago is known without it.
    const known = rememberCallers(limitWrongKeys(identify, localLimiter), { clock, isAway: () => !isDatabaseUp() });
    // Signs of life bring a token of their own, which is no key.
    app.use(PUSH_PATH, limitRequests(localLimiter));
    for (const path of EARLY_PATHS) {
      app.use(path, identifyCaller(known));
      app.use(path, demandSameOrigin(origins));
      app.use(path, limitRequests(localLimiter));
    }
    status.mountEarlyRoutes(app);
  }
  // Everything below needs the database.
  app.use(demandReady(() => ({ stage: stage(), databaseUp: isDatabaseUp() })));
  app.use(identifyCaller(limitWrongKeys(identify, localLimiter)));
  app.use(demandSameOrigin(origins));
  app.use(limitRequests(localLimiter));
  app.use(repeatSafely({ store: idempotency, clock }));
  const guards = [jobsTopicGuard, ...features.flatMap((feature) => feature.topics)];
  mountEventRoutes(app, { feed, guards, clock, stopping: stopping.signal, onStream: telemetry.onStream });
  status?.declareMetrics(telemetry.metrics);
  mountMetrics(app, telemetry.metrics);
  mountJobRoutes(app, jobs);
  mountScheduleRoutes(app, schedules, async (caller, { before, after, reason }, facts) => {
    await audit.service.record(db, {
      actor: actorOf(caller),
      action: "jobs.change_schedule",
      subject: { kind: "schedule", id: after.name },
      summary: `Changed when "${after.name}" runs.`,
      undo: { impossible: "set the times from before by hand; both stand in this entry." },
      ...{ before, after, reason, facts },
    });
  });
  mountSystemRoutes(app, {
    version: outside.version,
    commit: config.commit,
    environment: config.environment,
    features: features.map((feature) => feature.name),
    database: database.health,
    outward,
    disks: { data: config.dataDir, media: config.media.root },
    secretsLocked: secrets.service.lockedWhy,
    lastBackup: backup.service.lastGood,
    lastDrill: backup.service.lastDrill,
  });
  for (const feature of features) feature.mountRoutes(app);
  if (!tabletop) mountDisabled(app, "tabletop", tabletopEndpoints);
  if (!life) mountDisabled(app, "life", lifeEndpoints);
  if (!settings) mountDisabled(app, "config", { ...configEndpoints, ...keptConfigEndpoints });
  if (!status) mountDisabled(app, "status", statusEndpoints);

  const listener = outside.listen?.(app);
  const { metricsPort } = config;
  const metricsListener =
    outside.listen && metricsPort !== undefined
      ? createMetricsListener({ metrics: telemetry.metrics, host: "127.0.0.1", port: metricsPort, log })
      : undefined;
  const startUp: StartUp = createStartUp(
    [
      { name: "data folder", stage: "starting", run: () => database.lock(), undo: () => database.stop() },
      // Before the socket: whoever comes first sees what was last known.
      ...(status ? [stepOf(status.memory, "starting")] : []),
      ...(listener ? [stepOf(listener, "starting")] : []),
      ...(metricsListener ? [stepOf(metricsListener, "starting")] : []),
      stepOf(database, "opening_database"),
      {
        name: "schema",
        stage: "migrating",
        run: async () => void (await prepareSchema(database, { clock, log, signal: stopping.signal })),
        undo: async () => {},
      },
      stepOf(inOrder("events", [feed, createOutboxTrimmer({ db, clock, log })]), "starting_features"),
      stepOf(
        inOrder(
          "features",
          features.flatMap((feature) => feature.parts),
        ),
        "starting_features",
      ),
      stepOf(inOrder("background work", [...background, ...(status ? [status.runner] : [])]), "starting_features"),
      {
        name: "requests",
        stage: "starting_features",
        run: async () => {},
        async undo() {
          const left = await inFlight.drained(clock, DRAIN_MS);
          if (left > 0) log.warn({ requests: left }, "requests were cut off: they did not end in time");
        },
      },
    ],
    clock,
    log,
  );

  return {
    app,
    audit: audit.service,
    backup: backup.service,
    schedules,
    secrets: secrets.service,
    outward,
    notifications: notifications.service,
    notificationPump: notifications.pump,
    status,
    identity: identity.service,
    media: media.service,
    jobs,
    outbox,
    feed,
    stage,
    /** Requests that are being worked on. */
    inFlight: inFlight.count,
    start: startUp.start,
    stop() {
      stopping.abort();
      return startUp.stop();
    },
  };
}

/** What {@link composeServer} builds. */
export type ComposedServer = ReturnType<typeof composeServer>;

/** News of the status as a notice; what broke and that it works again share a key. */
const noticeOf = (news: StatusNews & { readonly once: boolean }): Notice => ({
  kind: news.what === "open" ? "status.incident_opened" : "status.incident_resolved",
  severity: news.severity,
  topic: "incidents",
  object: { kind: "incident", id: news.incidentId },
  title: news.what === "open" ? news.title : `Works again: ${news.title}`,
  text: news.text,
  link: `/checks/incidents/${news.incidentId}`,
  dedupeKey: `incident ${news.incidentId}`,
  phase: news.once ? "once" : news.what === "open" ? "fire" : "resolve",
});

/** Another database on the same server. */
function besides(target: ServerConfig["database"], name: string) {
  if (target.kind === "embedded") return { database: name };
  const url = new URL(target.url.reveal());
  url.pathname = `/${name}`;
  return { connectionString: url.href };
}

const stepOf = (part: Runnable, stage: Stage) => ({
  name: part.name,
  stage,
  run: () => part.start(),
  undo: () => part.stop(),
});
