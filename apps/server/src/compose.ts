import {
  configEndpoints,
  keptConfigEndpoints,
  lifeEndpoints,
  statusEndpoints,
  tabletopEndpoints,
} from "@wopr/contracts";
import { inOrder, type Runnable } from "@wopr/kernel";
import { prepareSchema } from "./db/prepare-schema.ts";
import { createEventFeed } from "./events/feed.ts";
import { mountEventRoutes } from "./events/routes.ts";
import { createOutbox } from "./events/store.ts";
import { createOutboxTrimmer } from "./events/trimmer.ts";
import { actorOf } from "./features/audit/index.ts";
import { createBackupJob, drillJob } from "./features/backup/index.ts";
import type { Feature } from "./features/feature.ts";
import { forgetOld } from "./features/identity/index.ts";
import { collectMedia, scrubMedia } from "./features/media/index.ts";
import { createProbeKey, EARLY_PATHS, PUSH_PATH } from "./features/status/index.ts";
import { createHousekeeping } from "./housekeeping.ts";
import { createHttpApp } from "./http/app.ts";
import { createBuildId } from "./http/build-id.ts";
import { mountDisabled } from "./http/disabled.ts";
import { mountDocsPage } from "./http/docs-page.ts";
import { mountHealthRoutes } from "./http/health-routes.ts";
import { repeatSafely } from "./http/idempotency.ts";
import { createIdempotencyStore } from "./http/idempotency-store.ts";
import { type Identify, identifyCaller } from "./http/identify.ts";
import { createInFlight } from "./http/in-flight.ts";
import { createSharedLimiter } from "./http/limit-store.ts";
import { countRequests, createMetricsListener, mountMetrics } from "./http/metrics-routes.ts";
import { mountOpenApi } from "./http/openapi.ts";
import { allowListedOrigins, demandSameOrigin } from "./http/origin.ts";
import { createLocalLimiter, limitRequests, limitWrongKeys } from "./http/rate-limit.ts";
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
import type { Outside } from "./outside.ts";
import { createStartUp, type StartUp } from "./start-up.ts";
import { createServerMetrics } from "./telemetry/server-metrics.ts";
import { createFigures } from "./telemetry/store-figures.ts";
import { wireFeatures } from "./wire-features.ts";

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

  const localLimiter = outside.limiter ?? createLocalLimiter(clock);
  const files = createStaticFiles(outside.webFolder);
  const build = createBuildId(files, outside.version);
  const wired = wireFeatures(outside, {
    ...{ outbox, feed, jobs, limiter, localLimiter, idempotency },
    build: build.current,
    telemetry: () => telemetry,
  });
  const { audit, secrets, identity, media, notifications, backup, tabletop, life, settings, status, outward } = wired;
  const features: readonly Feature[] = wired.all;

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

const stepOf = (part: Runnable, stage: Stage) => ({
  name: part.name,
  stage,
  run: () => part.start(),
  undo: () => part.stop(),
});
