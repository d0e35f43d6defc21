import type { Metrics } from "../../telemetry/metrics.ts";
import type { Board } from "./board.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Incident } from "./domain/incident.ts";

/** What Prometheus is told (status.md 6): the facts, without a format. */
interface StatusMetrics {
  /** 1 pass, 0 fail, −1 not run. */
  readonly results: readonly {
    readonly check: string;
    readonly vantage: string;
    readonly value: 1 | 0 | -1;
    readonly seconds: number;
  }[];
  readonly incidentsOpen: { readonly info: number; readonly warning: number; readonly critical: number };
  readonly journalBacklog: number;
  readonly lateSeconds: number;
}

/** Where the facts are. */
export interface StatusMetricsDeps {
  readonly board: Board;
  readonly catalogue: Catalogue;
  readonly incidents: readonly Incident[];
  readonly backlog: number;
  readonly lateMs: number;
}

/** Declares the metrics of the status (status.md 6). */
export function declareStatusMetrics(metrics: Metrics, read: () => StatusMetricsDeps): void {
  const facts = () => statusMetrics(read());
  metrics.gauge("check_result", "Newest result of a check: 1 pass, 0 fail, -1 not run.", () =>
    facts().results.map(({ check, vantage, value }) => ({ labels: { check, vantage }, value })),
  );
  metrics.gauge("check_duration_seconds", "How long the newest run of a check took.", () =>
    facts().results.map(({ check, vantage, seconds }) => ({ labels: { check, vantage }, value: seconds })),
  );
  metrics.gauge("incidents_open", "Open incidents.", () =>
    Object.entries(facts().incidentsOpen).map(([severity, value]) => ({ labels: { severity }, value })),
  );
  metrics.gauge("status_journal_backlog", "Results that are not in the database yet.", () => [
    { value: facts().journalBacklog },
  ]);
  metrics.gauge("check_late_seconds", "How late the newest due run began.", () => [{ value: facts().lateSeconds }]);
}

/** Reads the facts from memory. */
function statusMetrics(deps: StatusMetricsDeps): StatusMetrics {
  const open = deps.incidents.filter(({ state }) => state !== "resolved");
  const count = (severity: Incident["severity"]) => open.filter((incident) => incident.severity === severity).length;
  return {
    results: [...deps.catalogue.checks.keys()].flatMap((check) => {
      const newest = deps.board.newest(check);
      if (!newest) return [];
      const value = newest.result === "pass" ? 1 : newest.result === "fail" ? 0 : -1;
      return [{ check, vantage: newest.vantage, value, seconds: newest.ms / 1000 } as const];
    }),
    incidentsOpen: { info: count("info"), warning: count("warning"), critical: count("critical") },
    journalBacklog: deps.backlog,
    lateSeconds: deps.lateMs / 1000,
  };
}
