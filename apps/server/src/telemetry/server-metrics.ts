import { statfs } from "node:fs/promises";
import type { Clock } from "@wopr/kernel";
import type pg from "pg";
import type { JobHandler } from "../jobs/job.ts";
import type { Outward } from "../outward/outward.ts";
import { createMetrics, DURATION_BOUNDS, type Metrics } from "./metrics.ts";
import type { Figures } from "./store-figures.ts";
import { observeQueries } from "./store-queries.ts";

/** The counters parts of the server are handed. */
export interface ServerMetrics {
  readonly metrics: Metrics;
  onRequest(facts: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  onFailure(code: string, params: Readonly<Record<string, unknown>>): void;
  onOutward(target: string, outcome: string): void;
  onNotification(channel: string, outcome: string): void;
  onStream(by: 1 | -1): void;
  /** The same handlers, measured. */
  measured(handlers: readonly JobHandler[]): readonly JobHandler[];
}

/** Where the figures come from. */
export interface ServerMetricsDeps {
  readonly clock: Clock;
  readonly version: string;
  readonly commit: string;
  readonly pool: pg.Pool;
  readonly figures: Figures;
  readonly isDatabaseUp: () => boolean;
  readonly inFlight: () => number;
  readonly outward: () => Pick<Outward, "targets">;
  readonly unsealed: () => Promise<{ readonly count: number; readonly oldest: Date | null }>;
  readonly isSecretStoreLocked: () => boolean;
  readonly lastBackup: () => Promise<Date | null>;
  readonly lastDrill: () => Promise<{ readonly at: Date; readonly ok: boolean } | null>;
  /** Folders by the name their disk is told under. */
  readonly disks: Readonly<Record<string, string>>;
}

const BREAKER = { closed: 0, half: 1, open: 2 } as const;
const AUTH_CODES =
  /^(platform\.unauthenticated|identity\.(key_|sign_in_|code_wrong|passkey_|device_refused|device_token|pairing_|setup_code_wrong|password_wrong))/;

/** Declares every metric of the server (platform.md 6.10). */
export function createServerMetrics(deps: ServerMetricsDeps): ServerMetrics {
  const { clock, figures, pool } = deps;
  const metrics = createMetrics();
  const requests = metrics.counter("http_requests_total", "Requests by route, method and status.");
  const requestTook = metrics.histogram("http_request_duration_seconds", "How long requests took.", DURATION_BOUNDS);
  const limited = metrics.counter("rate_limited_total", "Requests refused because of a limit.");
  const authFailures = metrics.counter("auth_failures_total", "Proofs of identity that were refused.");
  const outwardCalls = metrics.counter("outbound_requests_total", "Calls to other machines.");
  const notifications = metrics.counter("notifications_total", "Tries to tell somebody.");
  const jobs = metrics.counter("jobs_total", "Runs of background work.");
  const jobTook = metrics.histogram(
    "job_duration_seconds",
    "How long runs of background work took.",
    [0.01, 0.05, 0.25, 1, 5, 15, 60, 300],
  );
  const queryTook = metrics.histogram(
    "db_query_duration_seconds",
    "How long statements took.",
    [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  );
  let streams = 0;
  observeQueries(pool, clock, (op, seconds) => queryTook({ op }, seconds));

  metrics.gauge("http_in_flight", "Requests that are being worked on.", () => [{ value: deps.inFlight() }]);
  metrics.gauge("db_up", "Whether the database answers.", () => [{ value: deps.isDatabaseUp() ? 1 : 0 }]);
  metrics.gauge("db_pool_in_use", "Connections that are lent out.", () => [
    { value: pool.totalCount - pool.idleCount },
  ]);
  metrics.gauge("db_pool_size", "Connections there may be.", () => [{ value: pool.options.max }]);
  metrics.gauge("sse_clients", "Open event streams.", () => [{ labels: { kind: "events" }, value: streams }]);
  metrics.gauge("jobs_waiting", "Jobs that could run now.", async () =>
    (await figures.jobs()).map(({ kind, waiting }) => ({ labels: { kind }, value: waiting })),
  );
  metrics.gauge("jobs_oldest_seconds", "How long the oldest waiting job has waited.", async () =>
    (await figures.jobs()).map(({ kind, oldestS }) => ({ labels: { kind }, value: oldestS })),
  );
  metrics.gauge("jobs_dead", "Jobs that failed for good.", () => figures.deadJobs());
  metrics.gauge("outbox_lag_seconds", "Age of the oldest event that could not be delivered yet.", async () => [
    { value: await figures.outboxLag() },
  ]);
  metrics.gauge("breaker_state", "0 closed, 1 half open, 2 open; the worst of a target.", () => {
    const worst = new Map<string, number>();
    for (const { target, state } of deps.outward().targets()) {
      worst.set(target, Math.max(worst.get(target) ?? 0, BREAKER[state]));
    }
    return [...worst].map(([target, value]) => ({ labels: { target }, value }));
  });
  metrics.gauge("audit_unsealed", "Entries of the history that wait to be sealed.", async () => [
    { value: (await deps.unsealed()).count },
  ]);
  metrics.gauge("audit_unsealed_age_seconds", "How long the oldest unsealed entry has waited.", async () => {
    const { oldest } = await deps.unsealed();
    return [{ value: oldest ? Math.max(0, (clock.now().getTime() - oldest.getTime()) / 1000) : 0 }];
  });
  metrics.gauge("secret_store_locked", "Whether the master key is missing or wrong.", () => [
    { value: deps.isSecretStoreLocked() ? 1 : 0 },
  ]);
  metrics.gauge("backup_last_success_timestamp_seconds", "When the newest good backup was made.", async () => {
    const at = await deps.lastBackup();
    return at ? [{ value: at.getTime() / 1000 }] : [];
  });
  metrics.gauge("backup_last_drill_timestamp_seconds", "When a backup was last restored for a try.", async () => {
    const drill = await deps.lastDrill();
    return drill ? [{ labels: { result: drill.ok ? "pass" : "fail" }, value: drill.at.getTime() / 1000 }] : [];
  });
  metrics.gauge("media_bytes", "Bytes of stored files.", async () => [{ value: await figures.mediaBytes() }]);
  metrics.gauge("disk_free_ratio", "Free share of the disk, 0 to 1.", () =>
    Promise.all(
      Object.entries(deps.disks).map(async ([mount, folder]) => {
        const { bavail, blocks } = await statfs(folder);
        return { labels: { mount }, value: blocks > 0 ? bavail / blocks : 0 };
      }),
    ),
  );
  metrics.gauge("build_info", "What runs.", () => [
    { labels: { version: deps.version, commit: deps.commit }, value: 1 },
  ]);
  const began = clock.now().getTime() / 1000;
  metrics.gauge("process_start_time_seconds", "When this process began.", () => [{ value: began }]);
  metrics.gauge("process_resident_memory_bytes", "Memory of this process.", () => [
    { value: process.memoryUsage.rss() },
  ]);

  return {
    metrics,
    onRequest({ route, method, status, seconds }) {
      requests({ route, method, status: String(status) });
      requestTook({ route, method }, seconds);
    },
    onFailure(code, params) {
      if (code === "platform.rate_limited") limited({ limit: String(params["limit"]) });
      else if (AUTH_CODES.test(code)) authFailures({ kind: code });
    },
    onOutward: (target, outcome) => outwardCalls({ target, outcome }),
    onNotification: (channel, outcome) => notifications({ channel, outcome }),
    onStream: (by) => {
      streams += by;
    },
    measured: (handlers) =>
      handlers.map((handler) => ({
        kind: handler.kind,
        async run(payload, context) {
          const since = clock.monotonicMs();
          const ended = (outcome: string) => {
            jobs({ kind: handler.kind.id, outcome });
            jobTook({ kind: handler.kind.id }, (clock.monotonicMs() - since) / 1000);
          };
          try {
            await handler.run(payload, context);
            ended("completed");
          } catch (failure) {
            ended(context.signal.aborted ? "cancelled" : "failed");
            throw failure;
          }
        },
      })),
  };
}
