import type { CheckWire, IncidentWire, MaintenanceWire, RunWire } from "@wopr/contracts";
import type { Board } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Incident } from "./domain/incident.ts";
import { microsText } from "./domain/micros.ts";
import type { Run } from "./domain/types.ts";
import type { PageView } from "./page-view.ts";
import { isStale } from "./published.ts";
import type { MaintenanceView } from "./service-settings.ts";

const iso = (ms: number) => new Date(ms).toISOString();

/** A run as it travels. */
export const toRunWire = (run: Run): RunWire => ({
  run_id: run.runId,
  check: run.check,
  vantage: run.vantage,
  started_at: microsText(run.startedUs),
  ended_at: microsText(run.endedUs),
  result: run.result,
  norun_reason: run.norunReason,
  root: [...run.root],
  ms: run.ms,
  error: run.error,
  facts: structuredClone(run.facts) as RunWire["facts"],
  trigger: run.trigger,
  maintenance: run.maintenance,
});

/** A check with how it is doing. */
export function toCheckWire(
  name: string,
  { catalogue, board, view, nowMs }: { catalogue: Catalogue; board: Board; view: PageView; nowMs: number },
): CheckWire {
  const check = catalogue.checks.get(name);
  if (!check) throw new Error(`The check ${name} is not in the catalogue.`);
  const { plan } = check;
  const newest = board.newest(name);
  const state = board.state(name);
  return {
    name,
    title: plan.title,
    component: plan.component,
    kind: plan.kind,
    published: plan.published,
    enabled: plan.enabled,
    interval_s: plan.intervalMs / 1000,
    deadline_ms: plan.deadlineMs,
    needs: plan.needs.map((need) => ({ ...need })),
    runbook: plan.runbook,
    state: state.phase,
    since: state.sinceMs > 0 ? iso(state.sinceMs) : null,
    newest: newest ? toRunWire(newest) : null,
    stale: isStale(newest, plan.intervalMs, nowMs),
    recent: board.recent(name),
    uptime: {
      h24: view.uptime(name, 1),
      d7: view.uptime(name, 7),
      d30: view.uptime(name, 30),
      d90: view.uptime(name, 90),
    },
  };
}

/** An incident with everything. */
export const toIncidentWire = (incident: Incident): IncidentWire => ({
  id: incident.id,
  title: incident.title,
  severity: incident.severity,
  state: incident.state,
  origin: incident.origin,
  root_checks: [...incident.rootChecks],
  affected_checks: [...incident.affectedChecks],
  components: [...incident.components],
  opened_at: iso(incident.openedMs),
  acknowledged_by: incident.acknowledgedBy,
  resolved_at: incident.resolvedMs === null ? null : iso(incident.resolvedMs),
  cause: incident.cause,
  public: incident.public,
  flaps: incident.flaps,
  entries: incident.entries.map(({ atMs, data, ...entry }) => ({
    ...entry,
    at: iso(atMs),
    data: data === null ? null : (structuredClone(data) as IncidentWire["entries"][number]["data"]),
  })),
});

/** A planned time, and when it is. */
export const toMaintenanceWire = ({ row, active, next }: MaintenanceView): MaintenanceWire => ({
  id: row.id,
  title: row.title,
  components: [...row.components],
  from: row.fromMs === null ? null : iso(row.fromMs),
  to: row.toMs === null ? null : iso(row.toMs),
  cron: row.cron,
  duration_s: row.durationS,
  zone: row.zone,
  suspend: row.suspend,
  public: row.public,
  active,
  next_from: next ? iso(next.fromMs) : null,
  next_to: next ? iso(next.toMs) : null,
});
