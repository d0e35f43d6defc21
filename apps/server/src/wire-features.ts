import { MIGRATIONS_FOLDER, migrate } from "./db/migrate.ts";
import { readMigrations } from "./db/migrations.ts";
import type { EventFeed, Outbox } from "./events/outbox.ts";
import { createAuditFeature } from "./features/audit/index.ts";
import { createBackupFeature, loadKey } from "./features/backup/index.ts";
import type { Feature } from "./features/feature.ts";
import { createIdentityFeature } from "./features/identity/index.ts";
import { createLifeFeature } from "./features/life/index.ts";
import { createMediaFeature } from "./features/media/index.ts";
import { createNotificationsFeature } from "./features/notifications/index.ts";
import { createRolloutsFeature } from "./features/rollouts/index.ts";
import { createSecretsFeature } from "./features/secrets/index.ts";
import { createStatusFeature } from "./features/status/index.ts";
import { createTabletopFeature } from "./features/tabletop/index.ts";
import { ANONYMOUS } from "./http/caller.ts";
import type { IdempotencyStore } from "./http/idempotency-store.ts";
import type { SharedLimiter } from "./http/limit-store.ts";
import type { LocalLimiter } from "./http/rate-limit.ts";
import type { Jobs } from "./jobs/job.ts";
import type { ServerConfig } from "./load-config.ts";
import type { Outside } from "./outside.ts";
import { createAddressGuard } from "./outward/addresses.ts";
import { createOutward } from "./outward/outward.ts";
import { createTransport } from "./outward/transport.ts";
import { createRedactor } from "./telemetry/redact.ts";
import type { ServerMetrics } from "./telemetry/server-metrics.ts";
import { wireConfig } from "./wire-config.ts";
import { describerFrom } from "./wire-describer.ts";
import { noticeOf, tellDirectly } from "./wire-status.ts";

/** What features stand on. */
export interface Mechanisms {
  readonly outbox: Outbox;
  readonly feed: EventFeed;
  readonly jobs: Jobs;
  readonly limiter: SharedLimiter;
  readonly localLimiter: LocalLimiter;
  readonly idempotency: IdempotencyStore;
  /** Of the web app that is served. */
  readonly build: () => Promise<string>;
  /** Asked only once the server runs. */
  readonly telemetry: () => Pick<ServerMetrics, "onOutward" | "onNotification">;
}

/** Every feature with the ports it asks for, filled by the features that have them. Building starts nothing. */
export function wireFeatures(outside: Outside, mechanisms: Mechanisms) {
  const { config, clock, log, database } = outside;
  const { db } = database;
  const { outbox, feed, jobs, limiter, idempotency } = mechanisms;
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
    onOutcome: (target, outcome) => mechanisms.telemetry().onOutward(target, outcome),
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
    onOutcome: (channel, outcome) => mechanisms.telemetry().onNotification(channel, outcome),
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
  const status = config.featuresOff.has("status")
    ? undefined
    : createStatusFeature({
        ...outside,
        ...{ db, outbox, jobs, redactor },
        storage: config.media,
        audit: audit.service,
        limiter: mechanisms.localLimiter,
        build: mechanisms.build,
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
          direct: config.status.webhookUrl && tellDirectly(outside.fetch, config.status.webhookUrl),
        },
        moreChecks: () => features.flatMap((feature) => feature.checks ?? []),
      });
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

  return {
    all: features,
    audit,
    secrets,
    identity,
    media,
    notifications,
    backup,
    tabletop,
    life,
    settings,
    status,
    outward,
  };
}

/** Another database on the same server. */
function besides(target: ServerConfig["database"], name: string) {
  if (target.kind === "embedded") return { database: name };
  const url = new URL(target.url.reveal());
  url.pathname = `/${name}`;
  return { connectionString: url.href };
}
